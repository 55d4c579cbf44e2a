"""How much of a conversation a compaction keeps."""

from __future__ import annotations

from dataclasses import dataclass

from agent.context.budget import Budget

INSTRUCTION = 96
"""The most tokens that the instruction to summarise takes with what a template puts around it."""


@dataclass(frozen=True, slots=True)
class CompactionLimits:
    """What a compaction keeps, in tokens.

    Args:
        recent: the newest part of the conversation that stays word for word.
        summary: the most that a summary may take; 0 is no summary, only the handle.
        requests: how much of the user's earlier requests stays word for word.
        generated_cost: what generating one token costs, in tokens of prefill: little where many
            sessions are decoded in one batch, more where a server has only this one.
    """

    recent: int
    summary: int
    requests: int
    generated_cost: float = 2.0

    @property
    def reserve(self) -> int:
        """What must always be free so that the summary can be asked for."""
        return self.summary + INSTRUCTION if self.summary else 0

    @classmethod
    def for_budget(cls, budget: Budget, recent: int | None = None) -> CompactionLimits:
        """A quarter of the window stays word for word; a summary fits into an answer's reserve."""
        room = budget.window - budget.reserve
        return cls(
            recent=room // 4 if recent is None else min(recent, room),
            summary=min(1024, max(0, budget.reserve - INSTRUCTION) // 2),
            requests=min(1024, room // 16),
        )
