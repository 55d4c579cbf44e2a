"""What a pool learns from its turns: tool times, growth, final sizes and the prefill rate."""

from __future__ import annotations

from collections.abc import Iterable

WEIGHT = 0.2
"""Of the newest observation in each running mean."""

FIRST_RATE = 5000.0
"""Tokens a second, until a turn was seen that prefilled enough to tell."""

ENOUGH = 256
"""Prefilled tokens of a turn that tell the rate."""

FIRST_GROWTH = 256
"""Tokens that a turn adds, until one was seen."""


class Learned:
    """Running means. Sizes in tokens, times in seconds."""

    def __init__(self) -> None:
        self.rate = FIRST_RATE
        self.growth = float(FIRST_GROWTH)
        self.final = 0.0
        self._rate_known = False
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

    def grew(self, tokens: int) -> None:
        """From one turn to the next a session became this much larger."""
        self.growth = _mean(self.growth, max(0, tokens))

    def ended(self, tokens: int) -> None:
        """A session was closed at this size."""
        self.final = _mean(self.final, tokens) if self.final else float(tokens)

    def tools_took(self, names: Iterable[str], seconds: float) -> None:
        """These tools, called in one answer, took so long together."""
        key = tuple(sorted(set(names)))
        self._tools[key] = _mean(self._tools.get(key, seconds), seconds)

    def tool_seconds(self, names: Iterable[str]) -> float | None:
        """How long these tools take together; None where it has not been seen."""
        return self._tools.get(tuple(sorted(set(names))))


def _mean(before: float, new: float) -> float:
    return (1 - WEIGHT) * before + WEIGHT * new
