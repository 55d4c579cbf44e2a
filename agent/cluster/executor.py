"""What does the tasks of a batch: this process, or the machines of a cluster."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from contextlib import aclosing
from typing import Protocol

from agent.pool import Done, Pool, Task
from agent.pool.pool import Work
from agent.runtime import Agent


class Executor(Protocol):
    """Does tasks, each in a session of its own, by which what has been done is found again."""

    @property
    def capacity(self) -> int | None:
        """Tokens that may be resident at present; None where that is not limited or not known."""
        ...

    @property
    def resident(self) -> int:
        """Tokens of the sessions that have a place."""
        ...

    @property
    def copies(self) -> int:
        """Of these, tokens of the prefix that are there once more for isolated tenants."""
        ...

    @property
    def waiting(self) -> int:
        """Sessions that wait for one."""
        ...

    def map(
        self, tasks: Sequence[Task], work: Work, *, ordered: bool
    ) -> AsyncGenerator[Done, None]:
        """Do all tasks, and yield each as it ends, or in their order."""
        ...

    def close(self, reason: str) -> None:
        """Let the turns that run end, and start no more; the sessions can be resumed."""
        ...


class LocalExecutor:
    """This process, with one pool."""

    def __init__(self, agent: Agent, pool: Pool) -> None:
        self._agent = agent
        self._pool = pool
        self.close = pool.close

    @property
    def capacity(self) -> int | None:
        """The pool's."""
        return self._pool.capacity

    @property
    def resident(self) -> int:
        """The pool's."""
        return self._pool.load.resident

    @property
    def copies(self) -> int:
        """The pool's."""
        return self._pool.load.copies

    @property
    def waiting(self) -> int:
        """The pool's."""
        return self._pool.load.waiting

    async def map(
        self, tasks: Sequence[Task], work: Work, *, ordered: bool
    ) -> AsyncGenerator[Done, None]:
        """Do all tasks in the pool."""
        async with self._agent, aclosing(self._pool.map(tasks, work, ordered=ordered)) as ended:
            async for done in ended:
                yield done


async def in_order(results: AsyncIterable[Done]) -> AsyncGenerator[Done, None]:
    """The results in the order of their tasks; each is held until those before it are there."""
    held: dict[int, Done] = {}
    expected = 0
    async for done in results:
        held[done.index] = done
        while expected in held:
            yield held.pop(expected)
            expected += 1
