"""`agent serve --replicas`: several engines and their router, for as long as the command runs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from agent.engine.address import check_port_is_free
from agent.engine.diagnosis import diagnose, last_lines
from agent.engine.home import EngineHome
from agent.engine.keeper import Order, first_state
from agent.engine.launch import Attempt, Engine, LaunchPlan, Progress, launch_error
from agent.engine.state import EngineState, is_alive, read_state, remove_state, write_state
from agent.errors import EngineLaunchError

_CHILD = Path(__file__).with_name("router_child.py")
_POLL_SECONDS = 0.5
_ROUTER_SILENCE = 60.0


@dataclass(frozen=True, slots=True)
class Replicated:
    """What is to be served.

    Args:
        orders: an engine each.
        router: the router's program.
        arguments: the router's.
        host: where the router listens.
        port: the same.
    """

    orders: Sequence[Order]
    router: Path
    arguments: Sequence[str]
    host: str
    port: int

    @property
    def router_plan(self) -> LaunchPlan:
        """How the router is started."""
        words = (str(self.router), *self.arguments)
        attempt = Attempt(sys.executable, words, silence=_ROUTER_SILENCE, script=str(_CHILD))
        return LaunchPlan((attempt,), self.host, self.port)


def serve_replicas(
    wanted: Replicated,
    home: EngineHome,
    progress: Progress,
    on_ready: Callable[[EngineState], None],
) -> None:
    """Serve until the caller is interrupted; nothing is left running when this returns or raises.

    Other commands join the router, unless another engine runs that they join already. When an
    engine ends, the router sends its sessions to the others; it is told, and serving goes on.

    Args:
        on_ready: told the router's state as soon as it answers.

    Raises:
        EngineLaunchError: one of them did not start, the router ended, or all engines did.
    """
    home.make_state()
    log = home.state / f"router-{wanted.port}.log"
    joined = replace(wanted.orders[0], plan=wanted.router_plan)
    state = first_state(joined, log, os.getpid())
    before = read_state(home.state_file)
    joinable = before is None or not is_alive(before)
    if joinable:
        write_state(home.state_file, state)
    try:
        with ExitStack() as stack:
            engines = _start_engines(wanted, home, progress, stack)
            router = _start_router(wanted.router_plan, log, progress, stack)
            state = replace(state, phase="ready", engine_pid=router.pid)
            if joinable:
                write_state(home.state_file, state)
            on_ready(state)
            _wait(engines, router, progress)
            raise EngineLaunchError(_why_ended(engines, log))
    finally:
        remove_state(home.state_file, os.getpid())


def _start_engines(
    wanted: Replicated, home: EngineHome, progress: Progress, stack: ExitStack
) -> list[Engine]:
    """All at once, because a large model loads for minutes."""
    plans = [order.plan for order in wanted.orders]
    for plan in (*plans, wanted.router_plan):
        check_port_is_free(plan.host, plan.port)
    engines: list[Engine] = []
    stack.callback(_stop, engines)
    for plan in plans:
        engines.append(Engine(plan.attempts[-1], plan, home.state / f"serve-{plan.port}.log"))
    for number, engine in enumerate(engines, 1):
        engine.wait_ready(_numbered(progress, number, len(engines)))
    return engines


def _stop(engines: Sequence[Engine]) -> None:
    for engine in engines:
        engine.terminate()
    for engine in engines:
        engine.stop()


def _numbered(progress: Progress, number: int, of: int) -> Progress:
    return lambda line: progress(f"{number} of {of}: {line}")


def _start_router(plan: LaunchPlan, log: Path, progress: Progress, stack: ExitStack) -> Engine:
    router = Engine(plan.attempts[0], plan, log)
    stack.callback(router.stop)
    try:
        router.wait_ready(lambda _: None)
    except EngineLaunchError as error:
        raise EngineLaunchError(_told_of_router(log)) from error
    progress("the router answers")
    return router


def _wait(engines: Sequence[Engine], router: Engine, progress: Progress) -> None:
    """Return when the router has ended, or the last engine."""
    ended: set[int] = set()
    while router.returncode is None and len(ended) < len(engines):
        for number, engine in enumerate(engines, 1):
            if engine.returncode is not None and number not in ended:
                ended.add(number)
                progress(f"replica {number} of {len(engines)} has ended ({engine.log})")
        time.sleep(_POLL_SECONDS)


def _why_ended(engines: Sequence[Engine], log: Path) -> str:
    if all(engine.returncode is not None for engine in engines):
        engine = engines[-1]
        text = engine.log.read_text(encoding="utf-8", errors="replace")
        diagnosis = diagnose(text, engine.returncode)
        return str(launch_error(diagnosis, text, engine.log, "All replicas have ended"))
    return _told_of_router(log)


def _told_of_router(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    return f"The router ended:\n\n{last_lines(text)}\n(whole log: {log})"
