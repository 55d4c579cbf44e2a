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
    """

    held: int = 0
    wanted: int = 0
    least: int = 0
    waiting: int = 0


def demand(standings: Iterable[Standing]) -> Demand:
    """The demand of these sessions."""
    held = wanted = least = waiting = 0
    for each in standings:
        size = each.tokens + each.growth
        if each.resident:
            held += size if each.state == "running" else each.tokens
        wanted += max(size, each.peak)
        least = max(least, size)
        waiting += each.state == "waiting"
    return Demand(held, wanted, least, waiting)
