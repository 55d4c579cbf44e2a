"""What a run gives back: the answer, and what it cost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from agent.events import (
    CacheMiss,
    ModelAnswered,
    Record,
    RequestSent,
    RunEnded,
    RunStatus,
    ToolFinished,
)
from agent.types import JSON, Usage


@dataclass(frozen=True, slots=True)
class ToolReport:
    """One tool call of the run. `arguments` is the model's text if it is not JSON."""

    name: str
    arguments: JSON
    ok: bool
    ms: float


@dataclass(frozen=True, slots=True)
class CacheReport:
    """Prompt tokens that were expected in vLLM's prefix cache, and that were found there.

    `cached_tokens` is None when the server does not report it.
    """

    expected_tokens: int
    cached_tokens: int | None
    misses: tuple[CacheMiss, ...]


@dataclass(frozen=True, slots=True)
class ContextReport:
    """How full the window is, in tokens. `epoch` counts the compactions of the session."""

    tokens: int
    window: int
    prefix_tokens: int
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of one run; `detail` says why when `status` is not `done`."""

    session: str
    text: str
    status: RunStatus
    detail: str
    turns: int
    tool_calls: tuple[ToolReport, ...]
    usage: Usage
    cache: CacheReport
    context: ContextReport

    def to_json(self) -> dict[str, JSON]:
        """The object that `agent run --json` prints."""
        return {
            "session": self.session,
            "text": self.text,
            "status": self.status,
            **({"detail": self.detail} if self.detail else {}),
            "turns": self.turns,
            "tool_calls": [
                {
                    "name": call.name,
                    "arguments": call.arguments,
                    "ok": call.ok,
                    "ms": round(call.ms, 1),
                }
                for call in self.tool_calls
            ],
            "usage": {
                "prompt_tokens": self.usage.prompt_tokens,
                "cached_tokens": self.usage.cached_tokens,
                "completion_tokens": self.usage.completion_tokens,
            },
            "cache": {
                "expected_tokens": self.cache.expected_tokens,
                "cached_tokens": self.cache.cached_tokens,
                "misses": [
                    {"turn": miss.turn, "tokens": miss.tokens, "reason": miss.reason}
                    for miss in self.cache.misses
                ],
            },
            "context": {
                "tokens": self.context.tokens,
                "window": self.context.window,
                "prefix_tokens": self.context.prefix_tokens,
                "epoch": self.context.epoch,
            },
        }


def reply_from(
    session: str, records: Iterable[Record], *, window: int, prefix_tokens: int
) -> Reply:
    """Put together what one run recorded, from the user's message to its end."""
    run = list(records)
    answers = [record for record in run if isinstance(record, ModelAnswered)]
    requests = [record for record in run if isinstance(record, RequestSent)]
    finished = [record for record in run if isinstance(record, ToolFinished)]
    ended = next((record for record in run if isinstance(record, RunEnded)), RunEnded("cancelled"))
    usage = sum((answer.usage for answer in answers), Usage())
    return Reply(
        session=session,
        text=answers[-1].message.text if answers else "",
        status=ended.status,
        detail=ended.detail,
        turns=len(answers),
        tool_calls=tuple(_tool_report(record) for record in finished),
        usage=usage,
        cache=CacheReport(
            expected_tokens=sum(request.expected_cached_tokens for request in requests),
            cached_tokens=usage.cached_tokens,
            misses=tuple(answer.miss for answer in answers if answer.miss is not None),
        ),
        context=ContextReport(
            tokens=_tokens_in_window(requests, answers),
            window=window,
            prefix_tokens=prefix_tokens,
        ),
    )


def _tool_report(record: ToolFinished) -> ToolReport:
    return ToolReport(
        name=record.call.name,
        arguments=_parsed(record.call.arguments),
        ok=record.outcome.ok,
        ms=record.outcome.milliseconds,
    )


def _parsed(arguments: str) -> JSON:
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments


def _tokens_in_window(requests: list[RequestSent], answers: list[ModelAnswered]) -> int:
    if answers:
        last = answers[-1].usage
        return last.prompt_tokens + last.completion_tokens
    return requests[-1].prompt_tokens if requests else 0
