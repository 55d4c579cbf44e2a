"""What fits into the window. `window = prompt + reserve for the answer`, with no safety margin:
the counts are the server's own."""

from __future__ import annotations

from dataclasses import dataclass

from agent.engine.request import PromptCount
from agent.errors import WindowExceeded

SMALLEST_RESERVE = 16
"""Fewer tokens than this are not an answer."""


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
