"""Work that no cancellation cuts short."""

from __future__ import annotations

import asyncio

import pytest

from agent.uncut import to_the_end


async def test_the_work_gives_its_result() -> None:
    """As if it had been awaited."""
    assert await to_the_end(asyncio.sleep(0, "done")) == "done"


async def test_the_work_is_done_however_often_its_caller_is_cancelled() -> None:
    """And only then the caller is."""
    done = []

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.append("work")

    caller = asyncio.ensure_future(to_the_end(work()))
    for _ in range(3):
        await asyncio.sleep(0.01)
        caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert done == ["work"]


async def test_what_the_work_raises_is_raised() -> None:
    """Also where the caller was cancelled: what failed is told rather than that nobody waited."""

    async def work() -> None:
        await asyncio.sleep(0.01)
        raise ValueError("no")

    caller = asyncio.ensure_future(to_the_end(work()))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(ValueError, match="no"):
        await caller


async def test_work_that_is_cancelled_itself_ends_the_waiting() -> None:
    """At the end of a program every task is cancelled."""
    work = asyncio.ensure_future(asyncio.sleep(60))
    caller = asyncio.ensure_future(to_the_end(work))
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
