"""What a session does at present, as its newest records say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from agent.context.catalog import Summary, summaries
from agent.context.history import entries_of
from agent.context.transcript import Entry
from agent.errors import StoreError
from agent.events import ModelAnswered, RequestSent, RunEnded, ToolFinished, ToolStarted
from agent.store.base import Store

NEWEST = 64
"""Records that are read of each session."""

Waiting: TypeAlias = Literal["", "the model", "tools", "the user"]
"""Whom a session waits for; empty where its process does something itself, or it has none.

For the model it waits from the record of its request on: in a pool first for its place."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One session at one time.

    Args:
        state: as in a list of sessions: `running` and `open` have a process that writes them.
        waiting: whom it waits for.
        tools: names of the tools that run.
        seconds: since when nothing new was recorded.
        turns: requests that were answered.
        tokens: of its newest prompt and the answer to it; 0 before the first.
        cached: share of its newest answered prompt that was cached; None where nobody says.
        tenant: whose session it is; empty where it is nobody's.
    """

    session: str
    state: str
    waiting: Waiting
    tools: tuple[str, ...]
    seconds: float
    turns: int
    tokens: int
    cached: float | None
    tenant: str = ""


async def activities(store: Store, now: float, *, everything: bool = False) -> list[Activity]:
    """What the sessions do that have a process, or all; those that changed last first.

    Args:
        now: Unix, seconds.
    """
    found = []
    for each in await summaries(store):
        if each.writer is None and not everything:
            continue
        first = max(0, each.records - NEWEST)
        try:
            entries = [entry async for entry in entries_of(store, each.session, first)]
        except StoreError:  # it is damaged, or was removed meanwhile
            entries = []
        found.append(_activity(each, entries, now))
    return found


def _activity(summary: Summary, entries: Sequence[Entry], now: float) -> Activity:
    state = summary.status
    records = [entry.record for entry in entries]
    answers = [each for each in records if isinstance(each, ModelAnswered)]
    usage = answers[-1].usage if answers else None
    tools = _running_tools(entries) if state == "running" else ()
    cached = usage.cached_tokens if usage is not None else None
    return Activity(
        session=summary.session,
        state=state,
        waiting=_waiting(state, entries, tools),
        tools=tools,
        seconds=max(0.0, now - entries[-1].time) if entries else 0.0,
        turns=summary.turns,
        tokens=usage.prompt_tokens + usage.completion_tokens if usage is not None else 0,
        cached=cached / usage.prompt_tokens if usage and cached is not None else None,
        tenant=summary.tenant,
    )


def _waiting(state: str, entries: Sequence[Entry], tools: Sequence[str]) -> Waiting:
    if state == "open":
        return "the user"
    if state != "running":
        return ""
    if tools:
        return "tools"
    last = entries[-1].record if entries else None
    return "the model" if isinstance(last, RequestSent) else ""


def _running_tools(entries: Sequence[Entry]) -> tuple[str, ...]:
    running: dict[str, str] = {}
    for entry in entries:
        match entry.record:
            case ToolStarted(call=call):
                running[call.id] = call.name
            case ToolFinished(call=call):
                running.pop(call.id, None)
            case RunEnded() | RequestSent():
                running.clear()
    return tuple(running.values())
