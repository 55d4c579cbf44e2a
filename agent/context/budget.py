"""What fits into the window. `window = prompt + reserve for the answer`, with no safety margin:
the counts are the server's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.engine.request import PromptCount
from agent.errors import WindowExceeded

SMALLEST_RESERVE = 16
"""Fewer tokens than this are not an answer."""

LATEST_ANSWERS = 32
TELLING_ANSWERS = 8
"""How many answers the reserve is adapted to, and from how many on."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Tokens of the window, the least that is kept for an answer, and the most that one gets."""

    window: int
    reserve: int
    answer_limit: int | None = None

    @classmethod
    def for_window(
        cls, window: int, *, reserve: int | None = None, answer_limit: int | None = None
    ) -> Budget:
        """The default reserve is an eighth of the window, at most 2,048 tokens."""
        chosen = reserve if reserve is not None else min(2048, window // 8)
        return cls(window, max(SMALLEST_RESERVE, chosen), answer_limit)

    def adapted(self, answers: Sequence[int], least: int = 0) -> Budget:
        """The budget with its reserve adapted to the sizes of the latest answers, in tokens.

        Twice the longest of them is kept free: at least a quarter of the reserve that was set, at
        most a quarter of the window, and never less than `least`. Too few answers say nothing.
        """
        latest = answers[-LATEST_ANSWERS:]
        if len(latest) < TELLING_ANSWERS:
            return self
        bottom = max(least, self.reserve // 4, SMALLEST_RESERVE)
        wanted = min(2 * max(latest), max(self.reserve, self.window // 4))
        return replace(self, reserve=max(bottom, wanted))

    def excess(self, prompt_tokens: int) -> int:
        """By how much a prompt of this size and the reserve are more than the window."""
        return prompt_tokens + self.reserve - self.window

    def answer_tokens(self, prompt: PromptCount) -> int:
        """The `max_tokens` of a request with this prompt.

        Raises:
            WindowExceeded: the prompt leaves less than the reserve.
        """
        left = self.window - prompt.tokens
        if left < self.reserve:
            bound = "" if prompt.exact else "at most "
            raise WindowExceeded(
                f"the next request would need {bound}{prompt.tokens} tokens of prompt and "
                f"{self.reserve} for the answer; the window has {self.window}. "
                "Start a new session, or serve the model with a larger --max-model-len."
            )
        return left if self.answer_limit is None else min(left, self.answer_limit)
