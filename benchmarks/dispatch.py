"""Our own time for a valid call of ten arguments: parse, check, convert, decide, run, report.

    python benchmarks/dispatch.py

The tool itself does nothing. An asynchronous tool runs in a task, a synchronous one in a thread of
its own, so both are measured.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from pathlib import Path

from agent.config import Permissions
from agent.events import PermissionAsked, PermissionDecided
from agent.observe.logs import use_standard_logging
from agent.tooling import (
    Dispatcher,
    Guard,
    PermissionGate,
    Policy,
    Registered,
    Registry,
    Tool,
    ToolContext,
    tool,
)
from agent.types import ToolCall, ToolOutcome

CALLS = 2000

ARGUMENTS = {
    "city": "Zürich",
    "country": "Switzerland",
    "days": 3,
    "latitude": 47.37,
    "longitude": 8.54,
    "detailed": True,
    "unit": "celsius",
    "tags": ["wind", "rain"],
    "note": "for the boat",
    "limit": 10,
}


async def forecast(
    city: str,
    country: str,
    days: int,
    latitude: float,
    longitude: float,
    detailed: bool,
    unit: str,
    tags: list[str],
    note: str,
    limit: int = 5,
) -> str:
    return city


def forecast_in_thread(
    city: str,
    country: str,
    days: int,
    latitude: float,
    longitude: float,
    detailed: bool,
    unit: str,
    tags: list[str],
    note: str,
    limit: int = 5,
) -> str:
    return city


def context(call: ToolCall) -> ToolContext:
    return ToolContext("benchmark", call.id, Path())


async def started(call: ToolCall) -> None:
    pass


async def finished(call: ToolCall, outcome: ToolOutcome) -> None:
    if not outcome.ok:
        raise RuntimeError(outcome)


async def decided(decision: PermissionDecided) -> None:
    if not decision.allowed:
        raise RuntimeError(decision)


def asking(question: PermissionAsked) -> None:
    raise RuntimeError(question)


PERMISSIONS = Permissions(
    allow=("other:docs/**", "forecast*:city=Z*"), ask=("@read_only",), deny=("*:note=secret*",)
)
"""Rules that look at the arguments, as in a real project."""


async def milliseconds(measured: Tool) -> list[float]:
    dispatcher = Dispatcher(Registry([Registered(measured, "benchmark")]).freeze())
    gate = PermissionGate(Guard(Policy.of(PERMISSIONS)), decided, asking)
    call = ToolCall("1", measured.name, json.dumps(ARGUMENTS))
    taken = []
    for _ in range(CALLS):
        began = time.perf_counter()
        await dispatcher.run([call], context, started, finished, gate=gate)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    use_standard_logging()
    for function in (forecast, forecast_in_thread):
        taken = asyncio.run(milliseconds(tool(function)))
        p99 = statistics.quantiles(taken, n=100)[98]
        print(f"{function.__name__:20} median {statistics.median(taken):.3f} ms  p99 {p99:.3f} ms")


if __name__ == "__main__":
    main()
