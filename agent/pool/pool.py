"""`Pool`: many sessions on one server, no more at a time than its KV cache holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias

from agent.config import Settings
from agent.errors import ConfigError, EngineUnreachable, HoldfastError, PoolClosed
from agent.events import RunStatus
from agent.opening import Parts
from agent.pool.accounts import Load
from agent.pool.admission import PoolAdmission
from agent.pool.lease import Shared
from agent.reply import Reply, reply_without_run
from agent.session import Session, chosen_id

Limit: TypeAlias = Literal["kv"] | int | None
"""`kv`: as many as the server's KV cache holds; a number: so many sessions at a time; None: all."""

WAITING = 8
"""Sessions that may wait for a place before no more are opened."""

UNBOUNDED = 10**12
"""Tokens of KV cache that no session reaches: turns wait for nothing but the pool's end."""

MOST = 4096
"""Sessions that are open at a time at most."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one run is to do.

    Args:
        text: the user's message.
        session: the session's id; None is a new one.
        priority: lower goes first, in the pool and in a vLLM with `--scheduling-policy priority`.
    """

    text: str
    session: str | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A task and how its run ended; `index` is the task's place in the order given, from 0."""

    index: int
    task: Task
    reply: Reply


Work: TypeAlias = Callable[[Session, Task], Awaitable[Reply]]
"""Does a task in its open session."""


async def send(session: Session, task: Task) -> Reply:
    """The work of `Pool.map` unless another is given: one run."""
    return await session.send(task.text)


class Pool:
    """Sessions that share one server. Made by `Agent.pool`."""

    def __init__(
        self,
        settings: Settings,
        parts: Callable[[], Awaitable[Parts]],
        *,
        limit: Limit = "kv",
        patience: float = 600.0,
    ) -> None:
        """See `Agent.pool`.

        Raises:
            ConfigError: the limit is neither `kv` nor a positive number nor None.
        """
        if limit not in ("kv", None) and (not isinstance(limit, int) or limit < 1):
            raise ConfigError(f'limit is {limit!r}: give "kv", a number of sessions, or None')
        self._settings = settings
        self._agent_parts = parts
        self._limit = limit
        self._patience = patience
        self._admission: PoolAdmission | None = None
        self._closed = ""

    @property
    def load(self) -> Load:
        """What the pool has done so far, and what it does."""
        return self._admission.load if self._admission is not None else Load()

    @property
    def capacity(self) -> int | None:
        """Tokens that may be resident at present; None where the pool does not limit by KV."""
        if self._limit != "kv" or self._admission is None:
            return None
        return self._admission.limit

    def session(self, session_id: str | None = None, *, priority: int = 0) -> Session:
        """A session whose turns wait until they fit beside those of the pool's others."""
        parts = partial(self._parts, priority)
        return Session(chosen_id(session_id), self._settings, parts)

    def close(self, reason: str) -> None:
        """Start no turn and no session any more; runs that go on stop before their next turn.

        Their sessions are left as those of a process that died: `Session.resume` goes on with them.
        """
        self._closed = reason
        if self._admission is not None:
            self._admission.close(reason)
            self._admission.changed.set()

    async def map(
        self, tasks: Iterable[Task | str], work: Work = send, *, ordered: bool = False
    ) -> AsyncGenerator[Done, None]:
        """Do all tasks, each in a session of its own, and yield each as it ends.

        A task whose session could not be used has a reply that says why; nothing is raised for it.

        Args:
            tasks: they are taken one by one, as there is room.
            work: does one task in its open session.
            ordered: yield in the order of the tasks.
        """
        given = enumerate(each if isinstance(each, Task) else Task(each) for each in tasks)
        running: set[asyncio.Task[Done | None]] = set()
        held: dict[int, Done] = {}
        next_index = 0
        await self._parts(0)  # so that the capacity is known before the first task
        try:
            while self._open_more(given, running, work) or running:
                for done in await self._some_done(running):
                    held[done.index] = done
                ready = iter(sorted(held)) if not ordered else _following(next_index, held)
                for index in list(ready):
                    next_index = index + 1
                    yield held.pop(index)
        finally:
            for each in running:
                each.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _open_more(
        self,
        given: Iterator[tuple[int, Task]],
        running: set[asyncio.Task[Done | None]],
        work: Work,
    ) -> bool:
        """Open sessions while there is room; whether one was opened."""
        opened = 0
        while not self._closed and self._has_room(len(running), opened):
            following = next(given, None)
            if following is None:
                break
            running.add(asyncio.ensure_future(self._do(*following, work)))
            opened += 1
        return opened > 0

    def _has_room(self, running: int, opened: int) -> bool:
        if running >= MOST:
            return False
        if isinstance(self._limit, int):
            return running < self._limit
        if self._limit is None or self._admission is None:
            return True
        return self._admission.load.waiting + opened < WAITING

    async def _some_done(self, running: set[asyncio.Task[Done | None]]) -> list[Done]:
        """Wait for a session's end, or for a change that may let another one be opened."""
        waiting: set[asyncio.Task[Done | None] | asyncio.Task[bool]] = set(running)
        if self._admission is not None:
            self._admission.changed.clear()
            waiting.add(asyncio.ensure_future(self._admission.changed.wait()))
        ended, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting - running - ended:
            each.cancel()
        over = [each for each in running if each in ended]
        running.difference_update(over)
        return [done for each in over if (done := each.result()) is not None]

    async def _do(self, index: int, task: Task, work: Work) -> Done | None:
        session = self.session(task.session, priority=task.priority)
        try:
            async with session:
                return Done(index, task, await work(session, task))
        except PoolClosed:
            return None
        except HoldfastError as error:
            away = isinstance(error, EngineUnreachable)
            status: RunStatus = "engine_unreachable" if away else "engine_failed"
            return Done(index, task, reply_without_run(session.id, status, str(error)))

    async def _parts(self, priority: int) -> Parts:
        parts = await self._agent_parts()
        if self._closed:
            raise PoolClosed(self._closed)
        if self._admission is None:
            self._admission = self._made_admission(parts)
            parts.closing.push_async_callback(self._admission.end)
        admit = partial(self._admission.place, priority=priority)
        return replace(parts, admit=admit, priority=priority)

    def _made_admission(self, parts: Parts) -> PoolAdmission:
        facts, tokens = parts.engine.facts, parts.prefix_tokens
        if self._limit != "kv":
            unbounded = replace(facts, kv_cache_tokens=UNBOUNDED, window=UNBOUNDED)
            return PoolAdmission(unbounded, tokens, self._patience)
        among = Shared(parts.store, facts.url, parts.engine.metrics, parts.prefix.hash)
        return PoolAdmission(facts, tokens, self._patience, among)


def _following(index: int, held: dict[int, Done]) -> Iterator[int]:
    while index in held:
        yield index
        index += 1
