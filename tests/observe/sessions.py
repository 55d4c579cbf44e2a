"""A made-up session, with compactions and misses where the caller wants them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from agent.events import (
    CacheMiss,
    EpochOpened,
    ModelAnswered,
    PermissionDecided,
    Record,
    RequestSent,
    RunEnded,
    SessionOpened,
    ToolFinished,
    ToolStarted,
    UserSpoke,
)
from agent.types import AssistantMessage, ToolCall, ToolFailure, ToolOutcome, Usage

ARTIFACT = "art_0123456789"
WINDOW = 65536
PREFIX = 3000


@dataclass(frozen=True)
class Entry:
    sequence: int
    time: float
    record: Record


def long_session(
    turns: int, *, compacted: Collection[int] = (), missed: Collection[int] = ()
) -> list[Entry]:
    """Five turns a run: four read a file, the fifth answers; every seventeenth call fails."""
    records: list[Record] = [SessionOpened("long", "a-model", "hash", None)]
    prompt, new = PREFIX, 0
    for number in range(1, turns + 1):
        if number % 5 == 1:
            records.append(UserSpoke(f"Read <b>report</b> {number}."))
            new += 30
        prompt, new = prompt + new, 0
        if number in compacted:
            kept = len(records) - 12
            epoch = EpochOpened(1, kept, "[What was asked]", (), (), ARTIFACT, prompt, Usage())
            records.append(epoch)
            prompt = 9000
        cached = prompt // 16 * 16 - 16
        records.append(RequestSent(number, prompt, cached, 2048, WINDOW, PREFIX))
        miss = CacheMiss(number, 1600, "evicted") if number in missed else None
        calls = () if number % 5 == 0 else (_call(number),)
        usage = Usage(prompt, cached - (1600 if miss else 0), 40)
        message = AssistantMessage("" if calls else f"Report {number} is fine.", calls)
        records.append(ModelAnswered(number, message, "stop", usage, 90.0, 900.0, (), miss))
        prompt += 40
        for call in calls:
            records += _called(call, number)
            new += 100
        if not calls:
            records.append(RunEnded("done"))
    return [Entry(number, 1.7e9 + number, record) for number, record in enumerate(records)]


def _call(number: int) -> ToolCall:
    return ToolCall(f"call{number}", "read_file", json.dumps({"path": f"reports/{number}.md"}))


def _called(call: ToolCall, number: int) -> list[Record]:
    failure = None if number % 17 else ToolFailure("tool_failed", "no such file")
    text = "Error: no such file" if failure else f"The crane of report {number} is blue. " * 20
    outcome = ToolOutcome(failure=failure, milliseconds=12.0)
    handle = ARTIFACT if number % 9 == 0 else ""
    return [
        PermissionDecided(call, True, "@read_only", "rule"),
        ToolStarted(call),
        ToolFinished(call, outcome, text, handle),
    ]
