"""What is asked of a model, and what is noted of its reply."""

from __future__ import annotations

from dataclasses import dataclass

from agent.models.training.dialogue import Dialogue


@dataclass(frozen=True, slots=True)
class Case:
    """A dialogue whose last episode is asked for, each turn with the right history before it."""

    suite: str
    capability: str
    tokens: int
    """The length that the prompt was made for."""
    dialogue: Dialogue
    holds: tuple[str, ...] = ()
    """What an answer must contain to be right; without it, answers are compared as a whole."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One turn of one case."""

    suite: str
    capability: str
    tokens: int
    kind: str
    """`calls` or `answer`."""
    right: bool
    prompt_tokens: int
    seconds: float
    expected: str
    got: str
