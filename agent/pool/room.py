"""What is free of a server's cache while one decision is made, and whose places could be taken.

Counts what the sessions hold together and each tenant's for itself. A place that is given or taken
is counted at once. Values in, no I/O.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable
from operator import attrgetter

from agent.pool.forecast import Forecast
from agent.pool.standing import Rules, Standing, expected_wait
from agent.pool.tenancy import in_order, limits_of, shares


class Room:
    """The places that there are, and the sessions that wait in the order in which they are served.

    `kept` are those with a place whose turn does not run; of them `idle` are dearer to keep than to
    fill again while somebody waits. `overdue` are the sessions that go before all others, with
    their order.
    """

    def __init__(self, standings: Iterable[Standing], rules: Rules, now: float) -> None:
        self.rules, self.now = rules, now
        self.started: list[Standing] = []
        self.released: set[str] = set()
        self.running = 0
        self.kept: dict[str, Standing] = {}
        self.idle: dict[str, Standing] = {}
        self.free = rules.capacity - rules.shared
        self.held: defaultdict[str, int] = defaultdict(int)
        self._places: defaultdict[str, int] = defaultdict(int)
        self._prefixes: defaultdict[str, int] = defaultdict(int)
        self._shares: dict[str, int] = {}
        self._above: set[str] = set()
        """The tenants that hold more than their shares."""
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
                growing.append((tokens, each.peak - tokens))
                self._count(each, tokens)
                continue
            if each.resident:
                self.kept[each.session] = each
                self._count(each, tokens)
                if state == "acting" and expected_wait(each, now) > rules.break_even:
                    self.idle[each.session] = each
                else:
                    growing.append((tokens, each.peak - tokens))
            if state == "waiting":
                in_time = holding if each.resident else new
                (late if each.since <= overdue else in_time).append(each)
        self.forecast = Forecast(growing)
        self.idle_tokens = sum(each.tokens for each in self.idle.values())
        late.sort(key=attrgetter("since", "arrived", "session"))
        for queue in (holding, new):
            queue.sort(key=attrgetter("arrived", "session"))
        in_order_of_tenant = sorted(holding + new, key=attrgetter("priority"))
        order = in_order(late, in_order_of_tenant, self.held, rules, now)
        self.waiting, self.overdue = order.waiting, order.overdue
        room = rules.capacity - rules.margin - self._prefix_tokens
        self._shares = shares(room, order.wanted, rules.tenants)
        if self._shares:
            mine = self._shares.get
            self._above = {name for name, held in self.held.items() if held > mine(name, 0)}

    @property
    def is_shared(self) -> bool:
        """Whether several tenants want something."""
        return bool(self._shares)

    def need(self, standing: Standing) -> int:
        """Tokens that this session's turn takes, with a copy of the prefix where its tenant has
        none."""
        size = standing.tokens + standing.growth
        alone = standing.prefix and not self._prefixes[standing.prefix]
        return size + self.rules.shared if alone else size

    def lacking_ahead(self, standing: Standing) -> int:
        """Tokens that are lacking for a new place, now or when all have grown as expected."""
        size = self.need(standing)
        ahead = max(0, standing.peak - standing.tokens - standing.growth)
        now = size + self.rules.leftover + self.rules.margin - self.free
        if now > self.idle_tokens or self.forecast.total + size + ahead <= self._for_growing():
            return now
        return max(now, self.forecast.peak_with(size, ahead) - self._for_growing())

    def _for_growing(self) -> int:
        """What those have together that are not idle."""
        return self.rules.capacity - self.rules.margin - self._prefix_tokens - self.idle_tokens

    @property
    def _prefix_tokens(self) -> int:
        """Of the prefix that all share, and of the copies of it."""
        return self.rules.shared * (1 + sum(map(bool, self._prefixes.values())))

    def take_place(self, standing: Standing) -> Standing:
        """This session's place is free, to be given to it again, or not."""
        mine = self.kept.pop(standing.session)
        self._uncount(mine)
        return mine

    def keep(self, mine: Standing) -> None:
        """A session whose place was taken has it again."""
        self.kept[mine.session] = mine
        self._count(mine, mine.tokens)
        self.forecast.add(mine.tokens, mine.peak - mine.tokens)

    def start(self, standing: Standing) -> None:
        """The session's turn starts."""
        size = standing.tokens + standing.growth
        self.started.append(standing)
        self.released.discard(standing.session)
        self._count(standing, size)
        self.forecast.add(size, standing.peak - size)

    def release(self, victims: Iterable[Standing]) -> None:
        """These lose their places."""
        for each in victims:
            del self.kept[each.session]
            self.released.add(each.session)
            self._uncount(each)

    def _count(self, each: Standing, tokens: int) -> None:
        self.free -= tokens
        self.held[each.tenant] += tokens
        self._places[each.tenant] += 1
        if self._shares:
            self._compare(each.tenant)
        if each.prefix:
            self._prefixes[each.prefix] += 1
            if self._prefixes[each.prefix] == 1:
                self.free -= self.rules.shared

    def _uncount(self, each: Standing) -> None:
        self.free += each.tokens
        self.held[each.tenant] -= each.tokens
        self._places[each.tenant] -= 1
        if self._shares:
            self._compare(each.tenant)
        if each.prefix:
            self._prefixes[each.prefix] -= 1
            if not self._prefixes[each.prefix]:
                self.free += self.rules.shared
        if self.idle.pop(each.session, None) is None:
            self.forecast.remove(each.tokens, each.peak - each.tokens)
        else:
            self.idle_tokens -= each.tokens

    def _compare(self, tenant: str) -> None:
        """See whether what a tenant holds is more than its share."""
        if self.held[tenant] > self._shares.get(tenant, 0):
            self._above.add(tenant)
        else:
            self._above.discard(tenant)

    def within_share(self, standing: Standing) -> bool:
        """Whether the session's tenant has a share that this turn is within."""
        share = self._shares.get(standing.tenant, -1)
        return self.held[standing.tenant] + standing.tokens + standing.growth <= share

    def above_their_shares(self, held_since: float) -> list[Standing]:
        """Places of tenants above their shares, taken before this time: of each the smallest, until
        it would be below."""
        found: list[Standing] = []
        left = {name: self.held[name] - self._shares.get(name, 0) for name in self._above}
        for each in sorted(self.kept.values(), key=_SIZE) if left else ():
            if left.get(each.tenant, 0) > 0 and each.entered <= held_since:
                left[each.tenant] -= each.tokens
                found.append(each)
        return found

    def kept_of(self, tenants: Container[str]) -> list[tuple[str, list[Standing]]]:
        """The places of each of these tenants whose turns do not run."""
        found: defaultdict[str, list[Standing]] = defaultdict(list)
        for each in self.kept.values():
            if each.tenant in tenants:
                found[each.tenant].append(each)
        return sorted(found.items())

    def own_victims(
        self, tenant: str, candidates: Iterable[Standing], tokens: int = 0, places: int = 0
    ) -> list[Standing] | None:
        """Which of a tenant's places have to go so that it has so much more within its limits; None
        if these candidates do not suffice.

        What is larger than the limit by itself may be the tenant's only one.
        """
        limits = limits_of(tenant, self.rules.tenants)
        if not self._places[tenant] or (limits.tokens is None and limits.sessions is None):
            return []
        lacking = 0 if limits.tokens is None else self.held[tenant] + tokens - limits.tokens
        most = self._places[tenant] if limits.sessions is None else limits.sessions - places
        own = [each for each in candidates if each.tenant == tenant]
        chosen = cheapest(lacking, own)
        left = sorted((each for each in own if each not in chosen), key=_SIZE, reverse=True)
        while left and self._places[tenant] - len(chosen) > most:
            chosen.append(left.pop())
        fits = self._places[tenant] - len(chosen) <= most
        if fits and sum(each.tokens for each in chosen) >= lacking:
            return chosen
        return own if len(own) == self._places[tenant] else None

    def victims(
        self, lacking: int, candidates: Collection[Standing], tenant: str | None = None
    ) -> list[Standing]:
        """Whose places go so that so many tokens are free; none if they do not suffice.

        Before those of others, places of tenants above their shares and of the one they go to.
        """
        if self._shares and lacking > 0:
            above = self._above | {tenant}
            chosen = cheapest(lacking, [each for each in candidates if each.tenant in above])
            if chosen:
                return chosen
        return cheapest(lacking, candidates)


_SIZE = attrgetter("tokens", "arrived", "session")


def cheapest(lacking: int, candidates: Collection[Standing]) -> list[Standing]:
    """The smallest one that suffices, else the largest and so on; none if all do not."""
    chosen: list[Standing] = []
    if not candidates or lacking <= 0 or sum(c.tokens for c in candidates) < lacking:
        return chosen
    by_size = sorted(candidates, key=_SIZE)
    while lacking > 0 and by_size:
        enough = next((at for at, each in enumerate(by_size) if each.tokens >= lacking), -1)
        chosen.append(by_size.pop(enough))
        lacking -= chosen[-1].tokens
    return chosen
