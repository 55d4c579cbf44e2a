"""Where a pool's tasks come from, and which one is taken next."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from typing import TypeAlias

from agent.pool.task import Task

AHEAD = 4096
"""Tasks that are read at most to find one of a tenant that has room; values only."""

AHEAD_OF_OTHERS = 8
"""The same where they are handed out to several pools: what one holds no other can do."""

HasRoom: TypeAlias = Callable[[str], bool]
"""Whether one more session of this tenant may be opened."""


class Source:
    """The tasks, numbered from 0, in their order as far as their tenants have room.

    Of those that have to be waited for, one is asked for ahead.
    """

    def __init__(self, tasks: Iterable[Task | str] | AsyncIterable[Task | str]) -> None:
        self._coming = aiter(tasks) if isinstance(tasks, AsyncIterable) else None
        self._given = iter(()) if isinstance(tasks, AsyncIterable) else iter(tasks)
        self._ahead = AHEAD if self._coming is None else AHEAD_OF_OTHERS
        self._index = 0
        self._held: dict[str, deque[tuple[int, Task]]] = {}
        self._tenants = False
        self.asked: list[asyncio.Task[Task | str | None]] = []
        self.ended = False

    def next(self, has_room: HasRoom) -> tuple[int, Task] | None:
        """The next task with its number; None if it is not there yet, or there is none."""
        if not self._tenants and not has_room(""):
            return None  # nobody else can be found by looking ahead
        waits = [held for name, held in self._held.items() if held and has_room(name)]
        if waits:
            return min(waits, key=_number).popleft()
        while sum(map(len, self._held.values())) < self._ahead:
            came = next(self._given, None) if self._coming is None else self._came(self._coming)
            if came is None:
                self.ended = not self.asked and not any(self._held.values())
                break
            task = came if isinstance(came, Task) else Task(came)
            self._index += 1
            self._tenants = self._tenants or bool(task.tenant)
            if has_room(task.tenant):
                return self._index - 1, task
            self._held.setdefault(task.tenant, deque()).append((self._index - 1, task))
        return None

    async def close(self) -> None:
        """Wait for no task any more."""
        for each in self.asked:
            each.cancel()
        await asyncio.gather(*self.asked, return_exceptions=True)

    def _came(self, coming: AsyncIterator[Task | str]) -> Task | str | None:
        if not self.asked:
            self.asked.append(asyncio.ensure_future(anext(coming, None)))
        return self.asked.pop().result() if self.asked[0].done() else None


def _number(held: deque[tuple[int, Task]]) -> int:
    return held[0][0]
