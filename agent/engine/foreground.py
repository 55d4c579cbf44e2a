"""`agent serve`: an engine that runs for as long as the command does."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

from agent.engine.diagnosis import diagnose
from agent.engine.home import EngineHome
from agent.engine.keeper import Order, first_state
from agent.engine.launch import Engine, Progress, launch, launch_error
from agent.engine.state import EngineState, is_alive, read_state, remove_state, write_state

_POLL_SECONDS = 0.5


def serve_foreground(
    order: Order,
    home: EngineHome,
    progress: Progress,
    on_ready: Callable[[EngineState], None],
) -> None:
    """Serve until the caller is interrupted; the engine is gone when this returns or raises.

    Other commands join this engine, unless another one runs that they join already.

    Args:
        on_ready: told the engine's state as soon as it answers.

    Raises:
        EngineLaunchError: the engine did not start, or ended by itself.
    """
    home.make_state()
    log = home.state / f"serve-{order.plan.port}.log"
    state = first_state(order, log, os.getpid())
    joinable = not _other_runs(home)
    if joinable:
        write_state(home.state_file, state)
    try:
        engine = launch(order.plan, log, progress)
        try:
            state = replace(state, phase="ready", engine_pid=engine.pid)
            if joinable:
                write_state(home.state_file, state)
            on_ready(state)
            _wait(engine)
        finally:
            engine.stop()
        text = log.read_text(encoding="utf-8", errors="replace")
        diagnosis = diagnose(text, engine.returncode)
        raise launch_error(diagnosis, text, log, "The engine ended while it served")
    finally:
        remove_state(home.state_file, os.getpid())


def _wait(engine: Engine) -> None:
    while engine.returncode is None:
        time.sleep(_POLL_SECONDS)


def _other_runs(home: EngineHome) -> bool:
    state = read_state(home.state_file)
    return state is not None and is_alive(state)
