"""OpenTelemetry spans of what an agent does, by the semantic conventions for generative AI.

Without an OpenTelemetry SDK in the process they cost next to nothing. The names are those of
https://opentelemetry.io/docs/specs/semconv/gen-ai/ (1.41); what they do not know is `holdfast.…`.
What was said, called and answered is in no span unless `content` asks for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.util.types import AttributeValue

from agent.events import CacheMiss, EpochOpened, RunEnded, UserSpoke
from agent.observe import measurements
from agent.types import AssistantMessage, ToolCall, ToolOutcome, Usage

SCOPE = "holdfast"
PROVIDER = "vllm"

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RunSpan:
    """A run that goes on."""

    span: Span

    def ended(self, ended: RunEnded) -> None:
        """Say how it ended."""
        self.span.set_attribute("holdfast.run.status", ended.status)
        if ended.status != "done":
            _failed(self.span, ended.status, ended.detail)
        measurements.run_ended(ended.status)


@dataclass(frozen=True, slots=True)
class TurnSpan:
    """A request to the model that goes on."""

    span: Span
    model: str
    content: bool

    def answered(
        self,
        message: AssistantMessage,
        usage: Usage,
        finish_reason: str,
        miss: CacheMiss | None,
        first_token_ms: float,
        total_ms: float,
    ) -> None:
        """Say what it cost, and what of it the server should have had in its cache."""
        self.span.set_attributes(
            {
                "gen_ai.response.model": self.model,
                "gen_ai.response.finish_reasons": (finish_reason,),
                "gen_ai.usage.input_tokens": usage.prompt_tokens,
                "gen_ai.usage.output_tokens": usage.completion_tokens,
                "gen_ai.usage.cache_read.input_tokens": usage.cached_tokens or 0,
                "gen_ai.response.time_to_first_chunk": first_token_ms / 1000,
            }
        )
        if miss is not None:
            self.span.set_attribute("holdfast.cache.miss.reason", miss.reason)
            self.span.set_attribute("holdfast.cache.miss.tokens", miss.tokens)
        if self.content:
            self.span.set_attribute("gen_ai.output.messages", _output(message, finish_reason))
        measurements.answered(self.model, usage, miss, first_token_ms / 1000, total_ms / 1000)


@dataclass(frozen=True, slots=True)
class SessionSpans:
    """Makes the spans of one session.

    Args:
        address: the server's, as a URL.
        content: what the user said and the model answered is kept.
    """

    session: str
    model: str
    address: str
    content: bool = False

    @contextmanager
    def run(self, number: int, said: UserSpoke | None) -> Iterator[RunSpan]:
        """A user's message until its final answer.

        Args:
            number: of the record with which it begins, which is the run's name in the logs.
            said: the message; None where an interrupted run goes on.
        """
        attributes: dict[str, AttributeValue] = {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.provider.name": PROVIDER,
            "gen_ai.conversation.id": self.session,
            "gen_ai.request.model": self.model,
        }
        if self.content and said is not None:
            attributes["gen_ai.input.messages"] = _messages("user", [_text(said.text)])
        with (
            structlog.contextvars.bound_contextvars(session=self.session, run=number),
            _span("invoke_agent", SpanKind.INTERNAL, attributes) as span,
        ):
            run = RunSpan(span)
            try:
                yield run
            except asyncio.CancelledError:
                run.ended(RunEnded("cancelled"))
                raise

    @contextmanager
    def turn(self, number: int, max_tokens: int, expected_cached: int) -> Iterator[TurnSpan]:
        """A request until its answer. The sizes are in tokens."""
        server = urlsplit(self.address)
        attributes: dict[str, AttributeValue] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": PROVIDER,
            "gen_ai.conversation.id": self.session,
            "gen_ai.request.model": self.model,
            "gen_ai.request.max_tokens": max_tokens,
            "gen_ai.request.stream": True,
            "server.address": server.hostname or self.address,
            "server.port": server.port or _PORTS.get(server.scheme, 0),
            "holdfast.turn": number,
            "holdfast.cache.expected_tokens": expected_cached,
        }
        with (
            structlog.contextvars.bound_contextvars(turn=number),
            _span(f"chat {self.model}", SpanKind.CLIENT, attributes) as span,
        ):
            yield TurnSpan(span, self.model, self.content)


@dataclass(frozen=True, slots=True)
class ToolSpan:
    """A tool call that goes on."""

    span: Span
    tool: str
    content: bool

    def ended(self, outcome: ToolOutcome) -> None:
        """Say how it ended."""
        failure = outcome.failure
        if failure is not None:
            _failed(self.span, failure.kind, failure.reason if self.content else "")
        elif self.content and outcome.content is None:
            self.span.set_attribute("gen_ai.tool.call.result", outcome.text)
        seconds = outcome.milliseconds / 1000
        measurements.tool_ended(self.tool, seconds, failure.kind if failure is not None else "")


@contextmanager
def tool_span(tool: str, call: ToolCall, *, content: bool = False) -> Iterator[ToolSpan]:
    """A tool's function while it runs; its own spans are below this one.

    Args:
        tool: what runs, which the call may name through another tool.
        content: arguments, result and the words of a failure are kept.
    """
    attributes: dict[str, AttributeValue] = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": tool,
        "gen_ai.tool.call.id": call.id,
        "gen_ai.tool.type": "function",
    }
    if content:
        attributes["gen_ai.tool.call.arguments"] = call.arguments
    with _span(f"execute_tool {tool}", SpanKind.INTERNAL, attributes) as span:
        yield ToolSpan(span, tool, content)


@contextmanager
def retrieval_span(limit: int) -> Iterator[None]:
    """A search in the knowledge index for at most `limit` passages."""
    attributes: dict[str, AttributeValue] = {
        "gen_ai.operation.name": "retrieval",
        "holdfast.retrieval.limit": limit,
    }
    with _span("retrieval", SpanKind.INTERNAL, attributes):
        yield


@dataclass(frozen=True, slots=True)
class CompactionSpan:
    """A compaction that goes on."""

    span: Span

    def opened(self, epoch: EpochOpened) -> None:
        """Say what became of the window."""
        self.span.set_attributes(
            {
                "holdfast.epoch": epoch.number,
                "holdfast.compaction.tokens_before": epoch.tokens_before,
                "holdfast.compaction.masked": len(epoch.masked),
                "holdfast.compaction.summarised": bool(epoch.opening),
            }
        )
        measurements.compacted()


@contextmanager
def compaction_span() -> Iterator[CompactionSpan]:
    """Making room in a window."""
    with _span("compact", SpanKind.INTERNAL, {}) as span:
        yield CompactionSpan(span)


@contextmanager
def _span(name: str, kind: SpanKind, attributes: dict[str, AttributeValue]) -> Iterator[Span]:
    """A span below the current one. What ends it early is its error type, without its words."""
    tracer = trace.get_tracer(SCOPE)
    with tracer.start_as_current_span(
        name,
        kind=kind,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except BaseException as error:
            cancelled = isinstance(error, asyncio.CancelledError)
            _failed(span, "cancelled" if cancelled else type(error).__name__, "")
            raise


def _failed(span: Span, kind: str, words: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR, words or None))


def _output(message: AssistantMessage, finish_reason: str) -> str:
    """An answer in the form that the conventions give to messages."""
    parts = [_text(message.text)] if message.text else []
    for call in message.tool_calls:
        parts.append(
            {"type": "tool_call", "id": call.id, "name": call.name, "arguments": call.arguments}
        )
    return _messages("assistant", parts, finish_reason=finish_reason)


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "content": text}


def _messages(role: str, parts: list[dict[str, str]], **more: str) -> str:
    return json.dumps([{"role": role, "parts": parts, **more}], ensure_ascii=False)
