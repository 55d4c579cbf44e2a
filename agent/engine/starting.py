"""Starting the engine of this machine: its keeper as a process of its own, and how far it is."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from agent.engine.home import EngineHome
from agent.engine.keeper import Order
from agent.engine.launch import LogFollower, Progress
from agent.engine.state import EngineState, process_start, read_state, remove_state
from agent.errors import EngineLaunchError

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """An engine that answers."""

    url: str
    """Base URL of the OpenAI-compatible API, ending in /v1."""
    model: str
    """The name that requests use."""
    pid: int
    """The process that keeps the engine."""
    started: bool = False
    """True if this very call started it."""


def engine_of(state: EngineState, *, started: bool) -> LocalEngine:
    """The engine of a state that says it is ready."""
    return LocalEngine(state.url, state.served_name, state.pid, started)


def spawn_keeper(order: Order, home: EngineHome) -> int:
    """Start a detached keeper and return its process id."""
    home.make_state()
    return os.posix_spawn(
        sys.executable,
        [
            *(sys.executable, "-P", str(Path(__file__).with_name("keeper_entry.py"))),
            *(str(home.environment), str(home.state), order.to_json()),
        ],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (
                os.POSIX_SPAWN_OPEN,
                1,
                str(home.keeper_log),
                os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
                0o600,
            ),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


async def follow_start(home: EngineHome, pid: int, progress: Progress) -> LocalEngine:
    """Wait until the engine that keeper `pid` starts answers, telling the stages.

    Raises:
        EngineLaunchError: it failed; the keeper's own words.
    """
    started = process_start(pid)
    follower: LogFollower | None = None
    while True:
        state = read_state(home.state_file)
        if state is not None and state.pid == pid:
            if state.phase == "ready":
                return engine_of(state, started=True)
            if state.phase == "failed":
                remove_state(home.state_file, pid)
                raise EngineLaunchError(state.error)
            follower = follower or LogFollower(Path(state.log), progress)
            follower.poll()
        if not started or process_start(pid) != started:
            raise _keeper_died(home, pid)
        await asyncio.sleep(_POLL_SECONDS)


def _keeper_died(home: EngineHome, pid: int) -> EngineLaunchError:
    remove_state(home.state_file, pid)
    said = home.keeper_log.read_text(encoding="utf-8", errors="replace").strip()
    return EngineLaunchError(
        "The process that keeps the local engine ended before the engine was ready"
        + (f":\n{said}" if said else ".")
        + f"\n(engine's log: {home.log})"
    )
