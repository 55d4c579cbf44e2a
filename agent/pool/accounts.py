"""What a pool knows of its sessions and its server, and the decisions that follow from it.

Told of what happens and when; without I/O and clock, so that the same code runs in the pool and in
a simulation.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.config import Tenant
from agent.engine.metrics import EngineMetrics
from agent.engine.request import ServerFacts
from agent.pool.congestion import Congestion
from agent.pool.learning import Learned
from agent.pool.policy import decide
from agent.pool.recency import Recency
from agent.pool.standing import Decision, Rules, Standing
from agent.types import Usage

MARGIN = 0.04
"""Of the capacity, in which no session gets a new place: it is there for those that have one to
grow, so that one that grows a little more than was foreseen costs nobody else its place."""

WINDOWS = 4
"""Full windows that may be resident at first where no capacity can be read."""

HORIZON = 4
"""Break-even times for which the expected growth of those with a place is kept free. Room for x
tokens, idle for T seconds, costs T·x/C; later one session of c tokens would have to be prefilled
again, c/rate. They are equal at c/x break-even times, and what loses its place is some times as
large as what it grew meanwhile."""

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
    copies: int = 0
    """Of the resident tokens, those of the prefix that are held once more for isolated tenants."""
    waiting: int = 0
    running: int = 0

    @property
    def hit_rate(self) -> float:
        """Share of the prompts' tokens that the server found cached."""
        return self.cached_tokens / self.prompt_tokens if self.prompt_tokens else 0.0


@dataclass(slots=True)
class Accounts:
    """All sessions of a pool on one server. Times are seconds of one clock that never goes back.

    Args:
        facts: what is known of the server, its KV capacity above all.
        prefix_tokens: size of the prefix that the sessions share.
        patience: seconds after which a waiting session is overdue.
        tenants: weights and limits by name.
    """

    facts: ServerFacts
    prefix_tokens: int
    patience: float = 600.0
    tenants: Mapping[str, Tenant] = field(default_factory=dict)
    load: Load = field(default_factory=Load)
    share: int | None = None
    """Tokens beside the prefix that this pool may hold; None where it has the server to itself."""
    alone: bool = True
    """Whether a turn that does not fit may run where nothing else of the pool does."""
    standings: dict[str, Standing] = field(default_factory=dict)
    learned: Learned = field(default_factory=Learned)
    sessions: Counter[str] = field(default_factory=Counter)
    """How many sessions of each tenant have asked for a place and are not closed."""
    waiting: Counter[str] = field(default_factory=Counter)
    """How many of them wait for their turn."""
    _prompts: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Own tokens of each session's newest prompt, and when it started."""
    _arrivals: itertools.count[int] = field(default_factory=itertools.count)
    _recency: Recency = field(default_factory=Recency)
    _relieved: dict[str, float] = field(default_factory=dict)
    """When an overdue session of each tenant was last let before all others."""
    _owed: set[str] = field(default_factory=set)
    """Running sessions of which nothing should have been evicted."""
    _congestion: Congestion = field(init=False)
    _block: int = field(init=False)

    def __post_init__(self) -> None:
        self._take_capacity()

    def _take_capacity(self) -> None:
        facts = self.facts
        self._block = facts.block_size or 16
        known = facts.kv_cache_tokens
        first = known if known is not None else WINDOWS * facts.window
        self._congestion = Congestion(first, min(first, facts.window), known)

    def follow(self, found: EngineMetrics) -> bool:
        """Take over what the server says of itself, if it is another one than before or has another
        cache; whether it is so. What was cached is lost then, and places stay what they are."""
        facts, size = self.facts, found.kv_cache_tokens
        restarted = None not in (found.started, facts.started) and found.started != facts.started
        if size is None or (size == facts.kv_cache_tokens and not restarted):
            return False
        self.facts = replace(
            facts,
            kv_cache_tokens=size,
            block_size=found.block_size or facts.block_size,
            started=found.started,
        )
        self._take_capacity()
        self._recency = Recency()
        self._owed.clear()
        return True

    @property
    def limit(self) -> int:
        """Tokens that may be resident now."""
        found = self._congestion.limit
        return found if self.share is None else min(found, self.shared + self.share)

    @property
    def usable(self) -> int | None:
        """What all pools of the server may hold together; None where that is unknown."""
        return self._congestion.ceiling

    @property
    def shared(self) -> int:
        """Tokens of the prefix in whole blocks."""
        return self.prefix_tokens // self._block * self._block

    def wait(
        self,
        session: str,
        tokens: int,
        *,
        shares: bool,
        priority: int,
        now: float,
        tenant: str = "",
    ) -> None:
        """The session's next turn, with a prompt of so many tokens, waits for its start."""
        own = -(-tokens // self._block) * self._block - (self.shared if shares else 0)
        before = self.standings.get(session)
        if session in self._prompts:
            last, started = self._prompts[session]
            self.learned.grew(own - last, now - started)
        growth = -(-int(self.learned.growth(own) + 1) // self._block) * self._block
        self._prompts[session] = (own, now)
        self.sessions[tenant] += before is None
        self.standings[session] = Standing(
            session=session,
            state="waiting",
            resident=before is not None and before.resident,
            tokens=max(0, own),
            growth=growth,
            peak=self._peak(own),
            arrived=before.arrived if before is not None else next(self._arrivals),
            since=now,
            entered=before.entered if before is not None else now,
            priority=priority,
            tenant=tenant,
            prefix=tenant if shares and self._isolates(tenant) else "",
        )

    def answered(
        self, session: str, usage: Usage, first_token: float, expected: int, now: float
    ) -> None:
        """Learn from a turn: its first token came after so many seconds, and so many tokens of its
        prompt should have been cached."""
        own, load = self.standings[session], self.load
        load.turns += 1
        load.prompt_tokens += usage.prompt_tokens
        load.cached_tokens += usage.cached_tokens or 0
        load.completion_tokens += usage.completion_tokens
        if usage.cached_tokens is not None:
            self.learned.prefilled(usage.prompt_tokens - usage.cached_tokens, first_token)
        owed = expected if session in self._owed else 0
        self._congestion = self._congestion.after(
            owed, usage.cached_tokens, load.resident, own.since, now
        )
        self.standings[session] = replace(own, tokens=own.tokens + usage.completion_tokens)

    def rest(self, session: str, tools: Sequence[str], now: float) -> None:
        """The session's turn is over: these tools run, or its user reads."""
        own = self.standings.get(session)
        if own is None:
            return
        if own.state == "running":
            self._recency.rest(session, own.tokens, self._room)
        seconds = self.learned.tool_seconds(tools) if tools else None
        self.standings[session] = replace(
            own, state="acting", growth=0, since=now, tool_seconds=seconds
        )

    def leave(self, session: str) -> None:
        """The session is closed."""
        own = self.standings.pop(session, None)
        self._prompts.pop(session, None)
        self._owed.discard(session)
        if own is not None:
            self.sessions[own.tenant] -= 1
            self.learned.ended(own.tokens)
            self._foresee()

    def _foresee(self) -> None:
        """Think anew of how large those will be that wait."""
        for session, each in self.standings.items():
            if each.state == "waiting":
                self.standings[session] = replace(each, peak=self._peak(each.tokens))

    def _peak(self, tokens: int) -> int:
        return self.learned.peak(tokens, HORIZON * self._break_even)

    def _isolates(self, tenant: str) -> bool:
        return tenant in self.tenants and self.tenants[tenant].isolate

    @property
    def _room(self) -> int:
        """What the sessions have of the server's cache, beside the prefix."""
        known, usable = self.facts.kv_cache_tokens, self.usable
        prefixes = self.shared + self.load.copies
        if known is None or usable is None:
            return self.limit - prefixes
        of_others = usable - self.shared - self.share if self.share is not None else 0
        return known - prefixes - of_others

    def decide(self, now: float) -> Decision:
        """Decide, and keep it in the accounts."""
        decision = decide(self.standings.values(), self._rules(), now)
        for session in decision.release:
            self.standings[session] = replace(self.standings[session], resident=False)
        for session in decision.start:
            self._start(session, now)
        self._relieved.update(dict.fromkeys(decision.relieved, now))
        self._count()
        return decision

    def _start(self, session: str, now: float) -> None:
        own = self.standings[session]
        whole = self._recency.start(session, own.tokens, self._room)
        (self._owed.add if own.resident and whole else self._owed.discard)(session)
        self._prompts[session] = (self._prompts[session][0], now)
        entered = own.entered if own.resident else now
        self.standings[session] = replace(
            own, state="running", resident=True, since=now, entered=entered
        )

    @property
    def _break_even(self) -> float:
        return self.limit / self.learned.rate

    def _rules(self) -> Rules:
        places = {session for session, each in self.standings.items() if each.resident}
        return Rules(
            capacity=self.limit,
            shared=self.shared,
            margin=int(self.limit * MARGIN),
            leftover=self._recency.left_behind(places),
            break_even=self._break_even,
            patience=self.patience,
            tenure=TENURE * self._break_even,
            alone=self.alone,
            tenants=self.tenants,
            relieved=self._relieved,
        )

    def _count(self) -> None:
        load = self.load
        load.copies = self.shared * len(
            {each.prefix for each in self.standings.values() if each.resident and each.prefix}
        )
        load.resident, load.waiting, load.running = self.shared + load.copies, 0, 0
        self.waiting.clear()
        for each in self.standings.values():
            load.resident += each.tokens if each.resident else 0
            if each.state == "waiting":
                load.waiting += 1
                self.waiting[each.tenant] += 1
            load.running += each.state == "running"
