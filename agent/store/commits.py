"""Group commit: what many sessions want to write at one time becomes durable with one commit."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from agent.errors import HoldfastError, StoreError
from agent.store.database import errors

Result = TypeVar("Result")

_LARGEST_GROUP = 256


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    committed: Callable[[], None]
    done: Future[Any] = field(default_factory=Future)


class Commits:
    """Writes in one thread. `groups` counts the commits.

    Work that raises a `HoldfastError` must not have written anything: the rest of its group is
    committed. If the database itself fails, each of the group is tried alone.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self.groups = 0

    async def write(
        self,
        work: Callable[[Connection], Result],
        committed: Callable[[], None] = lambda: None,
    ) -> Result:
        """Do `work` in a transaction; it is durable when this returns.

        Args:
            committed: is called once the work is durable, also when nobody waits for it any more.

        Raises:
            StoreError: the database failed.
        """
        job = _Job(work, committed)
        self._start()
        self._waiting.put(job)
        result: Result = await asyncio.shield(asyncio.wrap_future(job.done))
        return result

    def close(self) -> None:
        """Finish what waits, then end."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            group, ended = [job], False
            while len(group) < _LARGEST_GROUP and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    ended = True
                    break
                group.append(following)
            self._settle(group)
            if ended:
                return

    def _settle(self, group: list[_Job], *, again: bool = True) -> None:
        try:
            outcomes = self._commit(group)
        except StoreError as error:
            if len(group) > 1 or (again and isinstance(error.__cause__, IntegrityError)):
                for job in group:  # another process may have written the same row just then
                    self._settle([job], again=False)
                return
            group[0].done.set_exception(error)
            return
        except BaseException as error:  # noqa: BLE001 - whoever waits hears it, the thread lives on
            for job in group:
                job.done.set_exception(error)
            return
        for job, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, HoldfastError):
                job.done.set_exception(outcome)
            else:
                job.committed()
                job.done.set_result(outcome)

    def _commit(self, group: list[_Job]) -> list[Any]:
        outcomes: list[Any] = []
        with errors(self._name), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                for job in group:
                    try:
                        outcomes.append(job.work(connection))
                    except HoldfastError as refused:
                        outcomes.append(refused)
            self.groups += 1
        return outcomes
