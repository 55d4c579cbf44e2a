"""Which tasks wait, which worker has which, and which are done. Accounts without I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.pool import Task


@dataclass(frozen=True, slots=True)
class Given:
    """A task with its place in the order in which the tasks were given, from 0."""

    index: int
    task: Task


@dataclass(slots=True)
class Feed:
    """The tasks of a batch. A task is with one worker at a time, and is done once."""

    waiting: deque[Given]
    _taken: dict[int, tuple[str, Given]] = field(default_factory=dict)
    _stopped: bool = False

    @classmethod
    def of(cls, tasks: Iterable[Task]) -> Feed:
        """All these wait."""
        return cls(deque(Given(index, task) for index, task in enumerate(tasks)))

    @property
    def over(self) -> bool:
        """Whether no worker will be given anything any more."""
        return self._stopped or not (self.waiting or self._taken)

    @property
    def remaining(self) -> int:
        """How many tasks are not done."""
        return len(self.waiting) + len(self._taken)

    def take(self, worker: str) -> Given | None:
        """The next task, which this worker has from now on; None where none waits."""
        if self._stopped or not self.waiting:
            return None
        given = self.waiting.popleft()
        self._taken[given.index] = worker, given
        return given

    def finish(self, worker: str, index: int) -> bool:
        """A worker has done a task; False if it was not its own any more, and does not count."""
        holder = self._taken.get(index)
        if holder is None or holder[0] != worker:
            return False
        del self._taken[index]
        return True

    def lose(self, worker: str) -> int:
        """A worker is gone; how many tasks go back to the front, in their order."""
        lost = [given for holder, given in self._taken.values() if holder == worker]
        for given in sorted(lost, key=lambda each: each.index, reverse=True):
            del self._taken[given.index]
            self.waiting.appendleft(given)
        return len(lost)

    def stop(self) -> None:
        """Give nothing out any more."""
        self._stopped = True
