"""One complete answer from the engine, tried again while that makes sense."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from agent.engine.answer import Answer, AnswerBuilder
from agent.engine.request import Engine, Request
from agent.errors import AnswerBroken, EngineUnavailable, EngineUnreachable
from agent.events import Preview, ReasoningDelta, Retrying, TextDelta

Result = TypeVar("Result")

LONGEST_WAIT = 30.0
"""Seconds of a `Retry-After` that are waited at most."""

_log = structlog.get_logger("agent.engine")


@dataclass(frozen=True, slots=True)
class Backoff:
    """How often a request is tried and how long to wait between: seconds, doubling each time.

    The default is patient for a minute, in which a server that was restarted is back.
    """

    attempts: int = 9
    broken: int = 3
    """Attempts whose answers broke off: what cuts three cuts the next, too."""
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
    """Do what needs the engine; once more, after a pause, while it is away. Each failure is told.

    Raises:
        EngineUnreachable, EngineUnavailable: the last attempt failed too.
    """
    began, attempt, broken = time.monotonic(), 0, 0
    while True:
        attempt += 1
        try:
            return await work()
        except (EngineUnreachable, EngineUnavailable) as error:
            broken += isinstance(error, AnswerBroken)
            if attempt >= backoff.attempts or broken >= backoff.broken:
                raise _given_up(error, attempt, time.monotonic() - began) from error
            delay = max(backoff.delay(attempt), _asked_for(error))
            _log.info("trying again", reason=str(error), attempt=attempt, delay=round(delay, 1))
            watch(Retrying(reason=str(error), attempt=attempt, delay=delay))
            await asyncio.sleep(delay)


def _asked_for(error: EngineUnreachable | EngineUnavailable) -> float:
    """The seconds that the server asks to wait, as far as a person would."""
    wait = error.wait if isinstance(error, EngineUnavailable) else None
    return min(wait or 0.0, LONGEST_WAIT)


def _given_up(
    error: EngineUnreachable | EngineUnavailable, attempts: int, seconds: float
) -> EngineUnreachable | EngineUnavailable:
    """The last attempt's error, with what was tried and where to look."""
    if attempts == 1:
        return error
    told = f"{str(error).rstrip('.')}. It was tried {attempts} times in {seconds:.0f} s."
    if isinstance(error, AnswerBroken):
        told += (
            " Look whether a proxy or gateway before the engine limits the time or the size of "
            "streamed answers, and into the engine's log."
        )
    return type(error)(told)


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
