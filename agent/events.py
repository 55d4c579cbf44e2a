"""What a run emits.

Two kinds. *Records* are durable: they are stored before their effect is visible, and a session is
nothing but its records in order. *Previews* are passing: streamed text and notices about a retry,
for whoever watches.

    SessionOpened                                  once
    UserSpoke                                      a run begins
        RequestSent → previews → ModelAnswered     a turn
            ToolStarted → ToolFinished             for each tool call of the turn
        NoticeGiven                                the runtime tells the model something
    RunEnded                                       a run ends
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from agent.types import JSON, AssistantMessage, ToolCall, ToolOutcome, Usage

RunStatus: TypeAlias = Literal[
    "done",
    "turn_limit",
    "token_limit",
    "time_limit",
    "answer_cut",
    "empty_answer",
    "malformed_calls",
    "window_full",
    "engine_unreachable",
    "engine_failed",
    "cancelled",
]
"""How a run ended; everything but `done` is a failure that says its reason."""

MissReason: TypeAlias = Literal["caching_off", "not_reported", "server_restarted", "evicted"]
"""Why vLLM computed tokens again that it was expected to hold."""


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A session began with this prefix, which stays its prefix for as long as it lives."""

    session: str
    model: str
    prefix_hash: str
    prefix: JSON
    kind: Literal["session_opened"] = "session_opened"


@dataclass(frozen=True, slots=True)
class UserSpoke:
    """The user's message that begins a run."""

    text: str
    kind: Literal["user_spoke"] = "user_spoke"


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """The runtime's own words to the model, sent in the user's place."""

    text: str
    kind: Literal["notice_given"] = "notice_given"


@dataclass(frozen=True, slots=True)
class RequestSent:
    """A request that is about to leave: its exact size in tokens and what it should find cached."""

    turn: int
    prompt_tokens: int
    expected_cached_tokens: int
    max_tokens: int
    kind: Literal["request_sent"] = "request_sent"


@dataclass(frozen=True, slots=True)
class CacheMiss:
    """Tokens of one turn that were expected in the cache and computed again."""

    turn: int
    tokens: int
    reason: MissReason


@dataclass(frozen=True, slots=True)
class ModelAnswered:
    """The model's whole answer to one request, with what it cost.

    `token_ids` are what was generated, as the server gave them; empty where it does not.
    """

    turn: int
    message: AssistantMessage
    finish_reason: str
    usage: Usage
    first_token_ms: float
    total_ms: float
    token_ids: tuple[int, ...] = ()
    miss: CacheMiss | None = None
    kind: Literal["model_answered"] = "model_answered"


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool is about to run."""

    call: ToolCall
    kind: Literal["tool_started"] = "tool_started"


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """A tool call has its outcome; `text` is what the model reads."""

    call: ToolCall
    outcome: ToolOutcome
    text: str
    kind: Literal["tool_finished"] = "tool_finished"


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run is over; `detail` says in one sentence why, when it is not `done`."""

    status: RunStatus
    detail: str = ""
    kind: Literal["run_ended"] = "run_ended"


Record: TypeAlias = (
    SessionOpened
    | UserSpoke
    | NoticeGiven
    | RequestSent
    | ModelAnswered
    | ToolStarted
    | ToolFinished
    | RunEnded
)


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer as it is generated."""

    text: str
    kind: Literal["text_delta"] = "text_delta"


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A piece of the model's reasoning as it is generated."""

    text: str
    kind: Literal["reasoning_delta"] = "reasoning_delta"


@dataclass(frozen=True, slots=True)
class Retrying:
    """The engine failed and the same request is sent again after `delay` seconds.

    What was streamed of the failed attempt is void.
    """

    reason: str
    attempt: int
    delay: float
    kind: Literal["retrying"] = "retrying"


Preview: TypeAlias = TextDelta | ReasoningDelta | Retrying
Event: TypeAlias = Record | Preview
