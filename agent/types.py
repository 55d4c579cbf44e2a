"""Messages, tool calls and usage: frozen values without identity or time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

JSON: TypeAlias = Any
"""What `json.loads` returns."""


@dataclass(frozen=True, slots=True)
class SystemMessage:
    """The fixed instructions at the head of the prefix."""

    text: str
    role: Literal["system"] = "system"


@dataclass(frozen=True, slots=True)
class UserMessage:
    """What the user said."""

    text: str
    role: Literal["user"] = "user"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call that the model asked for.

    `arguments` is the JSON text exactly as the model wrote it: it may be malformed, and replaying
    it unchanged keeps the prompt's tokens what they were.
    """

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class AssistantMessage:
    """What the model answered: text, tool calls or both."""

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    reasoning: str = ""
    role: Literal["assistant"] = "assistant"


@dataclass(frozen=True, slots=True)
class ToolMessage:
    """The result of one tool call, as the model reads it."""

    call_id: str
    name: str
    text: str
    role: Literal["tool"] = "tool"


Message: TypeAlias = SystemMessage | UserMessage | AssistantMessage | ToolMessage


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """What the model is told of a tool: its part of the prefix."""

    name: str
    description: str
    parameters: Mapping[str, JSON]
    strict: bool = False
    """The server may constrain decoding to the parameters."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, or summed over several.

    `cached_tokens` is None when the server does not report it
    (vLLM: `--enable-prompt-tokens-details`).
    """

    prompt_tokens: int = 0
    cached_tokens: int | None = None
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        reported = [u.cached_tokens for u in (self, other) if u.cached_tokens is not None]
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=sum(reported) if reported else None,
            completion_tokens=self.completion_tokens + other.completion_tokens,
        )


SMALLEST_RESULT = 128
"""Tokens that a result's budget has at least: a handle with the words around it fits in, and some
text, in any tokenizer."""


FailureKind: TypeAlias = Literal[
    "malformed_json",
    "unknown_tool",
    "invalid_arguments",
    "tool_failed",
    "retry",
    "timeout",
    "crashed",
    "cancelled",
    "interrupted",
    "not_allowed",
    "repeated",
]
"""Why a tool call did not give a result."""


@dataclass(frozen=True, slots=True)
class ToolFailure:
    """A failed call as data; `context/formats.py` puts it into words for the model.

    `reason` is one sentence or name. `details` are the wrong arguments (`invalid_arguments`) or
    the names of the tools that exist (`unknown_tool`).
    """

    kind: FailureKind
    reason: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What became of one tool call: its result as text, or why there is none.

    `content` is a result that is no text. It is never written down: the session's record of the
    call has the handle under which it is kept. `repaired` says that the arguments were nearly JSON,
    and run as what they were plainly meant to be.
    """

    text: str = ""
    failure: ToolFailure | None = None
    milliseconds: float = 0.0
    content: Annotated[bytes | None, Field(exclude=True)] = None
    repaired: bool = False

    @property
    def ok(self) -> bool:
        return self.failure is None
