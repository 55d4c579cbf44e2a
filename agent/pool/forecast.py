"""How much the sessions that hold a place will hold together, when each has grown as expected.

Sessions that began at different times are not largest at the same time: when one has reached its
end it leaves, and what it held is there for the growth of the others. If all grow equally fast, the
most that they ever hold together is found by taking them in the order of what is still ahead of
them: when the i-th has grown by all that was ahead of it, r_i, those with more ahead have grown as
much and are still there, and the others have left:

    peak = max over i of (size_1 + … + size_i + i · r_i),    r_1 ≥ r_2 ≥ …

The idea is that of the past-future scheduler (Gong et al., ASPLOS 2025), which foresees so the
memory of a batch of requests; here it is that of sessions over many requests. Pure values.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, count
from operator import mul, sub


class Forecast:
    """The expected peak of some sessions, and what one more would make of it; sizes in tokens."""

    def __init__(self, sessions: Iterable[tuple[int, int]] = ()) -> None:
        """Each is given by its size and by what is ahead of it."""
        given = sorted((-max(0, ahead), size) for size, ahead in sessions)
        self._ahead = [ahead for ahead, _ in given]
        """What is ahead of each, negative, so that who has most comes first."""
        self._sizes = [size for _, size in given]
        self.total = sum(self._sizes) - sum(self._ahead)
        """What they would hold if all were largest at once."""
        self._known = False
        self._sums: list[int] = []
        self._before: list[int] = []
        self._after: list[int] = []

    @property
    def peak(self) -> int:
        """The most that they will hold together."""
        self._work_out()
        return self._before[-1]

    def peak_with(self, size: int, ahead: int) -> int:
        """The most that they will hold together with one more."""
        self._work_out()
        place = bisect_right(self._ahead, -ahead)
        own = self._sums[place] + size + (place + 1) * ahead
        return max(self._before[place], own, self._after[place] + size)

    def add(self, size: int, ahead: int) -> None:
        """One more holds a place."""
        ahead = max(0, ahead)
        place = bisect_right(self._ahead, -ahead)
        self._ahead.insert(place, -ahead)
        self._sizes.insert(place, size)
        self.total += size + ahead
        self._known = False

    def remove(self, size: int, ahead: int) -> None:
        """One that was there gives up its place."""
        ahead = max(0, ahead)
        place = self._sizes.index(size, bisect_left(self._ahead, -ahead))
        del self._ahead[place], self._sizes[place]
        self.total -= size + ahead
        self._known = False

    def _work_out(self) -> None:
        """The peaks up to each place, and beyond it with what one more would add there."""
        if self._known:
            return
        self._known = True
        self._sums = [0, *accumulate(self._sizes)]
        grown = map(mul, count(1), self._ahead)
        peaks = list(map(sub, self._sums[1:], grown))
        self._before = [0, *accumulate(peaks, max)]
        beyond = map(sub, reversed(peaks), reversed(self._ahead))
        self._after = [0, *accumulate(beyond, max)][::-1]
