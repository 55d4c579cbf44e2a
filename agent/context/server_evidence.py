"""Asks a server what could explain that it did not find what it should have had."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agent.context.traffic import Traffic
from agent.engine.metrics import EngineMetrics
from agent.observe.verdict import ServerEvidence
from agent.types import Usage

READINGS = 6
"""Of the metrics, so that several servers behind one address are seen: each for a session of
another name, because a router may keep each session at one of them."""

READINGS_OF_EACH = 8
"""The same where several servers are known: so many for each of them, until all are seen."""


@dataclass(frozen=True, slots=True)
class KnownServer:
    """What was known of a server before.

    Args:
        block: tokens of a block; `block_known` tells whether the server said so.
        started: Unix time of its start.
        caching: whether prefix caching is on.
    """

    block: int
    block_known: bool
    started: float | None
    caching: bool | None


async def ask_server(
    known: KnownServer,
    metrics: Callable[[str], Awaitable[EngineMetrics]],
    traffic: Traffic,
    session: str,
    usage: Usage,
) -> ServerEvidence:
    """Read the metrics, as often as it takes to see several servers.

    Args:
        session: whose request was answered and is not noted in `traffic` yet, with this `usage`.
    """
    if usage.cached_tokens is None or known.caching is False:
        return ServerEvidence(caching=known.caching)
    now = await metrics(session)
    readings = [now]
    if now.started is not None:
        readings += await _others(metrics, session, now.started, len(traffic.known))
    passed = traffic.passed(session, usage, now.counters)
    return ServerEvidence(
        caching=known.caching,
        block=known.block,
        block_known=known.block_known,
        started=known.started,
        starts=tuple(each.started for each in readings if each.started is not None),
        servers=traffic.servers(session),
        last_request=traffic.last_request(session),
        engines=now.engines,
        speculates=now.speculates,
        capacity=now.kv_cache_tokens,
        passed=passed.tokens,
        preemptions=passed.preemptions,
    )


async def _others(
    metrics: Callable[[str], Awaitable[EngineMetrics]], session: str, first: float, known: int
) -> list[EngineMetrics]:
    """Readings under other names, until all servers that were known have been seen again.

    A router leads each name to any of them: where one is not seen, it has ended but for a chance of
    one in two to the power of the readings.
    """
    found: list[EngineMetrics] = []
    most = READINGS if known <= 1 else READINGS_OF_EACH * known
    for number in range(1, most):
        seen = {first, *(each.started for each in found)}
        if number >= READINGS and len(seen) >= known:
            break
        found.append(await metrics(f"{session}.{number}"))
    return found
