"""Starting, joining and stopping the engine that runs detached, with a stand-in for vLLM."""

from __future__ import annotations

import asyncio
import os
import signal
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.engine import local
from agent.engine.command import ServeOptions
from agent.engine.home import EngineHome
from agent.engine.keeper import Order, parse_activity
from agent.engine.launch import Progress
from agent.engine.local import (
    ensure_engine,
    local_engine,
    running_engine,
    stop_engine,
)
from agent.engine.starting import LocalEngine
from agent.engine.state import EngineState, read_state, write_state
from agent.errors import EngineLaunchError
from tests.engine.fake_engine import engine_pids, fake_home, fake_order, runs, wait_gone


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineHome]:
    """A home whose engines are the stand-in, and are gone after the test."""

    def order(
        options: ServeOptions,
        home: EngineHome,
        progress: Progress,
        *,
        idle_seconds: float,
        chosen: bool,
    ) -> Order:
        progress(f"ordered {options.model}")
        return fake_order(options.model, tmp_path, chosen=chosen, idle_seconds=idle_seconds)

    monkeypatch.setattr(local, "make_order", order)
    home = fake_home(tmp_path)
    yield home
    stop_engine(home)


def state_of(home: EngineHome) -> EngineState:
    """The state that is written down."""
    state = read_state(home.state_file)
    assert state is not None
    return state


async def test_the_first_command_starts_the_engine(home: EngineHome) -> None:
    engine = await ensure_engine(model="healthy", home=home)
    assert engine.started
    assert engine.model == "healthy"
    assert running_engine(home) == replace(engine, started=False)


async def test_progress_is_told_in_the_caller_s_thread(home: EngineHome) -> None:
    told: list[tuple[str, object]] = []
    here = asyncio.current_task()

    def tell(line: str) -> None:
        told.append((line, asyncio.get_running_loop()))

    await ensure_engine(model="healthy", progress=tell, home=home)
    assert told[0] == ("ordered healthy", here.get_loop() if here else None)
    assert told[1][0] == "importing vLLM"


async def test_the_next_command_joins(home: EngineHome) -> None:
    first = await ensure_engine(model="healthy", home=home)
    second = await ensure_engine(model="healthy", home=home)
    assert second == replace(first, started=False)


async def test_two_commands_at_once_start_one_engine(home: EngineHome) -> None:
    engines = await asyncio.gather(*[ensure_engine(model="healthy", home=home) for _ in range(3)])
    assert sorted(engine.started for engine in engines) == [False, False, True]
    assert len({engine.pid for engine in engines}) == 1


async def test_a_command_follows_a_start_whose_command_was_interrupted(home: EngineHome) -> None:
    first = asyncio.create_task(ensure_engine(model="healthy", home=home))
    pid = (await _first_state(home)).pid
    first.cancel()
    engine = await ensure_engine(model="healthy", home=home)
    assert engine.pid == pid


async def test_without_a_model_whatever_runs_is_joined(home: EngineHome) -> None:
    first = await ensure_engine(model="healthy", home=home)
    assert (await ensure_engine(home=home)).pid == first.pid


async def test_without_a_model_and_an_engine_nothing_is_started(home: EngineHome) -> None:
    with pytest.raises(EngineLaunchError, match="agent serve MODEL"):
        await ensure_engine(home=home)


async def test_another_model_replaces_an_idle_engine(home: EngineHome) -> None:
    first = await ensure_engine(model="healthy", home=home)
    second = await ensure_engine(model="dir/healthy", home=home)
    assert second.started
    assert not runs(first.pid)


async def test_another_model_does_not_replace_a_busy_engine(home: EngineHome) -> None:
    first = await ensure_engine(model="busy", home=home)
    with pytest.raises(EngineLaunchError, match=r"busy with another model.*--stop"):
        await ensure_engine(model="healthy", home=home)
    assert runs(first.pid)


async def test_an_engine_of_the_user_s_choice_is_joined_whatever_it_serves(
    home: EngineHome,
) -> None:
    first = await ensure_engine(model="healthy", home=home)
    write_state(home.state_file, replace(state_of(home), chosen=True))
    assert (await ensure_engine(model="dir/healthy", home=home)).pid == first.pid


async def test_a_stale_state_file_is_noticed(home: EngineHome) -> None:
    engine = await ensure_engine(model="healthy", home=home)
    stale = state_of(home)
    stop_engine(home)
    write_state(home.state_file, stale)
    assert running_engine(home) is None
    assert (await ensure_engine(model="healthy", home=home)).pid != engine.pid


async def test_an_engine_that_does_not_answer_is_replaced(home: EngineHome) -> None:
    first = await ensure_engine(model="healthy", home=home)
    write_state(home.state_file, replace(state_of(home), port=1))
    second = await ensure_engine(model="healthy", home=home)
    assert second.started
    assert not runs(first.pid)


async def test_a_failed_start_is_told_in_the_keeper_s_words(home: EngineHome) -> None:
    with pytest.raises(EngineLaunchError, match="out of memory"):
        await ensure_engine(model="out-of-memory", home=home)
    assert read_state(home.state_file) is None


async def test_stopping_ends_every_process(home: EngineHome, tmp_path: Path) -> None:
    engine = await ensure_engine(model="healthy", home=home)
    pids = [engine.pid, state_of(home).engine_pid, *engine_pids(tmp_path)]
    assert stop_engine(home)
    assert wait_gone(*pids, seconds=1)
    assert read_state(home.state_file) is None


async def test_an_engine_can_be_stopped_while_it_starts(home: EngineHome) -> None:
    start = asyncio.create_task(ensure_engine(model="silent", home=home))
    pid = (await _first_state(home)).pid
    assert await asyncio.to_thread(stop_engine, home)
    with pytest.raises(EngineLaunchError, match="ended before the engine was ready"):
        await start
    assert not runs(pid)


def test_stopping_nothing_says_so(home: EngineHome) -> None:
    assert not stop_engine(home)


async def test_an_idle_engine_ends_by_itself(home: EngineHome, tmp_path: Path) -> None:
    engine = await ensure_engine(model="healthy", home=home, idle_seconds=0.5)
    pids = [engine.pid, state_of(home).engine_pid]
    assert wait_gone(*pids, *engine_pids(tmp_path), seconds=10)
    assert read_state(home.state_file) is None


async def test_requests_keep_an_engine_running(home: EngineHome) -> None:
    engine = await ensure_engine(model="healthy", home=home, idle_seconds=2.5)
    for _ in range(14):  # longer than it would stay idle, however busy the machine is
        await asyncio.sleep(0.25)
        await asyncio.to_thread(_get, engine)
    assert runs(engine.pid)


async def test_an_engine_in_use_does_not_end_however_long_its_user_thinks(
    home: EngineHome, tmp_path: Path
) -> None:
    async with local_engine(model="healthy", home=home, idle_seconds=0.8) as engine:
        pids = [engine.pid, *engine_pids(tmp_path)]
        await asyncio.sleep(2.5)
        assert runs(engine.pid)
    assert wait_gone(*pids, seconds=10)


async def test_another_model_does_not_replace_an_engine_that_a_command_holds(
    home: EngineHome,
) -> None:
    """It may have nothing to do at the moment, because the user reads or a tool works."""
    async with local_engine(model="healthy", home=home) as engine:
        with pytest.raises(EngineLaunchError, match=r"busy with another model.*--stop"):
            await ensure_engine(model="dir/healthy", home=home)
        assert runs(engine.pid)
    assert (await ensure_engine(model="dir/healthy", home=home)).started


async def test_two_commands_with_another_model_replace_an_engine_once(home: EngineHome) -> None:
    """Neither takes the other, who wants the same, for a user of the old engine."""
    await ensure_engine(model="healthy", home=home)

    async def use() -> LocalEngine:
        async with local_engine(model="dir/healthy", home=home) as engine:
            return engine

    engines = await asyncio.gather(use(), use())
    assert sorted(engine.started for engine in engines) == [False, True]


async def test_an_engine_that_does_not_answer_is_not_taken_from_its_user(home: EngineHome) -> None:
    """It may be slow, and not ill."""
    async with local_engine(model="healthy", home=home) as engine:
        write_state(home.state_file, replace(state_of(home), port=1))
        with pytest.raises(EngineLaunchError, match="another command uses it"):
            await ensure_engine(model="healthy", home=home)
        assert runs(engine.pid)


async def test_a_long_request_keeps_an_engine_running(home: EngineHome) -> None:
    engine = await ensure_engine(model="busy", home=home, idle_seconds=0.5)
    await asyncio.sleep(1.5)
    assert runs(engine.pid)


async def test_killing_the_keeper_ends_the_engine(home: EngineHome, tmp_path: Path) -> None:
    engine = await ensure_engine(model="healthy", home=home)
    pids = [state_of(home).engine_pid, *engine_pids(tmp_path)]
    os.kill(engine.pid, signal.SIGKILL)
    assert wait_gone(*pids)


async def test_when_the_engine_ends_its_keeper_ends(home: EngineHome) -> None:
    engine = await ensure_engine(model="healthy", home=home, idle_seconds=4.0)
    os.kill(state_of(home).engine_pid, signal.SIGKILL)
    assert wait_gone(engine.pid)
    assert read_state(home.state_file) is None


def test_activity_is_what_the_server_counts() -> None:
    metrics = """
# HELP http_requests_total Total number of requests
http_requests_total{handler="/v1/models",status="2xx"} 2.0
http_requests_total{handler="/tokenize",status="2xx"} 3.0
vllm:num_requests_running{engine="0"} 0.0
vllm:num_requests_waiting{engine="0"} 1.0
vllm:num_requests_waiting_by_reason{reason="capacity"} 7.0
"""
    assert parse_activity(metrics) == (5.0, True)


async def _first_state(home: EngineHome) -> EngineState:
    while (state := read_state(home.state_file)) is None:  # noqa: ASYNC110 - a file
        await asyncio.sleep(0.01)
    return state


def _get(engine: LocalEngine) -> None:
    with urllib.request.urlopen(f"{engine.url}/models", timeout=5) as answer:
        answer.read()
