"""Pools that share one server through their store, as processes would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

import pytest

from agent.engine.answer import Answer
from agent.engine.metrics import EngineMetrics
from agent.engine.request import ServerFacts
from agent.errors import StoreError
from agent.pool.accounts import Accounts
from agent.pool.admission import PoolAdmission
from agent.pool.lease import Shared
from agent.store.claim import SECONDS, Claim, Grant
from agent.store.memory import MemoryStore
from agent.types import AssistantMessage, Usage

FACTS = ServerFacts("scripted:", "m", window=400, block_size=16, kv_cache_tokens=4000)


async def no_metrics() -> EngineMetrics:
    """Of a server that says nothing of itself."""
    return EngineMetrics()


def pool_in(store: MemoryStore, **more: object) -> PoolAdmission:
    """A pool whose sessions share no prefix."""
    among = Shared(store, FACTS.url, no_metrics, "p")
    return PoolAdmission(FACTS, 0, among=among, **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def renewed_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the tests take no seconds."""
    monkeypatch.setattr("agent.pool.lease.EVERY", 0.02)


@pytest.fixture
async def pools() -> AsyncIterator[Sequence[PoolAdmission]]:
    """Two of them on one server."""
    store = MemoryStore()
    made = [pool_in(store), pool_in(store)]
    yield made
    for each in made:
        await each.end()


@dataclass(slots=True)
class Holding:
    """Tokens of the turns that run, in all pools together."""

    now: int = 0
    most: int = 0


def found(prompt: int, cached: int) -> Answer:
    """An answer to a prompt of which so much was cached."""
    return Answer(AssistantMessage("ok"), "stop", Usage(prompt, cached, 1), (), (), 1.0, 2.0)


async def limit_is(pool: PoolAdmission, tokens: int) -> None:
    """Wait until so many tokens may be resident."""
    while pool.limit != tokens:
        pool.changed.clear()
        await pool.changed.wait()


async def turn(pool: PoolAdmission, session: str, tokens: int, holding: Holding) -> None:
    """A turn of a moment, whose session is closed then."""
    place = pool.place(session, False)
    async with place.turn(tokens):
        holding.now += tokens
        holding.most = max(holding.most, holding.now)
        await asyncio.sleep(0.01)
        holding.now -= tokens
    place.left()


async def test_two_pools_never_hold_more_together_than_the_server_does(
    pools: Sequence[PoolAdmission],
) -> None:
    """Each would fill the cache if it were alone."""
    holding = Holding()
    async with asyncio.timeout(20):
        await asyncio.gather(
            *(turn(pool, f"s{n}", 600, holding) for n in range(12) for pool in pools)
        )
    assert 2400 <= holding.most <= 3920


async def test_pools_whose_sessions_do_not_fit_together_take_turns(
    pools: Sequence[PoolAdmission], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gets the whole cache in its turn, and none waits for ever."""
    monkeypatch.setattr("agent.pool.sharing.TENURE", 0.1)
    holding = Holding()
    async with asyncio.timeout(20):
        await asyncio.gather(
            *(turn(pool, f"s{n}", 2500, holding) for n in range(6) for pool in pools)
        )
    assert holding.most == 2500


async def test_a_share_returns_with_the_last_session(pools: Sequence[PoolAdmission]) -> None:
    """The other pool has all again, and the store knows of no claim."""
    first, second = pools
    await turn(first, "a", 3600, Holding())
    async with asyncio.timeout(5):
        await turn(second, "b", 3600, Holding())
    assert second.among is not None
    await asyncio.sleep(0.1)
    assert await second.among.store.claims() == []


async def test_a_pool_alone_has_the_whole_server(pools: Sequence[PoolAdmission]) -> None:
    """As without any sharing."""
    pool = pools[0]
    async with pool.place("a", False).turn(100):
        assert pool.limit == PoolAdmission(FACTS, 0).limit


class BrokenStore(MemoryStore):
    """Its claims fail for as long as it is broken."""

    broken = False
    error: Exception = StoreError("the disk is full")

    async def claim(self, claim: Claim, grant: Grant) -> list[Claim]:
        if self.broken:
            raise self.error
        return await MemoryStore.claim(self, claim, grant)


async def test_no_turn_starts_while_the_share_is_unknown() -> None:
    """The store cannot be written for a while; then the turn starts."""
    store = BrokenStore()
    pool = pool_in(store)
    store.broken = True
    waiting = asyncio.create_task(turn(pool, "a", 100, Holding()))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    store.broken = False
    async with asyncio.timeout(5):
        await waiting
    await pool.end()


async def test_an_error_that_nobody_foresaw_is_raised_where_a_turn_waits() -> None:
    """It does not wait for ever."""
    store = BrokenStore()
    store.broken, store.error = True, RuntimeError("a bug")
    pool = pool_in(store)
    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError, match="a bug"):
            await turn(pool, "a", 100, Holding())
    await pool.end()


async def test_a_share_that_was_not_renewed_in_time_is_given_up() -> None:
    """A process that stood still finds the cache with others, and its places are gone."""
    store = MemoryStore()
    shift = [0.0]
    pool = pool_in(store, clock=lambda: asyncio.get_running_loop().time() + shift[0])
    place = pool.place("a", False)
    async with place.turn(3600):
        pass
    assert pool.load.resident == 3600
    other = Claim("other", "x", "u", "p", 0, 0, 3600, 3600, 0)

    def all_of_it(mine: Claim, others: Sequence[Claim], now: float) -> Claim:
        return replace(mine, granted=3920, share=3920, seated=True, since=now)

    (mine,) = await store.claims()
    shift[0] = SECONDS + 1
    await store.withdraw(mine.id)
    await store.claim(replace(other, server=mine.server), all_of_it)
    again = asyncio.create_task(turn(pool, "b", 100, Holding()))
    await asyncio.sleep(0.1)
    assert not again.done()
    assert pool.load.resident == 0
    await store.withdraw("other")
    async with asyncio.timeout(5):
        await again
    await pool.end()


async def test_a_server_that_was_started_again_with_another_cache_is_noticed() -> None:
    """As soon as a turn does not find what it should; what fits from then on is what fits there."""
    page = EngineMetrics(block_size=16, kv_cache_tokens=4000, started=1.0)

    async def metrics() -> EngineMetrics:
        return page

    store = MemoryStore()
    facts = replace(FACTS, started=1.0)
    pool = PoolAdmission(facts, 0, among=Shared(store, FACTS.url, metrics, "p"))
    place = pool.place("a", False)
    async with asyncio.timeout(5):
        async with place.turn(1000) as running:
            running.answered(found(1000, 0), 0)
        assert pool.limit == 4000
        await asyncio.sleep(0.05)
        page = EngineMetrics(block_size=32, kv_cache_tokens=2048, started=2.0)
        async with place.turn(1100) as running:
            running.answered(found(1100, 0), 1000)
        await limit_is(pool, 2048)
        (claim,) = await store.claims()
        assert claim.usable <= 2048
        page = EngineMetrics(block_size=32, kv_cache_tokens=8192, started=3.0)
        await asyncio.sleep(0.05)
        async with place.turn(1200) as running:
            running.answered(found(1200, 0), 1100)
        await limit_is(pool, 8192)
    await pool.end()


async def test_a_page_that_could_not_be_read_changes_nothing() -> None:
    """The server is being started, or the router has lost it."""
    accounts = Accounts(replace(FACTS, started=1.0), 0)
    assert not accounts.follow(EngineMetrics())
    assert not accounts.follow(EngineMetrics(block_size=16, kv_cache_tokens=4000, started=1.0))
    assert accounts.follow(EngineMetrics(block_size=16, kv_cache_tokens=4000, started=2.0))
