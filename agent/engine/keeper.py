"""The process that keeps an engine running between commands, and ends it.

    python -P keeper_entry.py ENVIRONMENT STATE ORDER

It launches vLLM, writes the state file, and stops the engine after some idle minutes, on SIGTERM,
or when vLLM ends. When it is killed the kernel kills vLLM (child.py). Idle means that no command
holds it in use, no request runs or waits and none has arrived; the server counts them, so no client
has to report anything.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from agent.engine.home import EngineHome
from agent.engine.launch import Attempt, Engine, LaunchPlan, launch
from agent.engine.lock import is_held, try_lock
from agent.engine.state import EngineState, process_start, remove_state, write_state
from agent.errors import EngineLaunchError

IDLE_SECONDS = 600.0
"""How long an engine that a command started by itself outlives the last request."""

_POLL_SECONDS = 5.0
_METRICS_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a keeper is to do."""

    plan: LaunchPlan
    model: str
    served_name: str
    weights: str
    chosen: bool
    idle_seconds: float = IDLE_SECONDS
    """0: never ends by itself."""

    def to_json(self) -> str:
        """The order as one word of a command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Order:
        """The order that `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        plan = fields.pop("plan")
        attempts = tuple(
            Attempt(**{**attempt, "arguments": tuple(attempt["arguments"])})
            for attempt in plan.pop("attempts")
        )
        return cls(plan=LaunchPlan(attempts=attempts, **plan), **fields)


def first_state(order: Order, log: Path, pid: int) -> EngineState:
    """What process `pid` writes down before it starts the engine."""
    return EngineState(
        pid=pid,
        started=process_start(pid),
        phase="starting",
        host=order.plan.host,
        port=order.plan.port,
        model=order.model,
        served_name=order.served_name,
        weights=order.weights,
        log=str(log),
        chosen=order.chosen,
    )


def keep(order: Order, home: EngineHome) -> int:
    """Run one engine until it is idle, ends or SIGTERM comes. Returns the exit status."""
    state = first_state(order, home.log, os.getpid())
    write_state(home.state_file, state)
    try:
        engine = launch(order.plan, home.log, progress=lambda _: None)
    except EngineLaunchError as error:
        write_state(home.state_file, replace(state, phase="failed", error=str(error)))
        return 1
    except SystemExit:
        remove_state(home.state_file, os.getpid())
        raise
    try:
        write_state(home.state_file, replace(state, phase="ready", engine_pid=engine.pid))
        _watch(engine, order, home)
    finally:
        # Nobody may join an engine that is about to end.
        remove_state(home.state_file, os.getpid())
        engine.stop()
    return 0


def _watch(engine: Engine, order: Order, home: EngineHome) -> None:
    """Return when the engine has ended, or when it has been idle for long enough and nobody can
    join it any more."""
    url = f"{order.plan.root}/metrics"
    poll = min(_POLL_SECONDS, order.idle_seconds / 4) if order.idle_seconds else _POLL_SECONDS
    seen, last_used = -1.0, time.time()
    while engine.returncode is None:
        time.sleep(poll)
        requests, busy = read_activity(url)
        if busy or requests != seen or is_held(home.use_lock):
            seen, last_used = requests, time.time()
        # A command that joins touches the state file before it sends anything.
        last_used = max(last_used, _modified(home.state_file))
        if order.idle_seconds and time.time() - last_used > order.idle_seconds:
            with try_lock(home.launch_lock) as alone:
                if alone and not is_held(home.use_lock) and _modified(home.state_file) <= last_used:
                    remove_state(home.state_file, os.getpid())
                    return


def read_activity(metrics_url: str) -> tuple[float, bool]:
    """Requests answered so far, and whether any runs or waits; (-1, False) if nobody answers."""
    try:
        with urllib.request.urlopen(metrics_url, timeout=_METRICS_SECONDS) as answer:  # noqa: S310
            return parse_activity(answer.read().decode("utf-8"))
    except (OSError, ValueError):
        return -1.0, False


def parse_activity(metrics: str) -> tuple[float, bool]:
    """The same from the text of /metrics. vLLM does not count /health and /metrics themselves."""
    sums: Mapping[str, float] = _sums(
        metrics, ("http_requests_total", "vllm:num_requests_running", "vllm:num_requests_waiting")
    )
    open_requests = sums["vllm:num_requests_running"] + sums["vllm:num_requests_waiting"]
    return sums["http_requests_total"], open_requests > 0


def _sums(metrics: str, names: tuple[str, ...]) -> dict[str, float]:
    sums = dict.fromkeys(names, 0.0)
    for line in metrics.splitlines():
        name = line.partition("{")[0].partition(" ")[0]
        if name in sums:
            sums[name] += float(line.rpartition(" ")[2])
    return sums


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _end(signum: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the ending is not to be interrupted
    sys.exit(128 + signum)


def main() -> None:
    """Entry point of the process."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    environment, state, order = sys.argv[1:4]
    home = EngineHome(Path(environment), Path(state))
    sys.exit(keep(Order.from_json(order), home))
