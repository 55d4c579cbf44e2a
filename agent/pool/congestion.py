"""How many tokens may be resident where the capacity is unknown or shared: found by its effects.

Additive increase, multiplicative decrease (Chiu and Jain 1989), as TCP does it, on the tokens that
all sessions together may hold. The sign of congestion is a turn that found much less cached than
it should have: the server has evicted what was still needed. Values in, values out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LOST = 0.5
"""A turn that finds less than this share of what was expected tells of congestion."""

DECREASE = 0.7
INCREASE_SHARE = 1 / 64
"""Of the limit's floor, by which the limit grows with each turn that found what it should."""


@dataclass(frozen=True, slots=True)
class Congestion:
    """The present limit.

    Args:
        limit: tokens that may be resident.
        floor: tokens below which it never falls: one window, for one session always may run.
        ceiling: the known capacity in tokens; None where none is known.
        settled: the time before which lost tokens were evicted under an earlier limit.
    """

    limit: int
    floor: int
    ceiling: int | None = None
    settled: float = float("-inf")

    def after(
        self, expected: int, cached: int | None, resident: int, begun: float, now: float
    ) -> Congestion:
        """The limit after a turn.

        Args:
            expected: tokens of its prompt that should have been cached.
            cached: tokens that were; None where the server does not say.
            resident: tokens that were resident then.
            begun: when the turn was admitted.
            now: the time now, of the same clock.
        """
        if cached is None or expected == 0:
            return self
        if cached < LOST * expected:
            if begun < self.settled:
                return self  # lost before the last decrease could have any effect
            reached = min(self.limit, max(resident, self.floor))
            return replace(self, limit=max(self.floor, int(reached * DECREASE)), settled=now)
        if resident < self.limit // 2:
            return self  # the limit was not tried
        grown = self.limit + max(1, int(self.floor * INCREASE_SHARE))
        return replace(self, limit=grown if self.ceiling is None else min(grown, self.ceiling))
