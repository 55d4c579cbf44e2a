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
- A tenant holds less than its share while others hold more than theirs (`agent.pool.tenancy`): its
  sessions, as far as they are within the share, take the places that those held for `tenure`. Who
  loses one is above its share by it, so it does not take it back.

Where places go, those of tenants above their shares go first. A tenant's limits bound how many of
its sessions have a place, and how many tokens these hold; for them only its own places are taken.

**Nobody starves.** Let D be the longest turn and k the number of sessions of w's tenant that wait
longer than session w when w comes. If no other tenant has sessions that wait, w starts within
`patience + (k + 1) · (tenure + D)` seconds. Proof: after `patience` w is overdue, and overdue
sessions are served by the start of their waiting alone, so only those k come before it. While the
first of them waits, no session gets a new place, so `tenure` later every place may be taken,
except from turns that run; these end within D. Then either it fits, or nothing runs and it starts
alone. So each of the k + 1 takes at most tenure + D.

Of n tenants whose sessions wait, each has one overdue session at a time, and the next one when
`patience` has gone since that one started. They are served by the moments at which that was so.
When w is its tenant's, each of the n - 1 others has at most one such session before it: the next
one's moment is later than w's. So w starts within n · (tenure + D), and the k + 1 within
`(k + 1) · (patience + n · (tenure + D))` seconds; with limits n + 1 in place of n, because within
tenure + D all places of w's tenant may be taken, and until then it gets no new one.

What this costs is bounded, too: in each `tenure` at most one capacity is prefilled again for it,
C/rate = `break_even` seconds of the engine's time; with the default tenure a quarter of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from agent.pool.room import Room
from agent.pool.standing import Decision, Rules, Standing, expected_wait


def decide(standings: Iterable[Standing], rules: Rules, now: float) -> Decision:
    """What is to happen now.

    After it the running turns with their growth and the places that are kept fit the capacity,
    unless a single turn does not: that one runs alone. The same holds for each tenant and its
    limits. Where a session waits and nothing runs, a turn starts, or a tool is about to end and
    `again` says when to give up hope for it; unless `rules.alone` forbids it. The order of
    `standings` does not matter.
    """
    room = Room(standings, rules, now)
    serving = _Serving(room)
    serving.shed_overgrown()
    serving.serve_all()
    if rules.alone and room.waiting and not room.running and not room.started:
        serving.start_alone()
    return Decision(
        tuple(each.session for each in room.started),
        tuple(sorted(room.released)),
        serving.next_change(),
        tuple(each.tenant for each in room.started if each.session in room.overdue),
    )


class _Serving:
    """Gives and takes places, one session after the other."""

    def __init__(self, room: Room) -> None:
        self._room, self._rules, self._now = room, room.rules, room.now
        self._blocked = False
        """An overdue session waits for room: nobody gets a new place."""
        self._blocked_tenants: set[str] = set()
        """The same for room within a tenant's limits."""
        self._takes_shares = room.is_shared
        """There may be something above the others' shares to take."""
        self._hoped: float | None = None
        """Seconds for which tools that are about to end are worth waiting for."""

    def shed_overgrown(self) -> None:
        """Places that no longer fit are taken away, the cheapest that suffice."""
        room = self._room
        for tenant, kept in room.kept_of(self._rules.tenants.keys()):
            own = room.own_victims(tenant, kept)
            room.release(kept if own is None else own)
        if room.free < 0:
            kept = list(room.kept.values())
            room.release(room.victims(-room.free, kept) or kept)

    def serve_all(self) -> None:
        """Start the turns that fit, or for which making room is the cheaper way."""
        room = self._room
        started, kept, overdue = room.started, room.kept, room.overdue
        most = self._rules.most - room.running
        for standing in room.waiting:
            if len(started) >= most:
                return
            if standing.session in kept:
                self._serve_holder(standing)
            elif standing.session in overdue:
                self._serve_overdue(standing)
            # Most of a thousand that wait are too large for what there is.
            elif standing.tokens + standing.growth <= room.free + room.idle_tokens or (
                self._takes_shares and room.within_share(standing)
            ):
                self._serve_new(standing)

    def _is_blocked(self, standing: Standing) -> bool:
        return self._blocked or standing.tenant in self._blocked_tenants

    def _serve_holder(self, standing: Standing) -> None:
        room, overdue = self._room, standing.session in self._room.overdue
        if self._is_blocked(standing) and self._now - standing.entered >= self._rules.tenure:
            return  # its place is what an overdue session waits for
        mine = room.take_place(standing)
        size = standing.tokens + standing.growth
        own = room.own_victims(standing.tenant, room.kept.values(), size, 1)
        lacking = room.need(standing) - room.free
        victims = self._with_others(own, lacking, room.kept.values(), standing)
        if victims is None:
            room.keep(mine)
            if overdue:
                self._block(standing, own)
        elif not overdue and sum(each.tokens for each in victims) > size:
            room.released.add(mine.session)  # cheaper to prefill this one again than the others
        else:
            room.release(victims)
            room.start(standing)

    def _serve_overdue(self, standing: Standing) -> None:
        room = self._room
        if self._is_blocked(standing):
            return
        lacking = room.need(standing) - room.free
        if lacking <= 0 and standing.tenant not in self._rules.tenants:
            room.start(standing)
            return
        candidates = self._losable_to(standing)
        size = standing.tokens + standing.growth
        own = room.own_victims(standing.tenant, candidates, size, 1)
        victims = self._with_others(own, lacking, candidates, standing)
        if victims is None:
            self._block(standing, own)
        else:
            room.release(victims)
            room.start(standing)

    def _serve_new(self, standing: Standing) -> None:
        room = self._room
        if self._is_blocked(standing):
            return
        lacking = room.lacking_ahead(standing)
        if lacking <= 0 and standing.tenant not in self._rules.tenants:
            room.start(standing)
            return
        candidates = self._candidates(standing, lacking)
        if lacking > 0 and not candidates:
            return
        size = standing.tokens + standing.growth
        own = room.own_victims(standing.tenant, candidates, size, 1)
        victims = self._with_others(own, lacking, candidates, standing)
        if victims is not None:
            room.release(victims)
            room.start(standing)

    def _candidates(self, standing: Standing, lacking: int) -> list[Standing]:
        """Whose places a new session that is not overdue may take; none if they do not suffice."""
        room = self._room
        if lacking <= room.idle_tokens:
            return list(room.idle.values())
        if not self._takes_shares or not room.within_share(standing):
            return []
        above = room.above_their_shares(self._now - self._rules.tenure)
        others = [each for each in above if each.session not in room.idle]
        self._takes_shares = sum(each.tokens for each in others) + room.idle_tokens >= lacking
        return [*room.idle.values(), *others] if self._takes_shares else []

    def _with_others(
        self,
        own: list[Standing] | None,
        lacking: int,
        candidates: Collection[Standing],
        standing: Standing,
    ) -> list[Standing] | None:
        """The tenant's own victims and as many others as it takes; None if they do not suffice."""
        if own is None:
            return None
        lacking -= sum(each.tokens for each in own)
        if lacking <= 0:
            return own
        others = [each for each in candidates if each not in own] if own else candidates
        more = self._room.victims(lacking, others, standing.tenant)
        return [*own, *more] if more else None

    def _block(self, standing: Standing, own: list[Standing] | None) -> None:
        """Until this overdue session has its place."""
        if own is None:
            self._blocked_tenants.add(standing.tenant)
        else:
            self._blocked = True

    def _losable_to(self, standing: Standing) -> list[Standing]:
        """Whose places an overdue session may take."""
        order, now, tenure = self._room.overdue, self._now, self._rules.tenure
        mine, last = order[standing.session], len(order)
        return [
            each
            for each in self._room.kept.values()
            if now - each.entered >= tenure and order.get(each.session, last) > mine
        ]

    def start_alone(self) -> None:
        """Nothing runs: the first that waits starts, whatever its size, unless a tool that is about
        to end is worth waiting for."""
        room = self._room
        first = room.waiting[0]
        mine = room.take_place(first) if first.session in room.kept else None
        kept = list(room.kept.values())
        own = room.own_victims(first.tenant, kept, first.tokens + first.growth, 1) or []
        victims = self._with_others(own, room.need(first) - room.free, kept, first)
        victims = kept if victims is None else victims
        if first.session not in room.overdue and self._worth_waiting(victims):
            if mine is not None:
                room.keep(mine)
            return
        room.release(victims)
        room.start(first)

    def _worth_waiting(self, victims: Collection[Standing]) -> bool:
        """Whether some tool is expected to end before these places could be prefilled again."""
        held = sum(each.tokens for each in victims)
        self._hoped = self._rules.break_even * held / max(1, self._rules.capacity)
        return any(
            each.state == "acting" and expected_wait(each, self._now) <= self._hoped
            for each in self._room.kept.values()
        )

    def next_change(self) -> float | None:
        """Seconds until time alone changes what would be decided."""
        started = {each.session for each in self._room.started}
        rules, now, patience = self._rules, self._now, self._rules.patience
        waiting = self._room.waiting
        moments = [each.since + patience for each in waiting if each.session not in started]
        if not moments:
            return None
        limits = [limit for limit in (rules.break_even, self._hoped) if limit is not None]
        moments += [relieved + rules.patience for relieved in rules.relieved.values()]
        for each in self._room.kept.values():
            moments.append(each.entered + rules.tenure)
            if each.state == "acting":
                usual = each.tool_seconds or 0.0
                moments += [each.since + max(usual, limit) for limit in limits]
        later = [moment for moment in moments if moment > now]
        return min(later) - now if later else None
