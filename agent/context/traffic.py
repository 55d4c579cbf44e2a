"""How many tokens went through a server's cache: ours to the token, others' at most.

Our own are counted as they are sent. Those of others are what the server's counters have grown by
beside ours since they were last read, which is when a miss was last looked into: so no turn that is
well pays for it, and the number is a bound.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agent.engine.metrics import Counters
from agent.types import Usage

REMEMBERED_SESSIONS = 1024


@dataclass(frozen=True, slots=True)
class Passed:
    """What came between a session's last two requests: tokens, None where the server does not
    count, and requests that were preempted; both at most."""

    tokens: int | None
    preemptions: int


@dataclass(frozen=True, slots=True)
class _Mark:
    time: float
    ours: int
    servers: frozenset[float]


class Traffic:
    """The tokens that this process and others had one server look up and generate."""

    def __init__(
        self,
        counters: Counters | None = None,
        started: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Nothing was sent yet.

        Args:
            counters: the server's before our first request.
            started: its start, as a Unix time.
        """
        self._clock = clock
        self._servers = _known(started)
        self._ours = 0
        self._read = counters
        self._ours_when_read = 0
        self._marks: OrderedDict[str, _Mark] = OrderedDict()

    def note(self, session: str, usage: Usage) -> None:
        """A session's request was answered."""
        self._ours += usage.prompt_tokens + usage.completion_tokens
        self._marks[session] = _Mark(self._clock(), self._ours, self._servers)
        self._marks.move_to_end(session)
        while len(self._marks) > REMEMBERED_SESSIONS:
            self._marks.popitem(last=False)

    def last_request(self, session: str) -> float:
        """The Unix time of a session's last answer; 0 if there is none."""
        mark = self._marks.get(session)
        return mark.time if mark is not None else 0.0

    def servers(self, session: str) -> frozenset[float]:
        """The starts of the server processes that were known at a session's last answer."""
        mark = self._marks.get(session)
        return mark.servers if mark is not None else frozenset()

    @property
    def known(self) -> frozenset[float]:
        """The starts of the server processes that answer, as far as they are known."""
        return self._servers

    def meet(self, servers: Iterable[float]) -> None:
        """These server processes answer now, and no others that are known."""
        self._servers = frozenset(servers)

    def passed(self, session: str, usage: Usage, counters: Counters | None) -> Passed:
        """What came between a session's last answer and the one with `usage`, not noted yet.

        Args:
            counters: the server's now.
        """
        mark = self._marks.get(session, _Mark(0.0, 0, frozenset()))
        ours = self._ours + usage.prompt_tokens + usage.completion_tokens
        before, since = self._read, ours - self._ours_when_read
        self._read, self._ours_when_read = counters, ours
        if before is None or counters is None:
            return Passed(None, 0)
        grown = counters.looked_up + counters.generated - before.looked_up - before.generated
        others = max(0, grown - since)
        tokens = others + self._ours - mark.ours
        return Passed(tokens, max(0, counters.preemptions - before.preemptions))

    def restart(self, started: float | None) -> None:
        """The server was started again, and counts from 0."""
        self._servers = _known(started)
        self._read, self._ours_when_read = Counters(), self._ours


def _known(started: float | None) -> frozenset[float]:
    return frozenset() if started is None else frozenset((started,))
