"""Claims to a server's cache: seen by all processes, and gone with theirs."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from agent.store import claim as claims
from agent.store.base import Store
from agent.store.claim import Claim
from tests.forking import PROCESSES
from tests.store.conftest import open_at

CAPACITY = 1000
MINE = Claim("a", "server", "u", "p", 100, 0, 500, 100, 2)


def what_is_left(mine: Claim, others: Sequence[Claim], now: float) -> Claim:
    """All that the others do not have."""
    return replace(mine, share=500, granted=CAPACITY - sum(each.granted for each in others))


def some_of_it(mine: Claim, others: Sequence[Claim], now: float) -> Claim:
    """A hundred, if there are so many."""
    left = CAPACITY - sum(each.granted for each in others) - mine.granted
    return replace(mine, granted=mine.granted + min(100, left), since=now)


async def test_a_claim_is_what_was_granted(store: Store) -> None:
    """With who made it."""
    (made,) = await store.claim(MINE, what_is_left)
    assert (made.granted, made.share, made.pid, made.waiting) == (1000, 500, os.getpid(), 2)
    assert await store.claims() == [made]


async def test_a_claim_that_is_renewed_begins_with_what_it_had(store: Store) -> None:
    """Not with what the others would leave now."""
    await store.claim(MINE, some_of_it)
    (again,) = await store.claim(replace(MINE, wanted=7), some_of_it)
    assert (again.granted, again.wanted) == (200, 7)


async def test_claims_to_other_servers_do_not_count(store: Store) -> None:
    """Each has a cache of its own."""
    await store.claim(MINE, what_is_left)
    (other,) = await store.claim(replace(MINE, id="b", server="another"), what_is_left)
    assert other.granted == CAPACITY
    assert [each.server for each in await store.claims()] == ["another", "server"]


async def test_a_claim_moves_with_its_server(store: Store) -> None:
    """A server that was started again is another one."""
    await store.claim(MINE, what_is_left)
    (moved,) = await store.claim(replace(MINE, server="restarted"), some_of_it)
    assert moved.granted == 100
    assert await store.claims() == [moved]


async def test_what_was_withdrawn_is_free(store: Store) -> None:
    """And to withdraw it again is no error."""
    await store.claim(MINE, what_is_left)
    await store.withdraw("a")
    await store.withdraw("a")
    (other,) = await store.claim(replace(MINE, id="b"), what_is_left)
    assert other.granted == CAPACITY


async def test_a_claim_that_is_not_renewed_runs_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever became of its process."""
    await store.claim(MINE, what_is_left)
    (_, beside) = await store.claim(replace(MINE, id="b"), what_is_left)
    assert beside.granted == 0
    for module in ("agent.store.claim_rows", "agent.store.memory"):
        monkeypatch.setattr(f"{module}.SECONDS", 0.05)
    await store.claim(MINE, what_is_left)
    await asyncio.sleep(0.1)
    (alone,) = await store.claim(replace(MINE, id="b"), what_is_left)
    assert alone.granted == CAPACITY


def _claim_and_hang(place: str | Path, ready: Event) -> None:
    async def claim() -> None:
        await open_at(place).claim(MINE, what_is_left)
        ready.set()
        await asyncio.sleep(600)

    asyncio.run(claim())


async def test_a_killed_process_has_no_claim(durable: Store, place: str | Path) -> None:
    """On the same machine that is seen at once, long before its lease would run out."""
    ready = PROCESSES.Event()
    other = PROCESSES.Process(target=_claim_and_hang, args=(place, ready))
    other.start()
    assert await asyncio.to_thread(ready.wait, 60)
    (_, beside) = await durable.claim(replace(MINE, id="b"), what_is_left)
    assert beside.granted == 0
    assert other.pid is not None
    os.kill(other.pid, signal.SIGKILL)
    other.join(60)
    (alone,) = await durable.claim(replace(MINE, id="b"), what_is_left)
    assert alone.granted == CAPACITY
    assert claims.SECONDS > 1


def _claim_often(place: str | Path, name: str, found: Queue[int]) -> None:
    async def claim() -> None:
        store = open_at(place)
        for _ in range(10):
            there = await store.claim(replace(MINE, id=name), some_of_it)
            found.put(sum(each.granted for each in there))
        await asyncio.sleep(0.5)

    asyncio.run(claim())


async def test_processes_that_claim_at_once_never_get_more_than_there_is(
    durable: Store, place: str | Path
) -> None:
    """Each reads and writes in one transaction."""
    found: Queue[int] = PROCESSES.Queue()
    others = [
        PROCESSES.Process(target=_claim_often, args=(place, f"p{n}", found)) for n in range(3)
    ]
    for each in others:
        each.start()
    sums = [await asyncio.to_thread(found.get, True, 60) for _ in range(30)]
    for each in others:
        each.join(60)
    assert max(sums) <= CAPACITY
    assert CAPACITY in sums
