"""The shell: turns wait for a place, and what they find cached is learnt from."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from agent.engine.answer import Answer
from agent.engine.request import ServerFacts
from agent.errors import PoolClosed
from agent.pool.admission import PoolAdmission
from agent.pool.servers import UNBOUNDED
from agent.types import AssistantMessage, Usage

FACTS = ServerFacts("scripted:", "m", window=400, block_size=16, kv_cache_tokens=1000)


def answer(prompt: int, cached: int) -> Answer:
    """An answer without calls to a prompt of this size."""
    return Answer(AssistantMessage("ok"), "stop", Usage(prompt, cached, 1), (), (), 1.0, 2.0)


async def take_turn(pool: PoolAdmission, session: str, prompt: int, cached: int) -> None:
    """One turn of a session, of whose prompt all should have been cached."""
    async with pool.place(session, False).turn(prompt) as turn:
        turn.answered(answer(prompt, cached), prompt)


async def test_a_session_that_kept_its_place_and_lost_its_tokens_lowers_the_limit() -> None:
    """Somebody else fills the server's cache."""
    pool = PoolAdmission(FACTS, prefix_tokens=0)
    before = pool.limit
    await take_turn(pool, "one", 160, 0)
    assert pool.limit == before  # a first turn has nothing to lose
    await asyncio.sleep(0.01)
    await take_turn(pool, "one", 176, 0)
    assert pool.limit < before


async def test_what_was_given_away_is_no_sign_of_congestion() -> None:
    """A session that lost its place to others finds nothing, as was decided."""
    pool = PoolAdmission(FACTS, prefix_tokens=0)
    before = pool.limit
    await take_turn(pool, "one", 300, 0)
    await take_turn(pool, "two", 600, 0)
    await asyncio.sleep(0.01)
    await take_turn(pool, "two", 800, 800)
    await take_turn(pool, "one", 316, 0)
    assert pool.limit == before


async def test_a_pool_without_a_limit_has_none_whatever_its_turns_find() -> None:
    """Lost tokens lower the limit of a pool that goes by the cache, and of no other."""
    facts = replace(FACTS, kv_cache_tokens=UNBOUNDED, window=UNBOUNDED)
    pool = PoolAdmission(facts, prefix_tokens=0)
    for _ in range(3):
        await take_turn(pool, "one", 160, 0)
        await asyncio.sleep(0.001)
    assert pool.limit > 10**11


async def test_a_closed_pool_starts_no_turn() -> None:
    """Neither one that comes later nor one that waits."""
    pool = PoolAdmission(FACTS, prefix_tokens=0)
    release = asyncio.Event()

    async def hold() -> None:
        async with pool.place("holder", False).turn(900):
            await release.wait()

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0.01)
    waiting = asyncio.create_task(take_turn(pool, "waiter", 900, 0))
    await asyncio.sleep(0.01)
    pool.close("stopped")
    with pytest.raises(PoolClosed, match="stopped"):
        await waiting
    with pytest.raises(PoolClosed):
        await take_turn(pool, "later", 16, 0)
    release.set()
    await holding


async def test_a_turn_that_is_cancelled_while_it_waits_lets_the_others_go_on() -> None:
    """Its place in the queue is free again."""
    pool = PoolAdmission(FACTS, prefix_tokens=0)
    release = asyncio.Event()

    async def hold() -> None:
        async with pool.place("holder", False).turn(900):
            await release.wait()

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0.01)
    first = asyncio.create_task(take_turn(pool, "first", 900, 0))
    second = asyncio.create_task(take_turn(pool, "second", 900, 0))
    await asyncio.sleep(0.01)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    release.set()
    await holding
    await asyncio.wait_for(second, 5)


async def test_turns_that_may_start_at_once_start_in_different_rounds_of_the_event_loop() -> None:
    """What else the process does comes between them."""
    pool = PoolAdmission(FACTS, prefix_tokens=0)
    rounds = 0
    started: list[int] = []

    async def count() -> None:
        nonlocal rounds
        while True:
            await asyncio.sleep(0)
            rounds += 1

    async def take(session: str) -> None:
        async with pool.place(session, False).turn(16):
            started.append(rounds)

    counting = asyncio.create_task(count())
    await asyncio.gather(*(take(f"s{number}") for number in range(8)))
    counting.cancel()
    assert len(set(started)) == 8
