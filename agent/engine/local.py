"""The engine of this machine: start it or join it, find it, stop it.

One engine runs detached for a checkout (or for a user, where there is no checkout). A command that
needs a model joins it or starts it; a lock file makes two commands at once start only one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from agent.engine.address import free_port, is_healthy
from agent.engine.command import ServeOptions, served_name
from agent.engine.home import EngineHome, engine_home
from agent.engine.keeper import IDLE_SECONDS, Order, read_activity
from agent.engine.launch import Progress
from agent.engine.lock import async_file_lock, is_held, shared_lock
from agent.engine.plan import make_plan
from agent.engine.starting import LocalEngine, engine_of, follow_start, spawn_keeper
from agent.engine.state import (
    EngineState,
    is_alive,
    read_state,
    remove_state,
    weights_fingerprint,
)
from agent.errors import EngineLaunchError

_POLL_SECONDS = 0.1
_HEALTH_TRIES = 3
_STOP_SECONDS = 30.0
"""How long a keeper may take to end its engine before both are killed."""


@contextlib.asynccontextmanager
async def local_engine(
    *,
    model: Path | str | None = None,
    progress: Callable[[str], None] | None = None,
    home: EngineHome | None = None,
    idle_seconds: float = IDLE_SECONDS,
) -> AsyncIterator[LocalEngine]:
    """`ensure_engine`, whose engine stays while this is entered.

    It does not end as idle, and no other command replaces it: a person who reads an answer for a
    quarter of an hour has not gone, nor has a run whose tool works.

    Raises:
        EngineLaunchError: as `ensure_engine` says.
    """
    home = home or engine_home()
    home.make_state()
    with contextlib.ExitStack() as used:
        async with _launching(home, progress):
            engine = await _joined_or_started(home, model, progress, idle_seconds)
            used.enter_context(shared_lock(home.use_lock))
        yield engine


async def ensure_engine(
    *,
    model: Path | str | None = None,
    progress: Callable[[str], None] | None = None,
    home: EngineHome | None = None,
    idle_seconds: float = IDLE_SECONDS,
) -> LocalEngine:
    """Join the engine that runs, or start one with `model` and wait until it answers.

    An engine that the user started with `agent serve` is joined whatever it serves. One that a
    command started is replaced when it serves another model, or this model with older weights, and
    nobody uses it.

    Args:
        model: directory or hub name; None joins whatever runs.
        progress: told how far the start is, a short line at a time.
        home: where the engine lives; this checkout's or user's by default.
        idle_seconds: when an engine started here ends by itself.

    Raises:
        EngineLaunchError: nothing runs and `model` is None; the engine cannot be installed or
            started; or another model's engine is busy.
    """
    home = home or engine_home()
    home.make_state()
    async with _launching(home, progress):
        return await _joined_or_started(home, model, progress, idle_seconds)


def _launching(
    home: EngineHome, progress: Progress | None
) -> contextlib.AbstractAsyncContextManager[int]:
    """Nobody else joins, starts or ends the engine while this is entered."""
    tell = progress or (lambda _: None)
    return async_file_lock(
        home.launch_lock, waiting=lambda: tell("waiting for another command to start the engine")
    )


async def _joined_or_started(
    home: EngineHome, model: Path | str | None, progress: Progress | None, idle_seconds: float
) -> LocalEngine:
    tell, wanted = progress or (lambda _: None), _resolved(model)
    state = await asyncio.to_thread(_usable, home, wanted)
    if state is not None and state.phase == "ready":
        with contextlib.suppress(OSError):
            os.utime(home.state_file)  # it was of use just now
        return engine_of(state, started=False)
    if state is not None:
        return await follow_start(home, state.pid, tell)
    order = await asyncio.to_thread(_make_order, home, wanted, _from_thread(tell), idle_seconds)
    return await follow_start(home, spawn_keeper(order, home), tell)


def running_engine(home: EngineHome | None = None) -> LocalEngine | None:
    """The engine that runs and answers, or None."""
    home = home or engine_home()
    state = read_state(home.state_file)
    if state is None or state.phase != "ready" or not is_alive(state):
        return None
    return engine_of(state, started=False) if _answers(state) else None


def stop_engine(home: EngineHome | None = None) -> bool:
    """Stop the engine that runs, also one that is still starting. False if there was none."""
    home = home or engine_home()
    state = read_state(home.state_file)
    if state is None:
        return False
    was_alive = is_alive(state)
    if was_alive:
        _end_process(state)
    remove_state(home.state_file, state.pid)
    return was_alive


def _usable(home: EngineHome, model: str | None) -> EngineState | None:
    """The running engine if it can be joined; whatever is in the way of a new one is removed."""
    state = read_state(home.state_file)
    if state is None:
        return None
    if not is_alive(state) or state.phase == "failed":
        remove_state(home.state_file, state.pid)
        return None
    if state.phase == "ready" and not _answers(state):
        if is_held(home.use_lock):
            raise EngineLaunchError(
                f"The local engine at {state.url} does not answer, and another command uses it. "
                "Try again when that has ended, or end the engine with agent serve --stop."
            )
        stop_engine(home)
        return None
    if model is None or state.chosen or _serves(state, model):
        return state
    if is_held(home.use_lock) or _is_busy(state):
        raise EngineLaunchError(
            f"The local engine is busy with another model, {state.served_name} ({state.model}). "
            f"Wait for it, stop it with agent serve --stop, or use it with --url {state.url}."
        )
    stop_engine(home)
    return None


def _make_order(home: EngineHome, model: str | None, progress: Progress, idle: float) -> Order:
    if model is None:
        raise EngineLaunchError(
            "No local engine is running. Start one with agent serve MODEL, or give a server's "
            "URL with --url."
        )
    options = ServeOptions(model, port=free_port())
    return make_order(options, home, progress, idle_seconds=idle, chosen=False)


def make_order(
    options: ServeOptions,
    home: EngineHome,
    progress: Progress,
    *,
    idle_seconds: float,
    chosen: bool,
) -> Order:
    """What a keeper needs to serve `options` on this machine, with the CPU build installed."""
    return Order(
        plan=make_plan(options, home, progress),
        model=options.model,
        served_name=served_name(options),
        weights=weights_fingerprint(options.model),
        chosen=chosen,
        idle_seconds=idle_seconds,
    )


def _from_thread(progress: Progress) -> Progress:
    """The same callback for a worker thread: it still runs in the event loop's."""
    loop = asyncio.get_running_loop()

    def tell(line: str) -> None:
        loop.call_soon_threadsafe(progress, line)

    return tell


def _resolved(model: Path | str | None) -> str | None:
    if model is None:
        return None
    path = Path(model)
    return str(path.resolve()) if path.exists() else str(model)


def _serves(state: EngineState, model: str) -> bool:
    return state.model == model and state.weights == weights_fingerprint(model)


def _is_busy(state: EngineState) -> bool:
    return read_activity(f"{state.root}/metrics")[1]


def _answers(state: EngineState) -> bool:
    return any(is_healthy(state.root) for _ in range(_HEALTH_TRIES))


def _end_process(state: EngineState) -> None:
    """Ask the keeper to end its engine; kill it, and with it the engine, if it does not."""
    os.kill(state.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while is_alive(state):
        if time.monotonic() > deadline:
            os.kill(state.pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(state.engine_pid or state.pid, signal.SIGKILL)
            return
        time.sleep(_POLL_SECONDS)
