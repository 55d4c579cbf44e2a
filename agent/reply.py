"""What a run gives back: the answer, and what it cost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from agent.context.citing import sources
from agent.context.given import Given, Source, given_by
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
    """One tool call of the run. `arguments` is the model's text if it is not JSON.

    `artifact` is the handle of a result that did not enter the window whole; else it is empty.
    """

    name: str
    arguments: JSON
    ok: bool
    ms: float
    artifact: str = ""


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
    sources: tuple[Source, ...] = ()
    """What the text cites: file and lines, and whether the model was given them at all."""

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
                    **({"artifact": call.artifact} if call.artifact else {}),
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
                "misses": [_miss_json(miss) for miss in self.cache.misses],
            },
            "context": {
                "tokens": self.context.tokens,
                "window": self.context.window,
                "prefix_tokens": self.context.prefix_tokens,
                "epoch": self.context.epoch,
            },
            **({"sources": [asdict(each) for each in self.sources]} if self.sources else {}),
        }


def reply_from(
    session: str,
    records: Iterable[Record],
    context: ContextReport,
    given: Sequence[Given] | None = None,
) -> Reply:
    """Put together what one run recorded, from the user's message to its end.

    Args:
        given: the passages that the session gave to the model; None where it has no knowledge.
    """
    run = list(records)
    answers = [record for record in run if isinstance(record, ModelAnswered)]
    # One of each turn: a request that was refused and planned anew stands there twice.
    requests = {record.turn: record for record in run if isinstance(record, RequestSent)}
    finished = [record for record in run if isinstance(record, ToolFinished)]
    ended = next((record for record in run if isinstance(record, RunEnded)), RunEnded("cancelled"))
    usage = sum((answer.usage for answer in answers), Usage())
    text = answers[-1].message.text if answers else ""
    return Reply(
        session=session,
        text=text,
        status=ended.status,
        detail=ended.detail,
        turns=len(answers),
        tool_calls=tuple(_tool_report(record) for record in finished),
        usage=usage,
        cache=CacheReport(
            expected_tokens=sum(request.expected_cached_tokens for request in requests.values()),
            cached_tokens=usage.cached_tokens,
            misses=tuple(answer.miss for answer in answers if answer.miss is not None),
        ),
        context=context,
        sources=() if given is None else sources(text, given, _given_in(run)),
    )


def reply_without_run(session: str, status: RunStatus, detail: str) -> Reply:
    """The outcome when the engine could not even be asked."""
    return Reply(
        session=session,
        text="",
        status=status,
        detail=detail,
        turns=0,
        tool_calls=(),
        usage=Usage(),
        cache=CacheReport(expected_tokens=0, cached_tokens=None, misses=()),
        context=ContextReport(tokens=0, window=0, prefix_tokens=0),
    )


def tokens_in_window(newest_first: Iterable[Record]) -> int:
    """Tokens in the window after a session's newest request; 0 when there was none."""
    for record in newest_first:
        if isinstance(record, RequestSent):
            return record.prompt_tokens
        if isinstance(record, ModelAnswered) and record.usage.prompt_tokens:
            return record.usage.prompt_tokens + record.usage.completion_tokens
    return 0


def _miss_json(miss: CacheMiss) -> dict[str, JSON]:
    return {
        "turn": miss.turn,
        "tokens": miss.tokens,
        "reason": miss.reason,
        **({"evidence": miss.evidence} if miss.evidence else {}),
        **({"place": asdict(miss.place)} if miss.place is not None else {}),
    }


def _tool_report(record: ToolFinished) -> ToolReport:
    return ToolReport(
        name=record.call.name,
        arguments=_parsed(record.call.arguments),
        ok=record.outcome.ok,
        ms=record.outcome.milliseconds,
        artifact=record.artifact,
    )


def _given_in(run: Iterable[Record]) -> Given:
    return Given(each for record in run for each in given_by(record))


def _parsed(arguments: str) -> JSON:
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments
