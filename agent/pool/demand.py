"""What a pool's sessions hold and want of the server's cache, as its claim says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.pool.standing import Standing


@dataclass(frozen=True, slots=True)
class Demand:
    """Tokens beside the shared prefix.

    Args:
        held: by sessions with a place, and what their turns are expected to add.
        wanted: by all sessions, at the sizes that they are expected to reach.
        least: by the largest of them for its next turn.
        waiting: how many wait for their turn.
        copies: of those held, tokens of the prefix that are there once more for isolated tenants.
    """

    held: int = 0
    wanted: int = 0
    least: int = 0
    waiting: int = 0
    copies: int = 0


def demand(standings: Iterable[Standing], shared: int) -> Demand:
    """The demand of these sessions, which begin with a prefix of so many tokens."""
    held = wanted = least = waiting = 0
    resident, all_copies = set[str](), set[str]()
    for each in standings:
        size = each.tokens + each.growth
        if each.prefix:
            all_copies.add(each.prefix)
            if each.resident:
                resident.add(each.prefix)
        if each.resident:
            held += size if each.state == "running" else each.tokens
        wanted += max(size, each.peak)
        least = max(least, size + shared if each.prefix else size)
        waiting += each.state == "waiting"
    copies = len(resident) * shared
    return Demand(held + copies, wanted + len(all_copies) * shared, least, waiting, copies)
