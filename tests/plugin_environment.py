"""The example plugin in a fresh environment, as a user would install it."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

PLUGIN = Path(__file__).parent.parent / "examples" / "plugin"


class Installed:
    """The plugin in a fresh environment that sees Holdfast where this process has it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.source = home / "source"
        shutil.copytree(PLUGIN, self.source, ignore=shutil.ignore_patterns("build", "*.egg-info"))
        venv.create(home / "venv", symlinks=True)
        self.python = home / "venv" / "bin" / "python"
        (packages,) = (home / "venv" / "lib").glob("python*/site-packages")
        added = [f"import site; site.addsitedir({each!r})" for each in site.getsitepackages()]
        (packages / "holdfast.pth").write_text("\n".join(added))
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        local = ["--quiet", "--no-index", "--no-deps"]
        wheels = ["--no-build-isolation", "--wheel-dir", str(home), str(self.source)]
        self._run([*pip, "wheel", *local, *wheels])
        (wheel,) = home.glob("*.whl")
        self._run([*pip, "--python", str(self.python), "install", *local, str(wheel)])
        self.project = home / "project"
        self.project.mkdir()

    def agent(self, *arguments: str) -> str:
        """The output of a command in the project."""
        return self._run([str(self.python), "-m", "agent.cli", *arguments], self.project)

    def states(self) -> dict[str, str]:
        """What `agent tools list` says of each tool."""
        listed: list[dict[str, Any]] = json.loads(self.agent("tools", "list", "--json"))
        return {each["name"]: f"{each['origin']} {each['state']}" for each in listed}

    def tests(self) -> str:
        """The output of the plugin's own tests."""
        return self._run([str(self.python), "-m", "pytest", "-q", "tests"], self.source)

    def _run(self, command: list[str], directory: Path | None = None) -> str:
        done = subprocess.run(
            command,
            cwd=directory or self.home,
            env={**os.environ, "XDG_DATA_HOME": str(self.home / "data")},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout
