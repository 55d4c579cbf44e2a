"""What runs on each machine of a cluster: an agent whose pool asks for tasks as there is room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from agent.cluster.feed import Given
from agent.pool import Done, Pool, Task
from agent.pool.pool import Work
from agent.runtime import Agent

TOLD_SECONDS = 1.0
"""Between two reports of what a worker's pool does."""


@dataclass(frozen=True, slots=True)
class Report:
    """A task that a worker has done, or what its pool does meanwhile; sizes in tokens."""

    worker: str
    resident: int
    waiting: int
    capacity: int
    """Tokens that the worker's sessions may hold of the engine's cache; 0 where it is unknown."""
    copies: int = 0
    """Of the resident tokens, those of the prefix that are held again for isolated tenants."""
    done: Done | None = None


class Source(Protocol):
    """Where a worker's tasks come from and its results go to."""

    async def take(self, worker: str) -> Given | None:
        """Wait for a task; None when there will be none any more."""
        ...

    async def report(self, report: Report) -> None:
        """Say what was done, or what goes on."""
        ...


async def serve(name: str, agent: Agent, pool: Pool, source: Source, work: Work) -> None:
    """Do tasks until there are none any more. The pool decides how many at a time.

    Args:
        name: the worker's.
    """
    taken: list[int] = []

    async def coming() -> AsyncGenerator[Task, None]:
        while (given := await source.take(name)) is not None:
            taken.append(given.index)
            yield given.task

    async def tell() -> None:
        while True:
            await source.report(_report(name, pool))
            await asyncio.sleep(TOLD_SECONDS)

    telling = asyncio.ensure_future(tell())
    try:
        async with agent, aclosing(coming()) as tasks, aclosing(pool.map(tasks, work)) as ended:
            async for done in ended:
                mine = Done(taken[done.index], done.task, done.reply)
                await source.report(_report(name, pool, mine))
    finally:
        telling.cancel()


def _report(name: str, pool: Pool, done: Done | None = None) -> Report:
    load = pool.load
    return Report(name, load.resident, load.waiting, pool.capacity or 0, load.copies, done)
