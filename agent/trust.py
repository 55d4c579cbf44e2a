"""Consent to run a project's own code: `tools/*.py`, and what `agent.toml` lets run."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import platformdirs

from agent.config import PROJECT_FILE
from agent.errors import ConfigError

TOOLS_FOLDER = "tools"

CODE_KEYS = ("mcpServers", "mcp_servers", "permissions", "shell_network", "tools")
"""The keys of `agent.toml` that say what runs, and with whose consent."""

Hashes: TypeAlias = dict[str, str]
"""The parts of a project's code by name, each with the SHA-256 of its bytes."""


@dataclass(frozen=True, slots=True)
class Code:
    """A project's code as it is now: the bytes that were hashed are the bytes that run."""

    project: Path
    sources: Mapping[str, bytes]
    """The files in `tools/` by name, such as `tools/weather.py`."""
    settings: bytes = b""
    """What `agent.toml` has of `CODE_KEYS`, in canonical form; empty for nothing."""

    @property
    def hashes(self) -> Hashes:
        """What consent is given to."""
        parts = dict(self.sources)
        if self.settings:
            parts[PROJECT_FILE] = self.settings
        return {name: hashlib.sha256(part).hexdigest() for name, part in sorted(parts.items())}

    @property
    def changed(self) -> tuple[str, ...] | None:
        """What was added, changed or removed since the user's consent; None without consent."""
        before = _read().get(str(self.project))
        if before is None:
            return None
        now = self.hashes
        names = before.keys() | now.keys()
        return tuple(sorted(name for name in names if before.get(name) != now.get(name)))

    @property
    def distrust(self) -> str:
        """Why the code may not run, with the fix; empty when it may."""
        changed = self.changed if self.hashes else ()
        if changed is None:
            return f"{self.project} is not trusted. Read its code, then: agent trust {self.project}"
        if changed:
            return (
                f"{', '.join(changed)} changed since you trusted {self.project}. "
                f"Read the changes, then: agent trust {self.project}"
            )
        return ""


def read_code(project: Path) -> Code:
    """The code of a project. A folder without `agent.toml` has none.

    Raises:
        ConfigError: a file cannot be read.
    """
    project = project.resolve()
    file = project / PROJECT_FILE
    if not file.is_file():
        return Code(project, {})
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        sources = {
            f"{TOOLS_FOLDER}/{path.name}": path.read_bytes()
            for path in sorted((project / TOOLS_FOLDER).glob("*.py"))
        }
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"the code of {project} cannot be read: {error}") from error
    named = {key: settings[key] for key in CODE_KEYS if key in settings}
    written = json.dumps(named, sort_keys=True, default=str).encode() if named else b""
    return Code(project, sources, written)


def is_trusted(project: Path) -> bool:
    """Whether the user has consented to the project's code as it is now; true where there is none.

    Raises:
        ConfigError: the code or the record of consent cannot be read.
    """
    return not read_code(project).distrust


def trust(project: Path) -> Code:
    """Record the user's consent to the project's code as it is now, and return that code.

    Raises:
        ConfigError: the code cannot be read, or the consent cannot be recorded.
    """
    code = read_code(project)
    _write({**_read(), str(code.project): code.hashes})
    return code


def revoke(project: Path) -> bool:
    """Take the consent back; false when there was none. The project need not be there any more.

    Raises:
        ConfigError: the record of consent cannot be read or written.
    """
    kept = _read()
    if kept.pop(str(project.resolve()), None) is None:
        return False
    _write(kept)
    return True


def trusted_projects() -> tuple[Path, ...]:
    """Where there is consent, also for code that changed since.

    Raises:
        ConfigError: the record of consent cannot be read.
    """
    return tuple(Path(each) for each in sorted(_read()))


def _record() -> Path:
    return Path(platformdirs.user_data_dir("holdfast")) / "trusted.json"


def _read() -> dict[str, Hashes]:
    path = _record()
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {str(project): dict(hashes) for project, hashes in read.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path}, which records your consent, cannot be read: {error}. "
            "Delete it and trust your projects again"
        ) from error


def _write(consent: Mapping[str, Hashes]) -> None:
    """In one step and for the user alone: nobody reads a half, and others cannot consent."""
    path = _record()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(consent, file, indent=1, sort_keys=True)
        Path(name).replace(path)
    except OSError as error:
        raise ConfigError(f"your consent cannot be recorded in {path}: {error}") from error
