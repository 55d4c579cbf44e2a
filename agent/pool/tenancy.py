"""Several tenants on one server: what share each has, and whose session is served first.

Values in, values out. **Shares** are of the tokens that the sessions hold in the cache: weighted
max-min fairness (Bertsekas and Gallager, Data Networks, 1992), so what one tenant does not want is
divided among the others. **In order** is whoever would hold least for its weight, as the next
packet in fair queueing is that of the flow that was served least (Demers, Keshav and Shenker,
1989). One tenant's own sessions keep their order.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.config import Tenant
from agent.pool.standing import Rules, Standing

_ANYBODY = Tenant()


def limits_of(name: str, tenants: Mapping[str, Tenant]) -> Tenant:
    """A tenant's weight and limits."""
    return tenants.get(name, _ANYBODY)


def shares(room: int, wanted: Mapping[str, int], tenants: Mapping[str, Tenant]) -> dict[str, int]:
    """What each tenant is to have of so many tokens; together no more than those."""
    wanted = {name: _at_most(size, limits_of(name, tenants)) for name, size in wanted.items()}
    weights = {name: limits_of(name, tenants).weight for name in wanted}
    left, heavy = float(max(0, room)), sum(weights[name] for name in sorted(wanted))
    found = {}
    for name in sorted(wanted, key=lambda name: (wanted[name] / weights[name], name)):
        part = min(wanted[name], left * min(1.0, weights[name] / heavy))
        found[name] = int(part)
        left -= part
        heavy = max(heavy - weights[name], weights[name] * 1e-9)  # never 0 by rounding
    return found


def _at_most(wanted: int, limits: Tenant) -> int:
    return wanted if limits.tokens is None else min(wanted, limits.tokens)


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
    queues: defaultdict[str, list[Standing]] = defaultdict(list)
    for each in itertools.chain(late, in_time):
        queues[each.tenant].append(each)
    if not queues or len(queues.keys() | held.keys()) == 1:
        return Order([*late, *in_time], {each.session: place for place, each in enumerate(late)})
    heads = late if len(queues) == 1 else _with_a_right(late, rules, now)
    overdue = {each.session: place for place, each in enumerate(heads)}
    rest: list[Standing] = []
    filled: list[float] = []
    wanted = dict(held)
    for name in sorted(queues):
        queue, limits = queues[name], limits_of(name, rules.tenants)
        if overdue:
            queue = [each for each in queue if each.session not in overdue]
        rest += queue
        sizes = [each.growth + (0 if each.resident else each.tokens) for each in queue]
        totals = list(itertools.accumulate(sizes, initial=held.get(name, 0)))
        weight = limits.weight
        filled += [total / weight for total in totals[1:]]
        wanted[name] = totals[-1 if limits.sessions is None else min(limits.sessions, len(queue))]
    for each in heads:
        wanted[each.tenant] += each.growth + (0 if each.resident else each.tokens)
    order = sorted(range(len(rest)), key=filled.__getitem__)
    return Order([*heads, *(rest[place] for place in order)], overdue, wanted)


def _with_a_right(late: Sequence[Standing], rules: Rules, now: float) -> list[Standing]:
    """The longest waiting of each tenant that had no such turn for so long."""
    first = {each.tenant: each for each in reversed(late)}
    moments = {
        each.session: max(each.since, rules.relieved.get(name, each.since)) + rules.patience
        for name, each in first.items()
    }
    heads = [each for each in first.values() if moments[each.session] <= now]
    return sorted(heads, key=lambda each: (moments[each.session], each.arrived, each.session))
