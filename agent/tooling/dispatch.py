"""Runs the calls of one turn, in three stages: prepare, execute, finalise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

import structlog

from agent.errors import ModelRetry, ToolFailed
from agent.observe.spans import tool_span
from agent.tooling.context import ToolContext
from agent.tooling.failures import Failures
from agent.tooling.lanes import Batch, Lanes
from agent.tooling.registry import Registry
from agent.tooling.results import crash_text, read_result, sentence, words
from agent.tooling.running import Ending, Raised, Returned, start
from agent.tooling.tool import Tool
from agent.tooling.waiting import Waiting
from agent.types import ToolCall, ToolFailure, ToolOutcome
from agent.uncut import to_the_end

DEFAULT_TIMEOUT = 60.0
"""Seconds that a call may take when its tool does not say."""

DEFAULT_MOST = 16
"""Calls of one turn that run at a time."""

BACKOFF = (0.5, 1.0, 2.0)
"""Seconds before each new try of a call that failed in passing."""

_ASKED_AGAIN = 0.1
"""Seconds between two looks at whether the user is still being asked."""

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
    """As the model made it, perhaps through `call_tool`."""
    tool: Tool
    """What runs."""
    origin: str
    arguments: dict[str, Any]
    """What the function gets."""
    resource: str | None = None
    """What the call changes, where the tool says so."""
    repaired: bool = False
    """Whether its arguments were nearly JSON only."""


class Gate(Protocol):
    """Decides whether a prepared call may start, and makes the decision durable."""

    async def __call__(self, prepared: Prepared, context: ToolContext) -> ToolFailure | None:
        """Why it may not; None when it may."""
        ...


@dataclass(frozen=True, slots=True)
class _Turn:
    """What the calls of one turn have in common."""

    context: ContextFactory
    started: Started
    finished: Finished
    gate: Gate | None
    failures: Failures
    batch: Batch


class Dispatcher:
    """Runs tool calls; a call that goes wrong is an outcome, never an exception."""

    def __init__(
        self,
        registry: Registry,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        most: int = DEFAULT_MOST,
        backoff: Sequence[float] = BACKOFF,
        traced_content: bool = False,
    ) -> None:
        """
        Args:
            timeout: seconds for a call of a tool that does not say.
            most: calls of one turn that run at a time.
            backoff: seconds before each new try of a call that failed in passing.
            traced_content: OpenTelemetry spans keep arguments and results.
        """
        self._registry = registry
        self._timeout = timeout
        self._most = most
        self._backoff = (*backoff, None)
        self._traced_content = traced_content
        self._lanes = Lanes()
        self._abandoned: set[asyncio.Future[Ending]] = set()

    async def run(
        self,
        calls: Sequence[ToolCall],
        context: ContextFactory,
        started: Started,
        finished: Finished,
        *,
        gate: Gate | None = None,
        failures: Failures | None = None,
    ) -> tuple[ToolOutcome, ...]:
        """Runs the calls at the same time; the outcomes are in the order of the calls.

        Two calls that change the same thing follow each other in the order of the calls. Without a
        gate all of them may run; `failures` are those of the run so far.

        When the caller is cancelled, the tools are stopped, `finished` gets a `cancelled` outcome
        for each call that had none, and CancelledError is raised again. What `started`, `finished`
        or the gate raises stops the other calls too and is raised again.
        """
        failures = Failures() if failures is None else failures
        prepared = [self._prepare(call, failures) for call in calls]
        batch = Batch(self._lanes, [_resource_of(each) for each in prepared], self._most)
        turn = _Turn(context, started, finished, gate, failures, batch)
        tasks = [
            asyncio.ensure_future(self._run_one(place, call, ready, turn))
            for place, (call, ready) in enumerate(zip(calls, prepared, strict=True))
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
        self, place: int, call: ToolCall, prepared: Prepared | ToolFailure, turn: _Turn
    ) -> ToolOutcome:
        try:
            if isinstance(prepared, ToolFailure):
                outcome = ToolOutcome(failure=prepared)
            else:
                outcome = await self._admitted(place, prepared, turn)
                outcome = replace(outcome, repaired=prepared.repaired)
            turn.failures.note(call, outcome)
            await to_the_end(turn.finished(call, outcome))
        finally:
            turn.batch.over(place)
        return outcome

    def _prepare(self, call: ToolCall, failures: Failures) -> Prepared | ToolFailure:
        if (repeated := failures.repeated(call)) is not None:
            return repeated
        resolved = self._registry.resolve(call)
        if isinstance(resolved, ToolFailure):
            return resolved
        tool = resolved.tool
        try:
            reading = tool.arguments.reading(resolved.arguments)
            arguments = reading.arguments
            if isinstance(arguments, ToolFailure):
                return arguments
            resource = None if tool.resource is None else tool.resource(tool.effective(arguments))
        except Exception as error:  # noqa: BLE001 - a tool author's own code may raise anything
            failure = _result(call, Raised(error))
            return failure if isinstance(failure, ToolFailure) else _crashed(call, error)
        repaired = reading.repaired or resolved.repaired
        if repaired:
            _log.warning("arguments were repaired", tool=tool.name, call_id=call.id)
        return Prepared(call, tool, resolved.origin, arguments, resource, repaired)

    async def _admitted(self, place: int, prepared: Prepared, turn: _Turn) -> ToolOutcome:
        context = turn.context(prepared.call)
        attributes = prepared.tool.attributes
        try:
            refused = await turn.gate(prepared, context) if turn.gate is not None else None
            if refused is not None:
                return ToolOutcome(failure=refused)
            async with turn.batch.turn(place, prepared.tool.name, attributes.concurrency):
                return await self._execute(prepared, context, turn.started)
        except asyncio.CancelledError:
            return ToolOutcome(failure=ToolFailure("cancelled"))

    async def _execute(
        self, prepared: Prepared, context: ToolContext, started: Started
    ) -> ToolOutcome:
        began = time.perf_counter()
        ending: Ending | ToolFailure
        with tool_span(prepared.tool.name, prepared.call, content=self._traced_content) as span:
            try:
                await started(prepared.call)
                began = time.perf_counter()
                ending = await self._attempts(prepared, context)
            except asyncio.CancelledError:
                ending = ToolFailure("cancelled")
            milliseconds = (time.perf_counter() - began) * 1000
            outcome = _finalise(prepared, ending, milliseconds)
            span.ended(outcome)
        return outcome

    async def _attempts(self, prepared: Prepared, context: ToolContext) -> Ending | ToolFailure:
        """Runs the call, and again where its failure may pass and a repetition does no harm."""
        ends = time.monotonic() + self._seconds(prepared.tool)
        for delay in self._backoff:
            ending = await self._until(ends, prepared, context)
            if delay is None or not _may_pass(prepared.tool, ending):
                break
            if time.monotonic() + delay >= ends:
                break
            _log.info("tool is run again", tool=prepared.call.name, call_id=prepared.call.id)
            await asyncio.sleep(delay)
        return ending

    async def _until(
        self, ends: float, prepared: Prepared, context: ToolContext
    ) -> Ending | ToolFailure:
        tool = prepared.tool
        own = {tool.context_parameter: context} if tool.context_parameter else {}
        running = start(tool, {**prepared.arguments, **own})
        try:
            await _within(running, ends, context.waiting)
        except asyncio.CancelledError:
            if not running.done():
                await self._stop(running, prepared.call, context)
                raise
        if running.done():
            return _ending(running)
        await self._stop(running, prepared.call, context)
        return ToolFailure("timeout", f"{self._seconds(tool):g} s")

    def _seconds(self, tool: Tool) -> float:
        return tool.attributes.timeout or self._timeout

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


def _resource_of(prepared: Prepared | ToolFailure) -> str | None:
    return prepared.resource if isinstance(prepared, Prepared) else None


def _may_pass(tool: Tool, ending: Ending | ToolFailure) -> bool:
    harmless = tool.attributes.read_only or tool.attributes.idempotent
    match ending:
        case Raised(ToolFailed(transient=True)):
            return harmless
        case _:
            return False


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


async def _within(running: asyncio.Future[Ending], ends: float, waiting: Waiting) -> None:
    """Until it is done, or has had its time, in which waiting for the user does not count."""
    while not running.done():
        left = ends + waiting.seconds - time.monotonic()
        if left <= 0 and not waiting.now:
            return
        await asyncio.wait({running}, timeout=max(left, _ASKED_AGAIN if waiting.now else 0.0))


def _ending(running: asyncio.Future[Ending]) -> Ending:
    try:
        return running.result()
    except asyncio.CancelledError as error:
        return Raised(error)  # the tool's own, of something that it awaited
