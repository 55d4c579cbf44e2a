"""Who may run at a time: calls that change one thing, calls of one tool, calls of one run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Lock:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes:
    """The limits that all runs of one agent share."""

    def __init__(self) -> None:
        self._resources: dict[str, _Lock] = {}
        self._tools: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def resource(self, name: str | None) -> AsyncIterator[None]:
        """Alone with what this name stands for."""
        if name is None:
            yield
            return
        held = self._resources.setdefault(name, _Lock())
        held.users += 1
        try:
            async with held.lock:
                yield
        finally:
            held.users -= 1
            if not held.users:
                del self._resources[name]

    def tool(self, name: str, limit: int | None) -> asyncio.Semaphore | nullcontext[None]:
        """A place among the calls of one tool."""
        if limit is None:
            return nullcontext()
        return self._tools.setdefault(name, asyncio.Semaphore(limit))


class Batch:
    """The calls of one turn: those that change one thing follow each other as they were called."""

    def __init__(self, lanes: Lanes, resources: Sequence[str | None], most: int) -> None:
        """
        Args:
            resources: what each call changes, in the order of the calls.
            most: how many of them run at a time.
        """
        self._lanes = lanes
        self._resources = resources
        self._places = asyncio.Semaphore(most)
        self._over = [asyncio.Event() for _ in resources]
        last: dict[str, int] = {}
        self._before: list[int | None] = []
        for place, name in enumerate(resources):
            self._before.append(None if name is None else last.get(name))
            if name is not None:
                last[name] = place

    @asynccontextmanager
    async def turn(self, place: int, tool: str, limit: int | None) -> AsyncIterator[None]:
        """When it is this call's turn: what it waits for never waits for what it holds."""
        before = self._before[place]
        if before is not None:
            await self._over[before].wait()
        async with AsyncExitStack() as held:
            await held.enter_async_context(self._lanes.resource(self._resources[place]))
            await held.enter_async_context(self._lanes.tool(tool, limit))
            await held.enter_async_context(self._places)
            yield

    def over(self, place: int) -> None:
        """The call has its outcome, whether it ran or not."""
        self._over[place].set()
