"""One complete answer from the engine, tried again while that makes sense."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from agent.engine.answer import Answer, AnswerBuilder
from agent.engine.request import Engine, Request
from agent.errors import EngineUnavailable, EngineUnreachable
from agent.events import Preview, ReasoningDelta, Retrying, TextDelta

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Backoff:
    """How often a request is tried and how long to wait between: seconds, doubling each time.

    The default is patient for a minute, in which a server that was restarted is back.
    """

    attempts: int = 9
    first_seconds: float = 0.5
    longest_seconds: float = 15.0

    def delay(self, attempt: int) -> float:
        """Seconds to wait after failed attempt 1, 2, …; spread, so that sessions do not line up."""
        steady = min(self.longest_seconds, self.first_seconds * 2.0 ** (attempt - 1))
        return steady * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret


def _forgotten(_: Answer) -> None:
    """What was cut is of no use."""


async def complete(
    engine: Engine,
    request: Request,
    watch: Callable[[Preview], None],
    backoff: Backoff,
    cut: Callable[[Answer], None] = _forgotten,
) -> Answer:
    """Stream `request` to its end; `watch` sees the pieces as they come.

    Args:
        cut: told what had been shown of the answer if this is cancelled within it.

    Raises:
        EngineUnreachable, EngineUnavailable: the last attempt failed too.
        EngineRejected: the engine refused the request.
    """
    return await patiently(lambda: _attempt(engine, request, watch, cut), watch, backoff)


async def patiently(
    work: Callable[[], Awaitable[Result]], watch: Callable[[Preview], None], backoff: Backoff
) -> Result:
    """Do what needs the engine; once more, after a pause, while it is away.

    Raises:
        EngineUnreachable, EngineUnavailable: the last attempt failed too.
    """
    for attempt in range(1, backoff.attempts):
        try:
            return await work()
        except (EngineUnreachable, EngineUnavailable) as error:
            delay = backoff.delay(attempt)
            watch(Retrying(reason=str(error), attempt=attempt, delay=delay))
            await asyncio.sleep(delay)
    return await work()


async def _attempt(
    engine: Engine,
    request: Request,
    watch: Callable[[Preview], None],
    cut: Callable[[Answer], None],
) -> Answer:
    builder = AnswerBuilder(began=time.perf_counter())
    try:
        async for chunk in engine.stream(request):
            builder.add(chunk, time.perf_counter())
            if chunk.reasoning:
                watch(ReasoningDelta(chunk.reasoning))
            if chunk.text:
                watch(TextDelta(chunk.text))
    except asyncio.CancelledError:
        if (part := builder.part(time.perf_counter())) is not None:
            cut(part)
        raise
    return builder.build(time.perf_counter())
