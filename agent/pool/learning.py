"""What a pool learns from its turns: tool times, growth, final sizes and the prefill rate."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable

WEIGHT = 0.2
"""Of the newest observation in each running mean."""

FIRST_RATE = 5000.0
"""Tokens a second, until a turn was seen that prefilled enough to tell."""

ENOUGH = 256
"""Prefilled tokens of a turn that tell the rate."""

FIRST_GROWTH = 1 / 16
"""Of its prompt, that a turn adds, until one was seen."""

FIRST_TURNS = 5
"""Turns that a session is expected to have still, until one has ended."""

REMEMBERED = 256
"""Sizes of ended sessions that are kept."""


class Learned:
    """Running means. Sizes in tokens, times in seconds."""

    def __init__(self) -> None:
        self.rate = FIRST_RATE
        self._growth = 0.0
        self.turn_seconds: float | None = None
        self._grown = 0
        self._rate_known = False
        self._finals: list[int] = []
        self._newest: deque[int] = deque()
        self._tools: dict[tuple[str, ...], float] = {}

    def prefilled(self, tokens: int, seconds: float) -> None:
        """A turn computed this many tokens in the time to its first token.

        That time has waiting in it, too, so the fastest turns tell the rate.
        """
        if tokens < ENOUGH or seconds <= 0:
            return
        seen = tokens / seconds
        self.rate = max(seen, (1 - WEIGHT / 4) * self.rate) if self._rate_known else seen
        self._rate_known = True

    def grew(self, tokens: int, seconds: float) -> None:
        """From one turn to the next a session became this much larger, in this time."""
        self._grown += 1
        weight = max(WEIGHT, 1 / self._grown)
        self._growth = _mean(self._growth, max(0, tokens), weight)
        before = seconds if self.turn_seconds is None else self.turn_seconds
        self.turn_seconds = _mean(before, seconds, weight)

    def growth(self, tokens: int) -> float:
        """What a turn adds to a session of this size."""
        return self._growth if self._grown else FIRST_GROWTH * max(0, tokens)

    def ended(self, tokens: int) -> None:
        """A session was closed at this size."""
        insort(self._finals, tokens)
        self._newest.append(tokens)
        if len(self._newest) > REMEMBERED:
            self._finals.remove(self._newest.popleft())

    def peak(self, tokens: int, seconds: float) -> int:
        """The size that a session of this size is expected to reach within this time.

        It is the mean of those that ended larger, as far as its growth brings it there in time.
        """
        larger = self._finals[bisect_right(self._finals, tokens) :]
        growth = self.growth(tokens)
        if larger:
            final = sum(larger) / len(larger)
        else:
            final = tokens + growth * (1 if self._finals else FIRST_TURNS)
        turns = seconds / self.turn_seconds if self.turn_seconds else FIRST_TURNS
        return int(min(final, tokens + max(1.0, turns) * growth))

    def tools_took(self, names: Iterable[str], seconds: float) -> None:
        """These tools, called in one answer, took so long together."""
        key = tuple(sorted(set(names)))
        self._tools[key] = _mean(self._tools.get(key, seconds), seconds)

    def tool_seconds(self, names: Iterable[str]) -> float | None:
        """How long these tools take together; None where it has not been seen."""
        return self._tools.get(tuple(sorted(set(names))))


def _mean(before: float, new: float, weight: float = WEIGHT) -> float:
    return (1 - weight) * before + weight * new
