"""The example plugin: a package of a third party, installed by pip into an own environment."""

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

import pytest

pytestmark = pytest.mark.checkout

PLUGIN = Path(__file__).parent.parent / "examples" / "plugin"
HALF_A_MARATHON = '{"value": 21097.5, "unit": "m", "to": "mi"}'


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


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Once for all tests here, which do not change it."""
    return Installed(tmp_path_factory.mktemp("plugin"))


def test_an_installed_plugin_is_disabled_until_it_is_named(installed: Installed) -> None:
    """Listed with its package, offered when the project says so, and called without a model."""
    assert installed.states()["convert_length"] == "holdfast-lengths disabled"
    (installed.project / "agent.toml").write_text('tools = ["calculate", "convert_length"]\n')
    assert installed.states()["convert_length"] == "holdfast-lengths enabled"
    called = installed.agent("tools", "call", "convert_length", HALF_A_MARATHON)
    assert called == "13.1094 mi\n"


def test_the_plugin_passes_its_own_tests(installed: Installed) -> None:
    """They show a plugin's author how."""
    assert "3 passed" in installed.tests()
