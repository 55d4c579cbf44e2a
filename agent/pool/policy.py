"""Which session's turn starts, who keeps a place in the server's cache, and who loses it.

Values in, decisions out: no clock and no I/O.

**Objective.** As few prompt tokens prefilled as possible, under three conditions: what the sessions
hold in the server's cache stays within its capacity, everyone's waiting is bounded, and the server
does not idle for longer than prefilling costs.

A session that has a *place* is counted as resident. Going on with it costs no prefill, so residents
go first and run to their end; who has no place waits for one, the oldest first, and gets it when it
fits beside the others *as they are expected to grow* (`agent.pool.forecast`) for `tenure` seconds.
What is expected later is not waited for: it is cheaper to prefill one session again then than to
leave a part of the cache empty for so long. A place is taken away between turns only, and only
where that is cheaper than keeping it:

- Somebody waits, and the session's tool is expected to need longer than `break_even`. To hold
  c of C tokens idle for T seconds keeps c/C of the engine's work out, T·c/C seconds; to prefill
  them again costs c/rate. The two are equal at T = C/rate whatever c is. A tool of which nothing is
  known has to have run that long: the ski-rental rule, at most twice the cost of knowing.
  (InferCept, Abhyankar et al. 2024, weighs the same waste.)
- Nothing runs, and no tool is expected to end as soon as the cheapest places that suffice could be
  prefilled again. The whole engine idles then, so c tokens are worth c/rate seconds.
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
from operator import attrgetter

from agent.pool.forecast import Forecast
from agent.pool.standing import Decision, Rules, Standing, expected_wait


def decide(standings: Iterable[Standing], rules: Rules, now: float) -> Decision:
    """What is to happen now.

    After it the running turns with their growth and the places that are kept fit the capacity,
    unless a single turn does not: that one runs alone. Where a session waits and nothing runs, a
    turn starts, or a tool is about to end and `again` says when to give up hope for it; unless
    `rules.alone` forbids it. The order of `standings` does not matter.
    """
    room = _Room(standings, rules, now)
    room.shed_overgrown()
    for standing in room.waiting:
        if len(room.started) + room.running >= rules.most:
            break
        room.serve(standing)
    if rules.alone and room.waiting and not room.running and not room.started:
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
        self.idle: dict[str, Standing] = {}
        """Those of the kept that are dearer to keep than to fill again, while somebody waits."""
        self.free = rules.capacity - rules.shared
        self._blocked = False
        late: list[Standing] = []
        holding: list[Standing] = []
        new: list[Standing] = []
        growing: list[tuple[int, int]] = []
        overdue = now - rules.patience
        for each in standings:
            state, tokens = each.state, each.tokens
            if state == "running":
                self.running += 1
                tokens += each.growth
                self.free -= tokens
                growing.append((tokens, each.peak - tokens))
                continue
            if each.resident:
                self.kept[each.session] = each
                self.free -= tokens
                if state == "acting" and expected_wait(each, now) > rules.break_even:
                    self.idle[each.session] = each
                else:
                    growing.append((tokens, each.peak - tokens))
            if state == "waiting":
                in_time = holding if each.resident else new
                (late if each.since <= overdue else in_time).append(each)
        self.forecast = Forecast(growing)
        self._idle_tokens = sum(each.tokens for each in self.idle.values())
        self._hoped: float | None = None
        """Seconds for which tools that are about to end are worth waiting for."""
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
        if overdue:
            lacking = standing.tokens + standing.growth - self.free
            candidates = [each for each in self.kept.values() if self._may_lose_to(standing, each)]
        else:
            lacking = self._lacking_ahead(standing)
            if lacking > self._idle_tokens:
                return
            candidates = list(self.idle.values()) if lacking > 0 else []
        victims = self._victims(lacking, candidates)
        if sum(each.tokens for each in victims) >= lacking:
            self._release(victims)
            self._start(standing)
        elif overdue:
            self._blocked = True

    def _lacking_ahead(self, standing: Standing) -> int:
        """Tokens that are lacking for this one, now or when all have grown as expected."""
        size = standing.tokens + standing.growth
        ahead = max(0, standing.peak - size)
        now = size + self.rules.leftover + self.rules.margin - self.free
        if now > self._idle_tokens or self.forecast.total + size + ahead <= self._for_growing():
            return now
        return max(now, self.forecast.peak_with(size, ahead) - self._for_growing())

    def _for_growing(self) -> int:
        """What those have together that are not idle."""
        rules = self.rules
        return rules.capacity - rules.shared - rules.margin - self._idle_tokens

    def start_alone(self) -> None:
        """Nothing runs: the first that waits starts, whatever its size, unless a tool that is about
        to end is worth waiting for."""
        first = self.waiting[0]
        mine = self._take_place(first) if first.session in self.kept else None
        lacking = first.tokens + first.growth - self.free
        victims: Collection[Standing] = []
        if lacking > 0:
            victims = self._victims(lacking, self.kept.values()) or list(self.kept.values())
        if first.session not in self._late and self._worth_waiting(victims):
            if mine is not None:
                self._keep(mine)
            return
        self._release(victims)
        self._start(first)

    def _worth_waiting(self, victims: Collection[Standing]) -> bool:
        """Whether some tool is expected to end before these places could be prefilled again."""
        held = sum(each.tokens for each in victims)
        self._hoped = self.rules.break_even * held / max(1, self.rules.capacity)
        return any(
            each.state == "acting" and expected_wait(each, self.now) <= self._hoped
            for each in self.kept.values()
        )

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
                limits = (rules.break_even, self._hoped)
                usual = each.tool_seconds or 0.0
                moments += [each.since + max(usual, limit) for limit in limits if limit is not None]
        later = [moment - now for moment in moments if moment > now]
        return min(later, default=None)

    def _take_place(self, standing: Standing) -> Standing:
        mine = self.kept.pop(standing.session)
        self.free += mine.tokens
        self._forget(mine)
        return mine

    def _keep(self, mine: Standing) -> None:
        self.kept[mine.session] = mine
        self.free -= mine.tokens
        self.forecast.add(mine.tokens, mine.peak - mine.tokens)

    def _start(self, standing: Standing) -> None:
        size = standing.tokens + standing.growth
        self.started.append(standing.session)
        self.released.discard(standing.session)
        self.free -= size
        self.forecast.add(size, standing.peak - size)

    def _release(self, victims: Iterable[Standing]) -> None:
        for each in victims:
            del self.kept[each.session]
            self.released.add(each.session)
            self.free += each.tokens
            self._forget(each)

    def _forget(self, each: Standing) -> None:
        if self.idle.pop(each.session, None) is None:
            self.forecast.remove(each.tokens, each.peak - each.tokens)
        else:
            self._idle_tokens -= each.tokens

    def _may_lose_to(self, standing: Standing, holder: Standing) -> bool:
        if self.now - holder.entered < self.rules.tenure:
            return False
        return not (holder.state == "waiting" and holder.since < standing.since)

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
