"""Several tenants on one server: what share each has, and whose session is served first.

Values in, values out. **Shares** are of the tokens that the sessions hold in the cache: weighted
max-min fairness (Bertsekas and Gallager, Data Networks, 1992), so what one tenant does not want is
divided among the others. **In order** is whoever would hold least for its weight, as the next
packet in fair queueing is that of the flow that was served least (Demers, Keshav and Shenker,
1989). One tenant's own sessions keep their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from agent.config import Tenant
from agent.pool.standing import Rules, Standing

_ANYBODY = Tenant()


def limits_of(name: str, tenants: Mapping[str, Tenant]) -> Tenant:
    """A tenant's weight and limits."""
    return tenants.get(name, _ANYBODY)


def shares(room: int, wanted: Mapping[str, int], tenants: Mapping[str, Tenant]) -> dict[str, int]:
    """What each tenant is to have of so many tokens; together no more than those."""
    filling: list[tuple[float, str, int, float]] = []
    left, heavy = float(max(0, room)), 0.0
    for name in sorted(wanted):
        limits = limits_of(name, tenants)
        size = wanted[name] if limits.tokens is None else min(wanted[name], limits.tokens)
        filling.append((size / limits.weight, name, size, limits.weight))
        heavy += limits.weight
    found = {}
    for _, name, size, weight in sorted(filling):
        part = left * (weight / heavy) if weight < heavy else left
        found[name] = int(part) if part < size else size
        left -= min(part, size)
        heavy = max(heavy - weight, weight * 1e-9)  # never 0 by rounding
    return found


@dataclass(frozen=True, slots=True)
class Order:
    """How the sessions that wait are served.

    Args:
        waiting: all of them.
        overdue: those that go before all others, with their places.
        wanted: tokens that each tenant holds and waits for; none where there is only one.
    """

    waiting: list[Standing]
    overdue: dict[str, int]
    wanted: dict[str, int] = field(default_factory=dict)


def in_order(
    late: Sequence[Standing],
    in_time: Sequence[Standing],
    held: Mapping[str, int],
    rules: Rules,
    now: float,
) -> Order:
    """How all that wait are served.

    Overdue are, of one tenant alone, all that are late. Of several, the longest waiting of each,
    once in `rules.patience` at most, so that a tenant with very many of them does not keep the
    others from their shares. The others follow by what their tenant would hold for its weight if
    they and all of its sessions before them were started.

    Args:
        late: those that have waited for longer than `rules.patience`, the longest first.
        in_time: the others, in their order within a tenant.
        held: tokens of each tenant in the cache.
    """
    waiting = [*late, *in_time]
    limits = {name: limits_of(name, rules.tenants) for name in {each.tenant for each in waiting}}
    if not limits or len(limits.keys() | held.keys()) == 1:
        return Order(waiting, {each.session: place for place, each in enumerate(late)})
    heads = late if len(limits) == 1 else _with_a_right(late, rules, now)
    overdue = {each.session: place for place, each in enumerate(heads)}
    rest = [each for each in waiting if each.session not in overdue] if overdue else waiting
    rest.sort(key=attrgetter("tenant"))
    weights = {name: each.weight for name, each in limits.items()}
    wanted = {**dict.fromkeys(limits, 0), **held}
    filled: list[float] = []
    for each in rest:
        name = each.tenant
        total = wanted[name] + (each.growth if each.resident else each.growth + each.tokens)
        wanted[name] = total
        filled.append(total / weights[name])
    wanted |= _within_limits(rest, held, limits)
    for each in heads:
        wanted[each.tenant] += each.growth if each.resident else each.growth + each.tokens
    order = sorted(range(len(rest)), key=filled.__getitem__)
    return Order([*heads, *(rest[place] for place in order)], overdue, wanted)


def _within_limits(
    queues: Sequence[Standing], held: Mapping[str, int], limits: Mapping[str, Tenant]
) -> dict[str, int]:
    """What those tenants hold and want that may have so many places only."""
    left = {name: each.sessions for name, each in limits.items() if each.sessions is not None}
    wanted = {name: held.get(name, 0) for name in left}
    for each in queues if left else ():
        if left.get(each.tenant, 0) > 0:
            left[each.tenant] -= 1
            wanted[each.tenant] += each.growth if each.resident else each.growth + each.tokens
    return wanted


def _with_a_right(late: Sequence[Standing], rules: Rules, now: float) -> list[Standing]:
    """The longest waiting of each tenant that had no such turn for so long."""
    first = {each.tenant: each for each in reversed(late)}
    moments = {
        each.session: max(each.since, rules.relieved.get(name, each.since)) + rules.patience
        for name, each in first.items()
    }
    heads = [each for each in first.values() if moments[each.session] <= now]
    return sorted(heads, key=lambda each: (moments[each.session], each.arrived, each.session))
