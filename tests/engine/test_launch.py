"""Starting, waiting for and stopping vLLM, with a stand-in for vLLM."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.engine.address import check_port_is_free, is_healthy, server_url
from agent.engine.launch import LogFollower, launch
from agent.errors import EngineLaunchError
from tests.engine.fake_engine import FAKES, engine_pids, fake_plan, runs, wait_gone


def ignore(_line: str) -> None:
    """A progress callback that tells nobody."""


def test_a_launched_engine_answers(tmp_path: Path) -> None:
    plan = fake_plan("healthy", tmp_path)
    engine = launch(plan, tmp_path / "log", ignore)
    try:
        assert is_healthy(plan.root)
    finally:
        engine.stop()


def test_progress_tells_the_stages_in_the_log(tmp_path: Path) -> None:
    told: list[str] = []
    follower = LogFollower(tmp_path / "log", told.append)
    follower.poll()
    (tmp_path / "log").write_text("non-default args: {}\nStarting to load model tiny...\n")
    follower.poll()
    assert told == [
        "importing vLLM",
        "reading the model's configuration",
        "loading the weights",
    ]


def test_stopping_leaves_no_process_of_the_engine(tmp_path: Path) -> None:
    engine = launch(fake_plan("healthy", tmp_path), tmp_path / "log", ignore)
    pids = [engine.pid, *_wait_for_engine(tmp_path)]
    engine.stop()
    assert not any(runs(pid) for pid in pids)


def test_an_engine_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    engine = launch(fake_plan("deaf", tmp_path), tmp_path / "log", ignore)
    began = time.monotonic()
    engine.stop()
    assert not runs(engine.pid)
    assert time.monotonic() - began < 30  # it sleeps ten minutes


def test_a_crash_is_reported_with_cause_fix_and_log(tmp_path: Path) -> None:
    with pytest.raises(EngineLaunchError) as caught:
        launch(fake_plan("out-of-memory", tmp_path), tmp_path / "log", ignore)
    message = str(caught.value)
    assert "out of memory" in message
    assert "--max-model-len" in message
    assert "Tried to allocate 20.00 GiB" in message
    assert str(tmp_path / "log") in message


def test_an_engine_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(EngineLaunchError, match="said nothing for 1 s"):
        launch(fake_plan("silent", tmp_path, silence=1.0), tmp_path / "log", ignore)


def test_a_fast_start_that_fails_is_followed_by_the_plain_one(tmp_path: Path) -> None:
    engine = launch(fake_plan("no-fork", tmp_path, fast=True), tmp_path / "log", ignore)
    try:
        assert "started by spawn" in (tmp_path / "log").read_text()
        assert "cannot be forked" in (tmp_path / "log.first.log").read_text()
    finally:
        engine.stop()


def test_the_fast_start_forks_the_engine_process(tmp_path: Path) -> None:
    engine = launch(fake_plan("healthy", tmp_path, fast=True), tmp_path / "log", ignore)
    try:
        assert "started by fork" in (tmp_path / "log").read_text()
    finally:
        engine.stop()


def test_a_cause_from_outside_is_not_tried_again(tmp_path: Path) -> None:
    told: list[str] = []
    with pytest.raises(EngineLaunchError, match="out of memory"):
        launch(fake_plan("out-of-memory", tmp_path, fast=True), tmp_path / "log", told.append)
    assert not any("plain way" in line for line in told)


def test_a_port_in_use_is_refused_before_vllm_is_started(tmp_path: Path) -> None:
    plan = fake_plan("healthy", tmp_path)
    refused = pytest.raises(EngineLaunchError, match=f"port {plan.port}.*--port")
    with socket.create_server(("127.0.0.1", plan.port)), refused:
        launch(plan, tmp_path / "log", ignore)
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize(
    ("host", "root"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("gpu.example", "http://gpu.example:8000"),
    ],
)
def test_the_url_is_one_that_this_machine_reaches(host: str, root: str) -> None:
    assert server_url(host, 8000) == root


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(EngineLaunchError, match=r"192\.0\.2\.1.*--host"):
        check_port_is_free("192.0.2.1", 8000)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties processes on Linux only")
@pytest.mark.parametrize("fast", [False, True], ids=["spawned", "forked"])
def test_killing_the_launcher_ends_every_process_of_the_engine(tmp_path: Path, fast: bool) -> None:
    launcher = subprocess.Popen([sys.executable, "-c", _LAUNCHER, str(tmp_path), str(int(fast))])
    pids = _wait_for_engine(tmp_path)
    launcher.kill()
    launcher.wait()
    assert wait_gone(*pids)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties processes on Linux only")
@pytest.mark.parametrize("fast", [False, True], ids=["spawned", "forked"])
def test_killing_the_api_server_ends_the_engine_process(tmp_path: Path, fast: bool) -> None:
    engine = launch(fake_plan("healthy", tmp_path, fast=fast), tmp_path / "log", ignore)
    try:
        pids = _wait_for_engine(tmp_path)
        os.kill(engine.pid, signal.SIGKILL)
        assert wait_gone(*pids)
    finally:
        engine.stop()


def test_a_child_whose_parent_is_gone_already_does_not_start(tmp_path: Path) -> None:
    child = Path(launch.__code__.co_filename).with_name("child.py")
    command = [sys.executable, "-P", str(child), "1", "plain", "serve", "healthy", "--port", "1"]
    ended = subprocess.run(command, env={"PYTHONPATH": str(FAKES)}, check=False, timeout=10)
    assert ended.returncode == 1


_LAUNCHER = """
import sys, time
from pathlib import Path
from agent.engine.launch import launch
from tests.engine.fake_engine import fake_plan
tmp = Path(sys.argv[1])
launch(fake_plan("healthy", tmp, fast=sys.argv[2] == "1"), tmp / "log", lambda line: None)
time.sleep(600)
"""


def _wait_for_engine(tmp_path: Path) -> list[int]:
    deadline = time.monotonic() + 20
    while not (pids := engine_pids(tmp_path)):
        assert time.monotonic() < deadline, "the stand-in has not started its engine process"
        time.sleep(0.02)
    return pids
