"""What is written down of a running engine."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agent.engine.state import (
    EngineState,
    is_alive,
    process_start,
    read_state,
    remove_state,
    weights_fingerprint,
    write_state,
)


@pytest.fixture
def state() -> EngineState:
    """An engine kept by this very process."""
    return EngineState(
        pid=os.getpid(),
        started=process_start(os.getpid()),
        phase="ready",
        port=8123,
        model="/models/tiny",
        served_name="tiny",
        weights="abc",
        log="/tmp/log",
        chosen=False,
    )


def test_what_is_written_is_read(tmp_path: Path, state: EngineState) -> None:
    write_state(tmp_path / "engine.json", state)
    assert read_state(tmp_path / "engine.json") == state


def test_only_the_user_can_read_it(tmp_path: Path, state: EngineState) -> None:
    write_state(tmp_path / "engine.json", state)
    assert stat.S_IMODE((tmp_path / "engine.json").stat().st_mode) == 0o600


def test_writing_leaves_no_other_file(tmp_path: Path, state: EngineState) -> None:
    write_state(tmp_path / "engine.json", state)
    assert [file.name for file in tmp_path.iterdir()] == ["engine.json"]


@pytest.mark.parametrize("text", ["", "{broken", "[]", '{"pid": 1}', '{"unknown": 1}'])
def test_a_file_of_another_version_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "engine.json").write_text(text)
    assert read_state(tmp_path / "engine.json") is None


def test_no_file_is_no_engine(tmp_path: Path) -> None:
    assert read_state(tmp_path / "engine.json") is None


def test_the_process_that_wrote_it_is_alive(state: EngineState) -> None:
    assert is_alive(state)


def test_another_process_with_the_same_pid_is_not_it(state: EngineState) -> None:
    assert not is_alive(replace(state, started="1"))


def test_an_ended_process_is_not_alive_even_before_it_is_reaped(state: EngineState) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    kept = replace(state, pid=process.pid, started=process_start(process.pid))
    assert is_alive(kept)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(kept)
    process.communicate()


def test_a_later_engine_s_state_is_not_removed(tmp_path: Path, state: EngineState) -> None:
    write_state(tmp_path / "engine.json", state)
    remove_state(tmp_path / "engine.json", state.pid + 1)
    assert read_state(tmp_path / "engine.json") == state


def test_new_weights_have_another_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"old")
    before = weights_fingerprint(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"newer")
    assert weights_fingerprint(str(tmp_path)) != before


def test_a_changed_model_card_is_no_new_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    before = weights_fingerprint(str(tmp_path))
    (tmp_path / "README.md").write_text("words")
    assert weights_fingerprint(str(tmp_path)) == before


def test_the_url_is_the_api_s_base(state: EngineState) -> None:
    assert state.url == "http://127.0.0.1:8123/v1"
