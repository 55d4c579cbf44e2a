"""Runs tool calls as the loop does, and keeps what the dispatcher reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent.tooling import Dispatcher, Registered, Registry, Tool, ToolContext
from agent.tooling.dispatch import DEFAULT_TIMEOUT
from agent.types import ToolCall, ToolOutcome


class Recorder:
    """Runs calls and keeps what the dispatcher reported, in order."""

    def __init__(self, *tools: Tool, timeout: float = DEFAULT_TIMEOUT) -> None:
        registry = Registry(Registered(each, "test") for each in tools).freeze()
        self.dispatcher = Dispatcher(registry, timeout=timeout)
        self.reports: list[tuple[str, str]] = []
        self.outcomes: dict[str, ToolOutcome] = {}
        self.contexts: list[ToolContext] = []

    async def run(self, *calls: ToolCall) -> tuple[ToolOutcome, ...]:
        return await self.dispatcher.run(calls, self.context, self.started, self.finished)

    def context(self, call: ToolCall) -> ToolContext:
        self.contexts.append(ToolContext("session", call.id, Path()))
        return self.contexts[-1]

    async def started(self, call: ToolCall) -> None:
        self.reports.append(("started", call.id))

    async def finished(self, call: ToolCall, outcome: ToolOutcome) -> None:
        self.reports.append(("finished", call.id))
        self.outcomes[call.id] = outcome


def call(name: str, number: str = "1", /, **arguments: Any) -> ToolCall:
    return ToolCall(number, name, json.dumps(arguments))
