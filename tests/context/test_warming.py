"""A prefix is warmed once for each start of the server, and never in anybody's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from agent.context.cache import CacheExpectation
from agent.context.prefix import Prefix
from agent.context.transport import MessageTransport
from agent.context.warming import PrefixWarmer
from agent.engine.request import Chunk, Request, ServerFacts
from agent.engine.tokens import TokenIds
from agent.errors import EngineUnavailable
from tests.offline_engine import OfflineEngine, bundled_engine

PREFIX = Prefix.render("You are helpful. " * 40)


class Counting(OfflineEngine):
    """Counts the requests that it answers."""

    def __init__(self, *, caching: bool | None = True, broken: bool = False) -> None:
        self.__dict__.update(bundled_engine().__dict__)
        self.caching = caching
        self.broken = broken
        self.requests: list[Request] = []

    @property
    def facts(self) -> ServerFacts:
        return replace(super().facts, prefix_caching=self.caching)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.requests.append(request)
        if self.broken:
            raise EngineUnavailable("busy")
        yield Chunk(finish_reason="length")


def warmer_of(
    engine: Counting, started: float | None = 1.0, warmed: TokenIds | None = None
) -> tuple[PrefixWarmer, CacheExpectation]:
    expectation = CacheExpectation(16, started)
    transport = MessageTransport(warmed=warmed or TokenIds())
    return PrefixWarmer(engine, transport, PREFIX, expectation), expectation


async def test_many_sessions_warm_one_prefix_once() -> None:
    """The second one finds it warm, and the expectation knows."""
    engine = Counting()
    warmer, expectation = warmer_of(engine)
    for _ in range(3):
        warmer.start()
        await warmer.ready()
    assert [request.max_tokens for request in engine.requests] == [1]
    prompt = (await engine.count(engine.requests[0].prompt)).ids
    assert prompt is not None
    assert expectation.expected("another", prompt) > 100


async def test_a_restarted_server_is_warmed_again() -> None:
    """Its cache is empty."""
    engine = Counting()
    warmer, expectation = warmer_of(engine)
    warmer.start()
    await warmer.ready()
    expectation.forget(2.0)
    warmer.start()
    await warmer.ready()
    assert len(engine.requests) == 2


async def test_what_the_probe_has_warmed_is_not_warmed_again() -> None:
    """Its proof sent the prefix already."""
    engine = Counting()
    warmer, expectation = warmer_of(engine, warmed=TokenIds(range(100)))
    warmer.start()
    await warmer.ready()
    assert engine.requests == []
    assert expectation.expected("s", TokenIds(range(100))) == 96


async def test_a_server_without_a_cache_is_left_alone() -> None:
    """There is nothing to keep it in, or nobody says so."""
    for engine, started in ((Counting(caching=False), 1.0), (Counting(), None)):
        warmer, _ = warmer_of(engine, started)
        warmer.start()
        await warmer.ready()
        assert engine.requests == []


async def test_a_server_that_fails_then_costs_nothing() -> None:
    """The first request will say what is wrong."""
    warmer, expectation = warmer_of(Counting(broken=True))
    warmer.start()
    await warmer.ready()
    await warmer.close()
    assert expectation.expected("s", TokenIds(range(100))) == 0
