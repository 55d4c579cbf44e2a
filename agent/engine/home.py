"""Where the local engine lives: its Python environment, its state and its logs."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class EngineHome:
    """Two directories; neither needs to exist yet."""

    environment: Path
    """Virtual environment of vLLM's CPU build."""
    state: Path
    """State file, locks and logs; private to the user."""

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    @property
    def install_lock(self) -> Path:
        return self.state / "install.lock"

    @property
    def launch_lock(self) -> Path:
        return self.state / "launch.lock"

    @property
    def use_lock(self) -> Path:
        """Held by every command that uses the engine, for as long as it does."""
        return self.state / "use.lock"

    @property
    def state_file(self) -> Path:
        return self.state / "engine.json"

    @property
    def log(self) -> Path:
        """What the engine that runs detached writes."""
        return self.state / "engine.log"

    @property
    def keeper_log(self) -> Path:
        """What goes wrong in the keeper itself; normally empty."""
        return self.state / "keeper.log"

    @property
    def embeddings(self) -> EngineHome:
        """The same environment with the state of the embedding server, which runs beside."""
        return EngineHome(self.environment, self.state / "embeddings")

    def make_state(self) -> None:
        """Create the state directory, readable by the user only."""
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)


def engine_home() -> EngineHome:
    """`.venv/engine` in a checkout that we may write to, the user's own directories elsewhere."""
    checkout = checkout_root()
    if checkout is not None:
        environment = checkout / ".venv" / "engine"
        return EngineHome(environment, environment / "state")
    # One environment a Python version: an upgrade must not break an engine that is running.
    version = f"engine-{sys.version_info.major}.{sys.version_info.minor}"
    return EngineHome(
        platformdirs.user_cache_path("holdfast") / version,
        platformdirs.user_state_path("holdfast") / "engine",
    )


def checkout_root(package_root: Path = _PACKAGE_ROOT) -> Path | None:
    """The repository that this package is imported from, or None for an installed one."""
    pyproject = package_root / "pyproject.toml"
    if not pyproject.is_file() or not os.access(package_root, os.W_OK):
        return None
    is_ours = 'name = "holdfast"' in pyproject.read_text(encoding="utf-8")
    return package_root if is_ours else None
