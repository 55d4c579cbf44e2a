"""What a run emits.

Two kinds. *Records* are durable: they are stored before their effect is visible, and a session is
nothing but its records in order. *Previews* are passing: streamed text, questions to the
user and notices about a retry, for whoever watches.

    SessionOpened                                  once
    UserSpoke                                      a run begins
        RequestSent → previews → ModelAnswered     a turn
            PermissionDecided                      whether a tool call may run
            ToolStarted → ToolFinished             for each tool call of the turn
        NoticeGiven                                the runtime tells the model something
    EpochOpened                                the window was compacted
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

MissReason: TypeAlias = Literal[
    "cold",
    "block_rounding",
    "prefix_changed",
    "history_changed",
    "template_rewrote",
    "generated_differs",
    "compaction",
    "evicted",
    "server_restarted",
    "other_replica",
    "salt_or_lora_changed",
    "caching_off",
    "not_reported",
    "unexplained",
]
"""Why vLLM computed tokens again that it held, or was expected to hold; docs/cache.md says what
each means and what to change."""


DecidedBy: TypeAlias = Literal["rule", "tool", "mode", "user", "session", "nobody"]
"""Who allowed or refused a call: a rule, what the tool says of itself, the mode, the user, the user
earlier in the session, or nobody, because nobody could be asked."""

PermissionAnswer: TypeAlias = Literal["allow", "session", "deny"]
"""What a user answers: this call may run, such calls may for the rest of the session, or not."""


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A session began with this prefix, which stays its prefix for as long as it lives.

    It is recorded again where the user let a changed configuration take its place, and where it
    becomes a tenant's.

    Args:
        sampling: the sampling settings by name; empty in sessions of earlier versions.
        template: fingerprint of the chat template by which token ids are written; empty where
            messages are sent.
        project: the project's directory; empty in sessions of earlier versions.
        parent: the session that this one was forked from, or whose sub-agent it is.
        parent_records: how many records it has from its parent; 0 in a sub-agent's session.
        tenant: whose session it is; empty where it is nobody's, as in sessions of earlier versions.
    """

    session: str
    model: str
    prefix_hash: str
    prefix: JSON
    sampling: JSON = None
    template: str = ""
    project: str = ""
    parent: str = ""
    parent_records: int = 0
    tenant: str = ""
    kind: Literal["session_opened"] = "session_opened"


@dataclass(frozen=True, slots=True)
class GivenPassage:
    """A passage that the model was given, or a part of one: lines of a source, counted from 1.

    Args:
        above: it was referred to, because it stood in the window already.
    """

    id: str
    source: str
    first_line: int
    last_line: int
    above: bool = False


@dataclass(frozen=True, slots=True)
class UserSpoke:
    """The user's message that begins a run. A pinned one stays word for word in the window.

    Args:
        retrieved: the passages that were retrieved for it, as they stand behind its words.
        passages: which ones these are.
        passage_tokens: what they take of the budget for passages.
    """

    text: str
    pinned: bool = False
    retrieved: str = ""
    passages: tuple[GivenPassage, ...] = ()
    passage_tokens: int = 0
    kind: Literal["user_spoke"] = "user_spoke"


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """The runtime's own words to the model, sent in the user's place; pinned as the user's are."""

    text: str
    pinned: bool = False
    kind: Literal["notice_given"] = "notice_given"


@dataclass(frozen=True, slots=True)
class RequestSent:
    """A request that is about to leave: its exact size in tokens and what it should find cached.

    Args:
        window: the server's; 0 in sessions of earlier versions.
        prefix_tokens: of the prompt, the session's prefix; 0 where it could not be measured.
    """

    turn: int
    prompt_tokens: int
    expected_cached_tokens: int
    max_tokens: int
    window: int = 0
    prefix_tokens: int = 0
    kind: Literal["request_sent"] = "request_sent"


@dataclass(frozen=True, slots=True)
class MissPlace:
    """Where a prompt parts from the one before it.

    Args:
        token: number of the first token that differs, from 0; None where it is not known.
        message: number of the message in the request, from 0; None in the tools, and where the
            prompt was sent as token ids.
        field: of the message, or of the request where there is no message, such as `content` or
            `tools[2].function.description`; empty where the whole message differs.
        before: what stood there in the earlier prompt.
        after: what stands there now.
    """

    token: int | None = None
    message: int | None = None
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CacheMiss:
    """Tokens of one turn that the server had held, or was expected to hold, and computed again.

    Args:
        tokens: in whole blocks of the server's cache.
        place: where the prompt changed; None where it did not.
        evidence: what the reason was told by, in one sentence.
    """

    turn: int
    tokens: int
    reason: MissReason
    place: MissPlace | None = None
    evidence: str = ""


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
class PermissionDecided:
    """A call may run, or not: decided before it starts, and not shown to the model.

    Args:
        rule: the rule as it was written, or the name of the mode, annotation or default.
        remembered: a rule that the user allowed for the rest of the session; it holds in a resumed
            session too.
    """

    call: ToolCall
    allowed: bool
    rule: str
    by: DecidedBy
    remembered: str = ""
    kind: Literal["permission_decided"] = "permission_decided"


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool is about to run. `key` names this call for as long as the session lives."""

    call: ToolCall
    key: str = ""
    kind: Literal["tool_started"] = "tool_started"


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """A tool call has its outcome; `text` is what the model reads.

    Where the result did not enter the window whole, `artifact` is its handle, and the outcome
    keeps neither its text nor a failure's words a second time. `passages` are those that it found
    in the knowledge index, and `passage_tokens` what they take of the budget for passages.
    """

    call: ToolCall
    outcome: ToolOutcome
    text: str
    artifact: str = ""
    passages: tuple[GivenPassage, ...] = ()
    passage_tokens: int = 0
    kind: Literal["tool_finished"] = "tool_finished"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A tool result, or what was retrieved for a message, that is another text now: its entry's
    number, and what stands in its place."""

    sequence: int
    text: str


@dataclass(frozen=True, slots=True)
class Shortened:
    """An answer whose reasoning left the window: its entry's number, and how many of its tokens."""

    sequence: int
    dropped_tokens: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that the user asked for, or that is pinned, in an epoch's opening."""

    text: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class EpochOpened:
    """The window was compacted: it begins anew with the prefix and what is said here.

    Everything that a request needs is in this record, so a resumed session sends the same bytes.

    Args:
        number: of the epoch, the first compaction opens epoch 1.
        first_kept: number of the first entry that stays; what is before it is in `artifact`.
        opening: what stands for the entries before `first_kept`; empty when none left.
        masked: the results after it that were replaced, those of earlier epochs included.
        shortened: the answers after it without their reasoning.
        artifact: handle of the text of the entries before `first_kept`.
        tokens_before: size of the window before, in tokens.
        usage: what the summary cost; zero without one.
        answers: sizes of the latest answers before `first_kept`, in tokens.
        requests: the requests that stand in the opening; None in sessions of versions that
            did not record it.
        passage_tokens: what the passages before `first_kept` took of the budget for passages.
        remembered: what the user had allowed for the rest of the session.
    """

    number: int
    first_kept: int
    opening: str
    masked: tuple[Replacement, ...]
    shortened: tuple[Shortened, ...]
    artifact: str
    tokens_before: int
    usage: Usage
    answers: tuple[int, ...] = ()
    requests: tuple[Asked, ...] | None = None
    passage_tokens: int = 0
    remembered: tuple[str, ...] = ()
    kind: Literal["epoch_opened"] = "epoch_opened"


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
    | PermissionDecided
    | ToolStarted
    | ToolFinished
    | EpochOpened
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


@dataclass(frozen=True, slots=True)
class SizeDiffered:
    """The server counted another number of prompt tokens than was predicted."""

    turn: int
    predicted: int
    reported: int
    kind: Literal["size_differed"] = "size_differed"


@dataclass(frozen=True, slots=True)
class PermissionAsked:
    """The user is asked whether a call may run.

    Args:
        effect: what it would do, such as a file's diff; the arguments where the tool does not say.
        rule: why it is asked.
        offer: the rule that the answer `session` stands for; empty where there is none.
    """

    session: str
    call: ToolCall
    effect: str
    rule: str
    offer: str = ""
    kind: Literal["permission_asked"] = "permission_asked"


@dataclass(frozen=True, slots=True)
class ToolProgressed:
    """A running tool says how far it is; `fraction` is from 0 to 1 where it is known."""

    call: ToolCall
    text: str
    fraction: float | None = None
    kind: Literal["tool_progressed"] = "tool_progressed"


Preview: TypeAlias = (
    TextDelta | ReasoningDelta | Retrying | SizeDiffered | PermissionAsked | ToolProgressed
)
Event: TypeAlias = Record | Preview
