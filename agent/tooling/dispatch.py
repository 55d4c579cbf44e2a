"""Runs the calls of one turn, in three stages: prepare, execute, finalise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog

from agent.errors import ModelRetry, ToolFailed
from agent.tooling.context import ToolContext
from agent.tooling.registry import Registry
from agent.tooling.results import crash_text, read_result, sentence, words
from agent.tooling.running import Ending, Raised, Returned, start
from agent.tooling.tool import Tool
from agent.types import ToolCall, ToolFailure, ToolOutcome

DEFAULT_TIMEOUT = 60.0
"""Seconds that a call may take when its tool does not say."""

_GRACE = 1.0
"""Seconds that a stopped coroutine has to clean up."""

ContextFactory: TypeAlias = Callable[[ToolCall], ToolContext]
"""Makes the context of one call."""

Started: TypeAlias = Callable[[ToolCall], Awaitable[None]]
"""Awaited before a tool's function runs: it makes durable that the call may have an effect."""

Finished: TypeAlias = Callable[[ToolCall, ToolOutcome], Awaitable[None]]
"""Awaited once for each call, as soon as its outcome is known, also when it never started."""

_log = structlog.get_logger("agent.tooling")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call that may run: its tool is there and its arguments are right."""

    call: ToolCall
    tool: Tool
    arguments: dict[str, Any]


class Dispatcher:
    """Runs tool calls; a call that goes wrong is an outcome, never an exception."""

    def __init__(self, registry: Registry, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        """`timeout`: seconds for a call of a tool that does not say."""
        self._registry = registry
        self._timeout = timeout
        self._abandoned: set[asyncio.Future[Ending]] = set()

    async def run(
        self,
        calls: Sequence[ToolCall],
        context: ContextFactory,
        started: Started,
        finished: Finished,
    ) -> tuple[ToolOutcome, ...]:
        """Runs the calls at the same time; the outcomes are in the order of the calls.

        When the caller is cancelled, the tools are stopped, `finished` gets a `cancelled` outcome
        for each call that had none, and CancelledError is raised again. What `started` or
        `finished` raises stops the other calls too and is raised again.
        """
        tasks = [
            asyncio.ensure_future(self._run_one(call, context, started, finished)) for call in calls
        ]
        try:
            # Each task takes its first step here: one that is cancelled before it would never
            # report.
            await asyncio.sleep(0)
            return tuple(await asyncio.gather(*tasks))
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def _run_one(
        self, call: ToolCall, context: ContextFactory, started: Started, finished: Finished
    ) -> ToolOutcome:
        prepared = self._prepare(call)
        if isinstance(prepared, ToolFailure):
            outcome = ToolOutcome(failure=prepared)
        else:
            outcome = await self._execute(prepared, context(call), started)
        await _to_the_end(finished(call, outcome))
        return outcome

    def _prepare(self, call: ToolCall) -> Prepared | ToolFailure:
        tool = self._registry.get(call.name)
        if tool is None:
            return ToolFailure("unknown_tool", details=self._registry.names)
        try:
            arguments = tool.arguments.read(call.arguments)
        except Exception as error:  # noqa: BLE001 - a type's own validator may raise anything
            return _crashed(call, error)
        if isinstance(arguments, ToolFailure):
            return arguments
        return Prepared(call, tool, arguments)

    async def _execute(
        self, prepared: Prepared, context: ToolContext, started: Started
    ) -> ToolOutcome:
        began = time.perf_counter()
        ending: Ending | ToolFailure
        try:
            await started(prepared.call)
            began = time.perf_counter()
            ending = await self._until_timeout(prepared, context)
        except asyncio.CancelledError:
            ending = ToolFailure("cancelled")
        milliseconds = (time.perf_counter() - began) * 1000
        return _finalise(prepared, ending, milliseconds)

    async def _until_timeout(
        self, prepared: Prepared, context: ToolContext
    ) -> Ending | ToolFailure:
        tool = prepared.tool
        own = {tool.context_parameter: context} if tool.context_parameter else {}
        timeout = tool.attributes.timeout or self._timeout
        running = start(tool, {**prepared.arguments, **own})
        try:
            await asyncio.wait({running}, timeout=timeout)
        except asyncio.CancelledError:
            if not running.done():
                await self._stop(running, prepared.call, context)
                raise
        if running.done():
            return _ending(running)
        await self._stop(running, prepared.call, context)
        return ToolFailure("timeout", f"{timeout:g} s")

    async def _stop(
        self, running: asyncio.Future[Ending], call: ToolCall, context: ToolContext
    ) -> None:
        """Cancels what runs and gives it a moment; a coroutine that goes on is left behind."""
        context.cancelled.set()
        running.cancel()
        await asyncio.wait({running}, timeout=_GRACE)
        if not running.done():
            _log.warning("tool ignores its cancellation", tool=call.name, call_id=call.id)
            self._abandoned.add(running)
            running.add_done_callback(self._abandoned.discard)


def _finalise(prepared: Prepared, ending: Ending | ToolFailure, milliseconds: float) -> ToolOutcome:
    result = _result(prepared.call, ending)
    if isinstance(result, ToolFailure):
        return ToolOutcome(failure=result, milliseconds=milliseconds)
    if isinstance(result, bytes):
        return ToolOutcome(content=result, milliseconds=milliseconds)
    return ToolOutcome(text=result, milliseconds=milliseconds)


def _result(call: ToolCall, ending: Ending | ToolFailure) -> str | bytes | ToolFailure:
    match ending:
        case ToolFailure():
            return ending
        case Returned(value):
            return read_result(value)
        case Raised(ToolFailed() as error):
            return ToolFailure("tool_failed", words(error) or "The tool failed.")
        case Raised(ModelRetry() as error):
            return ToolFailure("retry", sentence(words(error) or "The arguments are wrong."))
        case Raised(error):
            return _crashed(call, error)


def _crashed(call: ToolCall, error: BaseException) -> ToolFailure:
    _log.error("tool crashed", tool=call.name, call_id=call.id, exc_info=error)
    return ToolFailure("crashed", crash_text(error))


def _ending(running: asyncio.Future[Ending]) -> Ending:
    try:
        return running.result()
    except asyncio.CancelledError as error:
        return Raised(error)  # the tool's own, of something that it awaited


async def _to_the_end(awaitable: Awaitable[None]) -> None:
    """Awaits something that a cancellation of the caller must not cut short."""
    task = asyncio.ensure_future(awaitable)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
