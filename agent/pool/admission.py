"""The asynchronous shell of the policy: turns wait here until their session may go on."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from agent.context.admitting import Admission, Turn
from agent.engine.answer import Answer
from agent.engine.request import ServerFacts
from agent.errors import PoolClosed
from agent.pool.congestion import Congestion
from agent.pool.learning import Learned
from agent.pool.policy import Rules, Standing, decide

MARGIN = 0.05
"""Of the capacity, which is left free: for what the warmer and counting errors take."""

WINDOWS = 4
"""Full windows that may be resident at first where no capacity can be read."""

TURNS = 10
"""Turns that a session is expected to have still, until one has ended."""

TENURE = 4
"""Break-even times for which a place is safe from overdue sessions."""


@dataclass(slots=True)
class Load:
    """What a pool has done so far; sizes in tokens, times in seconds."""

    turns: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    longest_wait: float = 0.0
    resident: int = 0
    waiting: int = 0
    running: int = 0

    @property
    def hit_rate(self) -> float:
        """Share of the prompts' tokens that the server found cached."""
        return self.cached_tokens / self.prompt_tokens if self.prompt_tokens else 0.0


@dataclass(slots=True)
class PoolAdmission:
    """Admits the turns of all sessions of a pool, so that they fit the server's cache.

    Args:
        facts: what is known of the server, its KV capacity above all.
        prefix_tokens: size of the prefix that the sessions share.
        patience: seconds after which a waiting session is overdue.
        clock: seconds, never going back.
    """

    facts: ServerFacts
    prefix_tokens: int
    patience: float = 600.0
    clock: Callable[[], float] = time.monotonic
    load: Load = field(default_factory=Load)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever a decision was made."""
    _learned: Learned = field(default_factory=Learned)
    _standings: dict[str, Standing] = field(default_factory=dict)
    _starting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    _arrivals: itertools.count[int] = field(default_factory=itertools.count)
    _prompts: dict[str, int] = field(default_factory=dict)
    """Own tokens of each session's newest prompt."""
    _due: asyncio.Handle | None = None
    _timer: asyncio.TimerHandle | None = None
    _closed: str = ""
    _congestion: Congestion = field(init=False)
    _block: int = field(init=False)

    def __post_init__(self) -> None:
        facts = self.facts
        self._block = facts.block_size or 16
        known = facts.kv_cache_tokens
        usable = int(known * (1 - MARGIN)) if known is not None else None
        first = usable if usable is not None else WINDOWS * facts.window
        self._congestion = Congestion(first, min(first, facts.window), usable)

    @property
    def limit(self) -> int:
        """Tokens that may be resident now."""
        return self._congestion.limit

    def place(self, session: str, shares: bool, priority: int = 0) -> Admission:
        """The admission of one session. One that does not share the prefix holds all its tokens."""
        return _Place(self, session, self._shared if shares else 0, priority)

    def close(self, reason: str) -> None:
        """No turn starts any more; those that run go on to their end."""
        self._closed = reason
        for starting in self._starting.values():
            if not starting.done():
                starting.set_exception(PoolClosed(reason))

    @property
    def _shared(self) -> int:
        return self.prefix_tokens // self._block * self._block

    async def start(self, session: str, tokens: int, shared: int, priority: int) -> None:
        """Wait until this session's turn may start.

        Raises:
            PoolClosed: no turn starts any more.
        """
        if self._closed:
            raise PoolClosed(self._closed)
        now = self.clock()
        own = -(-tokens // self._block) * self._block - shared
        before = self._standings.get(session)
        if session in self._prompts:
            self._learned.grew(own - self._prompts[session])
        self._prompts[session] = own
        growth = -(-int(self._learned.growth + 1) // self._block) * self._block
        self._standings[session] = Standing(
            session=session,
            state="waiting",
            resident=before is not None and before.resident,
            tokens=max(0, own),
            growth=growth,
            peak=max(
                int(self._learned.final), own + (1 if self._learned.final else TURNS) * growth
            ),
            arrived=before.arrived if before is not None else next(self._arrivals),
            since=now,
            entered=before.entered if before is not None else now,
            priority=priority,
        )
        starting = self._starting[session] = asyncio.get_running_loop().create_future()
        self._decide_soon()
        try:
            await starting
        except BaseException:
            self._rest(session)
            raise
        finally:
            del self._starting[session]
        self.load.longest_wait = max(self.load.longest_wait, self.clock() - now)

    def answered(self, session: str, begun: float, answer: Answer, expected: int) -> None:
        """Learn from a turn that this session had."""
        usage, load = answer.usage, self.load
        load.turns += 1
        load.prompt_tokens += usage.prompt_tokens
        load.cached_tokens += usage.cached_tokens or 0
        load.completion_tokens += usage.completion_tokens
        if usage.cached_tokens is not None:
            computed = usage.prompt_tokens - usage.cached_tokens
            self._learned.prefilled(computed, answer.first_token_ms / 1000)
        # Only a session that kept its place is owed its tokens.
        self._congestion = self._congestion.after(
            expected, usage.cached_tokens, load.resident, begun, self.clock()
        )
        names = [call.name for call in answer.message.tool_calls]
        own = self._standings[session]
        self._standings[session] = replace(
            own,
            tokens=own.tokens + usage.completion_tokens,
            growth=0,
            tool_seconds=self._learned.tool_seconds(names) if names else None,
        )

    def tools_took(self, names: list[str], seconds: float) -> None:
        """Learn how long these tools took."""
        self._learned.tools_took(names, seconds)

    def kept_place(self, session: str) -> bool:
        """Whether the session, whose turn runs, has had its place since an earlier turn."""
        own = self._standings[session]
        return own.entered < own.since

    def rest(self, session: str) -> None:
        """The session's turn is over: its tools run, or its user reads."""
        self._rest(session)

    def leave(self, session: str) -> None:
        """The session is closed."""
        own = self._standings.pop(session, None)
        self._prompts.pop(session, None)
        if own is not None:
            self._learned.ended(own.tokens)
            self._decide_soon()

    def _rest(self, session: str) -> None:
        own = self._standings.get(session)
        if own is not None:
            self._standings[session] = replace(own, state="acting", growth=0, since=self.clock())
            self._decide_soon()

    def _decide_soon(self) -> None:
        """One decision for all that happens at once."""
        if self._due is None:
            self._due = asyncio.get_running_loop().call_soon(self._decide)

    def _decide(self) -> None:
        self._due = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._closed:
            return
        now = self.clock()
        decision = decide(self._standings.values(), self._rules(), now)
        for session in decision.release:
            self._standings[session] = replace(self._standings[session], resident=False)
        for session in decision.start:
            self._begin(session, now)
        if decision.again is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(decision.again + 0.001, self._decide_soon)
        self._count()
        self.changed.set()

    def _begin(self, session: str, now: float) -> None:
        own = self._standings[session]
        entered = own.entered if own.resident else now
        self._standings[session] = replace(
            own, state="running", resident=True, since=now, entered=entered
        )
        starting = self._starting[session]
        if not starting.done():
            starting.set_result(None)

    def _rules(self) -> Rules:
        break_even = self._congestion.limit / self._learned.rate
        return Rules(
            capacity=self._congestion.limit,
            shared=self._shared,
            break_even=break_even,
            patience=self.patience,
            tenure=TENURE * break_even,
        )

    def _count(self) -> None:
        load = self.load
        load.resident, load.waiting, load.running = self._shared, 0, 0
        for each in self._standings.values():
            load.resident += each.tokens if each.resident else 0
            load.waiting += each.state == "waiting"
            load.running += each.state == "running"


class _Place:
    """One session's admission to a pool, and its turn while it runs."""

    def __init__(self, pool: PoolAdmission, session: str, shared: int, priority: int) -> None:
        self._pool, self._session = pool, session
        self._shared, self._priority = shared, priority
        self._names: list[str] = []
        self._rested = self._begun = 0.0
        self._kept = False

    @asynccontextmanager
    async def turn(self, prompt_tokens: int) -> AsyncIterator[Turn]:
        """Wait for a place, and keep it while the block runs."""
        pool = self._pool
        if self._names:
            pool.tools_took(self._names, pool.clock() - self._rested)
            self._names = []
        await pool.start(self._session, prompt_tokens, self._shared, self._priority)
        self._begun = pool.clock()
        self._kept = pool.kept_place(self._session)
        try:
            yield self
        finally:
            self._rested = pool.clock()
            pool.rest(self._session)

    def answered(self, answer: Answer, expected_cached: int) -> None:
        """Learn from the answer; what was given away is not missed."""
        self._names = [call.name for call in answer.message.tool_calls]
        expected = expected_cached if self._kept else 0
        self._pool.answered(self._session, self._begun, answer, expected)

    def left(self) -> None:
        """The session is closed."""
        self._pool.leave(self._session)
