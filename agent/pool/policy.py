"""Which session's turn starts, who keeps a place in the server's cache, and who loses it.

Values in, decisions out: no clock and no I/O.

**Objective.** As few prompt tokens prefilled as possible, under two conditions: what the sessions
hold in the server's cache stays within its capacity, and everyone's waiting is bounded.

A session that has a *place* is counted as resident. Going on with it costs no prefill, so residents
go first and run to their end; who has no place waits for one, the oldest first. A place is taken
away between turns only, and only where that is cheaper than keeping it:

- Somebody waits, and the session's tool is expected to need longer than `break_even`. To hold
  c of C tokens idle for T seconds keeps c/C of the engine's work out, T·c/C seconds; to prefill
  them again costs c/rate. The two are equal at T = C/rate whatever c is. A tool of which nothing is
  known has to have run that long: the ski-rental rule, at most twice the cost of knowing.
  (InferCept, Abhyankar et al. 2024, weighs the same waste.)
- The residents outgrow the capacity: then whoever is cheapest to prefill again goes.
- A session has waited longer than `patience`: it takes the places of those that held theirs for
  `tenure`, the cheapest first, and until it has its place nobody else gets a new one.

**Nobody starves.** Let D be the longest turn and k the number of sessions that wait longer than
session w when w comes. Then w starts within `patience + (k + 1) · (tenure + D)` seconds. Proof:
after `patience` w is overdue, and overdue sessions are served by the start of their waiting alone,
so only those k come before it. While the first of them waits, no session gets a new place, so
`tenure` later every place may be taken, except from turns that run; these end within D. Then
either it fits, or nothing runs and it starts alone. So each of the k + 1 takes at most tenure + D.
What this costs is bounded, too: in each `tenure` at most one capacity is prefilled again for it,
C/rate = `break_even` seconds of the engine's time; with the default tenure a quarter of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, TypeAlias

State: TypeAlias = Literal["waiting", "running", "acting"]
"""A session waits for its turn, the model answers it, or its tools run."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One session as the policy sees it; sizes in tokens, times in seconds of one clock.

    Args:
        session: its id.
        state: what it does.
        resident: whether it has a place; who runs has one.
        tokens: what it holds in the cache, or would if it ran, beside the shared prefix.
        growth: what its next or running turn is expected to add.
        peak: the size that it is expected to reach.
        arrived: its number in the order of arrival.
        since: when it came into its state.
        entered: when it got its place.
        tool_seconds: how long its tools are expected to take; None where nothing is known.
        priority: lower goes first, as vLLM's `priority`.
    """

    session: str
    state: State
    resident: bool
    tokens: int
    growth: int
    arrived: int
    since: float
    peak: int = 0
    entered: float = 0.0
    tool_seconds: float | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What the decisions go by.

    Args:
        capacity: tokens that all sessions together may hold, the shared prefix included.
        shared: tokens of the prefix that all of them begin with, counted once.
        break_even: seconds in which the engine would prefill the whole capacity.
        patience: seconds of waiting after which a session is overdue.
        tenure: seconds for which a place is safe from overdue sessions.
        foresight: how much of the residents' expected further growth is kept free when a session
            gets a new place, from 0 to 1.
        most: how many turns may run at a time.
    """

    capacity: int
    shared: int = 0
    break_even: float = 10.0
    patience: float = 600.0
    tenure: float = 40.0
    foresight: float = 1.0
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose turn starts, who loses its place, and in how many seconds to decide anew even if
    nothing happens; None where only an event can change anything."""

    start: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    again: float | None = None


def expected_wait(standing: Standing, now: float) -> float:
    """Seconds for which the session's tools are expected to run on.

    Once they have taken longer than expected, or nothing was, they go on for as long as they did.
    """
    elapsed = now - standing.since
    if standing.tool_seconds is None or elapsed >= standing.tool_seconds:
        return elapsed
    return standing.tool_seconds - elapsed


def decide(standings: Iterable[Standing], rules: Rules, now: float) -> Decision:
    """What is to happen now.

    After it the running turns with their growth and the places that are kept fit the capacity,
    unless a single turn does not: that one runs alone. Where a session waits and nothing runs, a
    turn starts. The order of `standings` does not matter.
    """
    room = _Room(standings, rules, now)
    room.shed_overgrown()
    for standing in room.waiting:
        if len(room.started) + room.running >= rules.most:
            break
        room.serve(standing)
    if room.waiting and not room.running and not room.started:
        room.start_alone()
    return Decision(tuple(room.started), tuple(sorted(room.released)), room.next_change())


class _Room:
    """What is free while one decision is made."""

    def __init__(self, standings: Iterable[Standing], rules: Rules, now: float) -> None:
        self.rules, self.now = rules, now
        self.started: list[str] = []
        self.released: set[str] = set()
        self.running = 0
        self.kept: dict[str, Standing] = {}
        self.free = rules.capacity - rules.shared
        self.ahead = 0
        """How much the residents are expected to grow further."""
        self._blocked = False
        self._costly: list[Standing] | None = None
        late: list[Standing] = []
        holding: list[Standing] = []
        new: list[Standing] = []
        overdue = now - rules.patience
        for each in standings:
            if each.state == "running":
                self.running += 1
                self.free -= each.tokens + each.growth
                self.ahead += max(0, each.peak - each.tokens - each.growth)
                continue
            if each.resident:
                self.kept[each.session] = each
                self.free -= each.tokens
                self.ahead += _ahead(each)
            if each.state == "waiting":
                in_time = holding if each.resident else new
                (late if each.since <= overdue else in_time).append(each)
        late.sort(key=attrgetter("since", "arrived", "session"))
        for queue in (holding, new):
            queue.sort(key=attrgetter("arrived", "session"))
        in_time = sorted(holding + new, key=attrgetter("priority"))
        self.waiting = late + in_time
        self._late = {each.session for each in late}

    def shed_overgrown(self) -> None:
        """Places that no longer fit are taken away, the cheapest that suffice."""
        if self.free < 0:
            self._release(self._victims(-self.free, self.kept.values()) or list(self.kept.values()))

    def serve(self, standing: Standing) -> None:
        """Start this session's turn if it fits, or if making room for it is the cheaper way."""
        overdue = standing.session in self._late
        if standing.session not in self.kept:
            self._serve_new(standing, overdue=overdue)
            return
        if self._blocked and self.now - standing.entered >= self.rules.tenure:
            return  # its place is what an overdue session waits for
        mine = self._take_place(standing)
        lacking = standing.tokens + standing.growth - self.free
        victims = self._victims(lacking, self.kept.values())
        held = sum(each.tokens for each in victims)
        if held < lacking:
            self._keep(mine)
            self._blocked = self._blocked or overdue
        elif not overdue and held > standing.tokens + standing.growth:
            self.released.add(mine.session)  # cheaper to prefill this one again than the others
        else:
            self._release(victims)
            self._start(standing)

    def _serve_new(self, standing: Standing, *, overdue: bool) -> None:
        if self._blocked:
            return
        lacking = standing.tokens + standing.growth - self.free
        if overdue:
            candidates = [each for each in self.kept.values() if self._may_lose_to(standing, each)]
        else:
            lacking += int(self.rules.foresight * (self.ahead + _ahead(standing)))
            candidates = self._idle() if lacking > 0 else []
        victims = self._victims(lacking, candidates)
        if sum(each.tokens for each in victims) >= lacking:
            self._release(victims)
            self._start(standing)
        elif overdue:
            self._blocked = True

    def start_alone(self) -> None:
        """Nothing runs: the first that waits starts, whatever its size."""
        first = self.waiting[0]
        if first.session in self.kept:
            self._take_place(first)
        lacking = first.tokens + first.growth - self.free
        if lacking > 0:
            self._release(self._victims(lacking, self.kept.values()) or list(self.kept.values()))
        self._start(first)

    def next_change(self) -> float | None:
        """Seconds until time alone changes what would be decided."""
        started = set(self.started)
        left = [each for each in self.waiting if each.session not in started]
        if not left:
            return None
        rules, now = self.rules, self.now
        moments = [each.since + rules.patience for each in left]
        for each in self.kept.values():
            moments.append(each.entered + rules.tenure)
            if each.state == "acting":
                moments.append(each.since + max(each.tool_seconds or 0.0, rules.break_even))
        later = [moment - now for moment in moments if moment > now]
        return min(later, default=None)

    def _take_place(self, standing: Standing) -> Standing:
        mine = self.kept.pop(standing.session)
        self.free += mine.tokens
        self.ahead -= _ahead(mine)
        return mine

    def _keep(self, mine: Standing) -> None:
        self.kept[mine.session] = mine
        self.free -= mine.tokens
        self.ahead += _ahead(mine)

    def _start(self, standing: Standing) -> None:
        self.started.append(standing.session)
        self.released.discard(standing.session)
        self.free -= standing.tokens + standing.growth
        self.ahead += _ahead(standing)

    def _release(self, victims: Iterable[Standing]) -> None:
        for each in victims:
            del self.kept[each.session]
            self.released.add(each.session)
            self.free += each.tokens
            self.ahead -= _ahead(each)

    def _may_lose_to(self, standing: Standing, holder: Standing) -> bool:
        if self.now - holder.entered < self.rules.tenure:
            return False
        return not (holder.state == "waiting" and holder.since < standing.since)

    def _idle(self) -> list[Standing]:
        """The places that are dearer to keep than to fill again, while somebody waits."""
        if self._costly is None:
            now, limit = self.now, self.rules.break_even
            self._costly = [
                each
                for each in self.kept.values()
                if each.state == "acting" and expected_wait(each, now) > limit
            ]
        elif self._costly:
            self._costly = [each for each in self._costly if each.session in self.kept]
        return self._costly

    def _victims(self, lacking: int, candidates: Collection[Standing]) -> list[Standing]:
        """The smallest one that suffices, else the largest and so on; none if all do not."""
        chosen: list[Standing] = []
        if not candidates or lacking <= 0 or sum(c.tokens for c in candidates) < lacking:
            return chosen
        by_size = sorted(candidates, key=attrgetter("tokens", "arrived", "session"))
        while lacking > 0 and by_size:
            enough = next((at for at, each in enumerate(by_size) if each.tokens >= lacking), -1)
            chosen.append(by_size.pop(enough))
            lacking -= chosen[-1].tokens
        return chosen


def _ahead(standing: Standing) -> int:
    return max(0, standing.peak - standing.tokens)
