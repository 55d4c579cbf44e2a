"""`Pool`: many sessions on one server, no more at a time than its KV cache holds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
)
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from agent.config import Settings
from agent.errors import ConfigError, EngineUnreachable, HoldfastError, PoolClosed, SessionBusy
from agent.events import RunStatus
from agent.opening import Parts
from agent.pool.accounts import Load
from agent.pool.admission import PoolAdmission
from agent.pool.replicas import ReplicaAdmission
from agent.pool.routing import Route, RoutedEngine
from agent.pool.servers import Limit, admission_for
from agent.pool.source import Source
from agent.pool.task import Task
from agent.reply import Reply, reply_without_run
from agent.session import Session, chosen_id
from agent.tenants import check_tenant

WAITING = 8
"""Sessions of a tenant that may wait for a place before no more are opened."""

BUSY_SECONDS = 60.0
"""How long a task waits for its session, which a process that died on another machine may still
have for the rest of its lease."""

MOST = 4096
"""Sessions that are open at a time at most."""


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
        self._admission: PoolAdmission | ReplicaAdmission | None = None
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

    def session(
        self, session_id: str | None = None, *, priority: int = 0, tenant: str = ""
    ) -> Session:
        """A session whose turns wait until they fit beside those of the pool's others.

        Args:
            priority: lower goes first, among sessions of one tenant.
            tenant: whose session it is, which it remembers; a resumed one needs none.
                `[pool.tenants.NAME]` in the settings has its weight and its limits.

        Raises:
            ConfigError: the id is wrong, or there are tenants and none of this name.
        """
        chosen = chosen_id(session_id)
        check_tenant(tenant, self._settings.pool.tenants)
        parts = partial(self._parts, chosen, priority)
        return Session(chosen, self._settings, parts, tenant=tenant)

    def close(self, reason: str) -> None:
        """Start no turn and no session any more; runs that go on stop before their next turn.

        Their sessions are left as those of a process that died: `Session.resume` goes on with them.
        """
        self._closed = reason
        if self._admission is not None:
            self._admission.close(reason)
            self._admission.changed.set()

    async def map(
        self,
        tasks: Iterable[Task | str] | AsyncIterable[Task | str],
        work: Work = send,
        *,
        ordered: bool = False,
    ) -> AsyncGenerator[Done, None]:
        """Do all tasks, each in a session of its own, and yield each as it ends.

        A task whose session could not be used has a reply that says why; nothing is raised for it.
        A pool that is closed, at whatever moment, does no more of them.

        Args:
            tasks: they are taken one by one, as there is room.
            work: does one task in its open session.
            ordered: yield in the order of the tasks.
        """
        running: dict[asyncio.Task[Done | None], str] = {}
        held: dict[int, Done] = {}
        next_index = 0
        parts = await self._agent_parts()
        if self._closed:
            return
        self._open(parts)  # so that the capacity is known before the first task
        source = Source(tasks)
        try:
            while self._open_more(source, running, work) or running:
                for done in await self._some_done(source, running):
                    held[done.index] = done
                ready = iter(sorted(held)) if not ordered else _following(next_index, held)
                for index in list(ready):
                    next_index = index + 1
                    yield held.pop(index)
        finally:
            for each in running:
                each.cancel()
            await asyncio.gather(*running, source.close(), return_exceptions=True)

    def _open_more(
        self, source: Source, running: dict[asyncio.Task[Done | None], str], work: Work
    ) -> bool:
        """Open sessions while there is room and a task; whether one may still be opened."""

        def has_room(tenant: str) -> bool:
            return self._has_room(running.values(), tenant)

        while not self._closed and (following := source.next(has_room)) is not None:
            index, task = following
            doing = asyncio.ensure_future(self._do(index, task, work, running))
            running[doing] = task.tenant
        return not self._closed and not source.ended

    def _has_room(self, running: Collection[str], tenant: str) -> bool:
        """Whether one more of this tenant may be opened beside those of these."""
        if len(running) >= MOST:
            return False
        if self._limit is None or self._admission is None:
            return True
        asked, waiting = self._admission.crowd(tenant)
        if isinstance(self._limit, int):
            return len(running) < self._limit and not waiting
        on_the_way = max(0, sum(each == tenant for each in running) - asked)
        return waiting + on_the_way < WAITING

    async def _some_done(
        self, source: Source, running: dict[asyncio.Task[Done | None], str]
    ) -> list[Done]:
        """Wait for a session's end, a task, or a change that may let another one be opened."""
        waiting: set[asyncio.Future[Any]] = {*running, *source.asked}
        changed: asyncio.Future[Any] | None = None
        if self._admission is not None:
            self._admission.changed.clear()
            changed = asyncio.ensure_future(self._admission.changed.wait())
            waiting.add(changed)
        ended, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if changed is not None:
            changed.cancel()
        over = [each for each in running if each in ended]
        for each in over:
            del running[each]
        return [done for each in over if (done := each.result()) is not None]

    async def _do(
        self, index: int, task: Task, work: Work, running: dict[asyncio.Task[Any], str]
    ) -> Done | None:
        """Do a task; `running` has the tenant that it names, and gets that of its session."""
        chosen = task.session if task.session is not None else chosen_id(None)
        free_at = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                async with self.session(
                    chosen, priority=task.priority, tenant=task.tenant
                ) as session:
                    if (doing := asyncio.current_task()) in running:
                        running[doing] = session.tenant
                    return Done(index, task, await work(session, task))
            except PoolClosed:
                return None
            except SessionBusy as error:
                if time.monotonic() >= free_at:
                    return Done(index, task, reply_without_run(chosen, "engine_failed", str(error)))
                await asyncio.sleep(BUSY_SECONDS / 20)
            except HoldfastError as error:
                away = isinstance(error, EngineUnreachable)
                status: RunStatus = "engine_unreachable" if away else "engine_failed"
                return Done(index, task, reply_without_run(chosen, status, str(error)))

    async def _parts(self, session: str, priority: int) -> Parts:
        parts = await self._agent_parts()
        if self._closed:
            raise PoolClosed(self._closed)
        admission = self._open(parts)
        if isinstance(admission, PoolAdmission):
            place = partial(admission.place, priority=priority)
            return replace(parts, admit=place, priority=priority)
        route = Route(session)
        return replace(
            parts,
            engine=RoutedEngine(parts.engine, route),
            admit=partial(admission.place, route, priority=priority),
            priority=priority,
        )

    def _open(self, parts: Parts) -> PoolAdmission | ReplicaAdmission:
        if self._admission is None:
            tenants = self._settings.pool.tenants
            self._admission = admission_for(parts, self._limit, self._patience, tenants)
            parts.closing.push_async_callback(self._admission.end)
        return self._admission


def _following(index: int, held: dict[int, Done]) -> Iterator[int]:
    while index in held:
        yield index
        index += 1
