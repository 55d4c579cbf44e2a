"""What MCP servers may ask of the agent: a completion by its model, an answer by its user."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from agent.types import JSON, AssistantMessage, UserMessage


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """A conversation that a server wants to have continued; all its text is the server's.

    Args:
        answer_tokens: the most that the answer may take.
        budget: tokens that prompt and answer together may take.
    """

    server: str
    system: str
    messages: tuple[UserMessage | AssistantMessage, ...]
    answer_tokens: int
    budget: int
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Sampled:
    """The model's answer; `tokens` is what prompt and answer took together."""

    text: str
    model: str
    cut: bool
    """It ended at its limit of tokens."""
    tokens: int


class Sample(Protocol):
    """Has the agent's own model answer, outside of every session."""

    async def __call__(self, request: SampleRequest) -> Sampled:
        """Raises ToolFailed when it is over its budget or the window, or the engine fails."""
        ...


@dataclass(frozen=True, slots=True)
class Elicitation:
    """A server's question to the user: a form to fill in, or an address to go to."""

    server: str
    message: str
    schema: Mapping[str, JSON] = field(default_factory=dict)
    """Of the form: an object with plain properties."""
    url: str = ""
    """The address; empty where a form is asked for."""


Declined: TypeAlias = Literal["decline", "cancel"]
"""The user said no, or turned away without an answer."""

Elicited: TypeAlias = Mapping[str, JSON] | Declined
"""The form as it was filled in; empty for an address that the user goes to."""

Elicit: TypeAlias = Callable[[Elicitation], Awaitable[Elicited]]
"""Puts a server's question to the user and brings the answer."""


@dataclass(frozen=True, slots=True)
class Host:
    """Who answers servers. Without a model they cannot sample; without a user they are declined."""

    sample: Sample | None = None
    elicit: Elicit | None = None
