"""The asynchronous shell of the policy: turns wait here until their session may go on."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from agent.config import Tenant
from agent.context.admitting import Admission, Turn
from agent.engine.answer import Answer
from agent.engine.metrics import EngineMetrics
from agent.engine.request import ServerFacts
from agent.errors import PoolClosed
from agent.pool.accounts import Accounts, Load
from agent.pool.congestion import LOST
from agent.pool.demand import Demand, demand
from agent.pool.lease import CapacityLease, Shared
from agent.pool.standing import Decision


@dataclass(slots=True)
class PoolAdmission:
    """Admits the turns of all sessions of a pool, so that they fit the server's cache.

    Args:
        facts: what is known of the server, its KV capacity above all.
        prefix_tokens: size of the prefix that the sessions share.
        patience: seconds after which a waiting session is overdue.
        among: the other processes that have pools on this server; None where there are none, or
            nobody knows what there is to share.
        tenants: weights and limits by name.
        clock: seconds, never going back.
    """

    facts: ServerFacts
    prefix_tokens: int
    patience: float = 600.0
    among: Shared | None = None
    tenants: Mapping[str, Tenant] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever a decision was made."""
    _accounts: Accounts = field(init=False)
    _starting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    _admitted: deque[asyncio.Future[None]] = field(default_factory=deque)
    """Turns that may start, in their order, and have not been let go yet."""
    _due: asyncio.Handle | None = None
    _timer: asyncio.TimerHandle | None = None
    _closed: str = ""
    _lease: CapacityLease | None = None

    def __post_init__(self) -> None:
        accounts = self._accounts = Accounts(
            self.facts, self.prefix_tokens, self.patience, self.tenants
        )
        if self.among is not None and accounts.usable is not None:
            self._lease = CapacityLease(
                self.among,
                accounts.usable,
                accounts.shared,
                self._claimed,
                self._given,
                self._failed,
                self._seen,
                self.clock,
            )

    @property
    def sessions(self) -> int:
        """How many sessions have asked for a place and are not closed."""
        return len(self._accounts.standings)

    def crowd(self, tenant: str) -> tuple[int, int]:
        """How many of these sessions are a tenant's, and how many of them wait."""
        accounts = self._accounts
        return accounts.sessions[tenant], accounts.waiting[tenant]

    @property
    def load(self) -> Load:
        """What the pool has done so far."""
        return self._accounts.load

    @property
    def limit(self) -> int:
        """Tokens that may be resident now."""
        return self._accounts.limit

    @property
    def demand(self) -> Demand:
        """What the pool's sessions hold and want now."""
        return demand(self._accounts.standings.values(), self._accounts.shared)

    def has_room(self, tokens: int) -> bool:
        """Whether a turn of this size would start at once."""
        load = self.load
        return load.waiting == 0 and load.resident + tokens <= self.limit

    def has_place(self, session: str) -> bool:
        """Whether this session's tokens are kept in the server's cache."""
        standing = self._accounts.standings.get(session)
        return standing is not None and standing.resident

    def prefill_seconds(self, tokens: int) -> float:
        """How long the server would compute a prompt of this size."""
        return tokens / self._accounts.learned.rate

    def place(self, session: str, shares: bool, tenant: str = "", priority: int = 0) -> Admission:
        """The admission of one session. One that does not share the prefix holds all its tokens."""
        return _Place(self, session, shares, priority, tenant)

    def close(self, reason: str) -> None:
        """No turn starts any more; those that run go on to their end."""
        self._closed = reason
        for starting in self._starting.values():
            if not starting.done():
                starting.set_exception(PoolClosed(reason))

    async def end(self) -> None:
        """Give back the share of the server's cache."""
        if self._lease is not None:
            await self._lease.end()

    async def start(
        self, session: str, tokens: int, shares: bool, priority: int, tenant: str
    ) -> None:
        """Wait until this session's turn may start.

        Raises:
            PoolClosed: no turn starts any more.
        """
        if self._closed:
            raise PoolClosed(self._closed)
        now = self.clock()
        self._accounts.wait(
            session, tokens, shares=shares, priority=priority, now=now, tenant=tenant
        )
        starting = self._starting[session] = asyncio.get_running_loop().create_future()
        if self._lease is not None:
            self._lease.keep()
        self._decide_soon()
        try:
            await starting
        except BaseException:
            self.rest(session, ())
            raise
        finally:
            del self._starting[session]
        self.load.longest_wait = max(self.load.longest_wait, self.clock() - now)

    def answered(self, session: str, answer: Answer, expected: int) -> None:
        """Learn from a turn that this session had."""
        seconds = answer.first_token_ms / 1000
        self._accounts.answered(session, answer.usage, seconds, expected, self.clock())
        cached = answer.usage.cached_tokens
        if self._lease is not None and cached is not None and cached < LOST * expected:
            self._lease.look()

    def tools_took(self, names: Sequence[str], seconds: float) -> None:
        """Learn how long these tools took."""
        self._accounts.learned.tools_took(names, seconds)

    def rest(self, session: str, tools: Sequence[str]) -> None:
        """The session's turn is over: these tools run, or its user reads."""
        self._accounts.rest(session, tools, self.clock())
        self._decide_soon()

    def leave(self, session: str) -> None:
        """The session is closed."""
        self._accounts.leave(session)
        self._decide_soon()
        if self._lease is not None and not self._accounts.standings:
            self._lease.wake()

    def _claimed(self) -> Demand | None:
        return self.demand if self._accounts.standings else None

    def _given(self, tokens: int, alone: bool) -> None:
        """The lease says what the pool may hold; what is too much is let go of at once."""
        self._accounts.share, self._accounts.alone = tokens, alone
        if not self._closed:
            self._follow(self._accounts.decide(self.clock()))

    def _seen(self, found: EngineMetrics) -> None:
        """The server may have been started again, with another cache."""
        accounts = self._accounts
        if accounts.follow(found) and self._lease is not None and accounts.usable is not None:
            self._lease.capacity, self._lease.prefix_tokens = accounts.usable, accounts.shared

    def _failed(self, error: BaseException) -> None:
        """There will be no share any more."""
        for starting in self._starting.values():
            if not starting.done():
                starting.set_exception(error)

    def _decide_soon(self) -> None:
        """One decision for all that happens at once."""
        if self._due is None:
            self._due = asyncio.get_running_loop().call_soon(self._decide)

    def _decide(self) -> None:
        self._due = None
        if self._closed or (self._lease is not None and not self._lease.holds):
            return  # the lease decides as soon as it is renewed
        self._follow(self._accounts.decide(self.clock()))

    def _follow(self, decision: Decision) -> None:
        going = bool(self._admitted)
        self._admitted.extend(self._starting[session] for session in decision.start)
        if self._admitted and not going:
            self._let_go()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if decision.again is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(decision.again + 0.001, self._decide_soon)
        self.changed.set()

    def _let_go(self) -> None:
        """One turn starts in each round of the event loop, so that a hundred that start at once do
        not keep all else in this process waiting until the last of them has begun."""
        starting = self._admitted.popleft()
        if not starting.done():
            starting.set_result(None)
        if self._admitted:
            asyncio.get_running_loop().call_soon(self._let_go)


class _Place:
    """One session's admission to a pool, and its turn while it runs."""

    def __init__(
        self, pool: PoolAdmission, session: str, shares: bool, priority: int, tenant: str
    ) -> None:
        self._pool, self._session = pool, session
        self._shares, self._priority, self._tenant = shares, priority, tenant
        self._names: list[str] = []
        self._rested = 0.0

    @asynccontextmanager
    async def turn(self, prompt_tokens: int) -> AsyncIterator[Turn]:
        """Wait for a place, and keep it while the block runs."""
        pool = self._pool
        if self._names:
            pool.tools_took(self._names, pool.clock() - self._rested)
            self._names = []
        await pool.start(self._session, prompt_tokens, self._shares, self._priority, self._tenant)
        try:
            yield self
        finally:
            self._rested = pool.clock()
            pool.rest(self._session, self._names)

    def answered(self, answer: Answer, expected_cached: int) -> None:
        """Learn from the answer; what was given away is not missed."""
        self._names = [call.name for call in answer.message.tool_calls]
        self._pool.answered(self._session, answer, expected_cached)

    def left(self) -> None:
        """The session is closed."""
        self._pool.leave(self._session)
