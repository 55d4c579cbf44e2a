"""A streamed answer, put together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent.engine.request import CallFragment, Chunk
from agent.types import AssistantMessage, ToolCall, Usage

ABORTED = "abort"
"""vLLM's finish reason of an answer that was stopped before its end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. `prompt_ids` and `token_ids` are empty where the server has none."""

    message: AssistantMessage
    finish_reason: str
    usage: Usage
    prompt_ids: tuple[int, ...]
    token_ids: tuple[int, ...]
    first_token_ms: float
    total_ms: float


@dataclass(slots=True)
class AnswerBuilder:
    """Takes chunks in order and gives the answer. Times are those of `time.perf_counter`."""

    began: float
    _first: float | None = None
    _text: list[str] = field(default_factory=list)
    _reasoning: list[str] = field(default_factory=list)
    _calls: dict[int, list[CallFragment]] = field(default_factory=dict)
    _token_ids: list[int] = field(default_factory=list)
    _shown: int = 0
    _shown_ids: int = 0
    _prompt_ids: tuple[int, ...] = ()
    _finish_reason: str = ""
    _usage: Usage = field(default_factory=Usage)

    def add(self, chunk: Chunk, now: float) -> None:
        """Take the next chunk."""
        if self._first is None and (
            chunk.text or chunk.reasoning or chunk.calls or chunk.token_ids
        ):
            self._first = now
        self._text.append(chunk.text)
        self._reasoning.append(chunk.reasoning)
        self._token_ids.extend(chunk.token_ids)
        if chunk.text or chunk.reasoning:
            self._shown += 1
            self._shown_ids = len(self._token_ids)
        for fragment in chunk.calls:
            self._calls.setdefault(fragment.index, []).append(fragment)
        self._prompt_ids = chunk.prompt_ids or self._prompt_ids
        self._finish_reason = chunk.finish_reason or self._finish_reason
        self._usage = chunk.usage or self._usage

    def build(self, now: float) -> Answer:
        """The answer so far; call it when the stream has ended."""
        return Answer(
            message=AssistantMessage(
                text="".join(self._text),
                reasoning="".join(self._reasoning),
                tool_calls=self._tool_calls(),
            ),
            finish_reason=self._finish_reason,
            usage=self._usage,
            prompt_ids=self._prompt_ids,
            token_ids=tuple(self._token_ids),
            first_token_ms=((self._first or now) - self.began) * 1000,
            total_ms=(now - self.began) * 1000,
        )

    def part(self, now: float) -> Answer | None:
        """What has been shown of an answer that is stopped now; None where that is nothing.

        Calls that had begun are no part of it, nor are the tokens behind what was shown. A server
        that gives no tokens gives about one with each chunk.
        """
        if not self._shown:
            return None
        ids = tuple(self._token_ids[: self._shown_ids])
        so_far = self.build(now)
        return replace(
            so_far,
            message=replace(so_far.message, tool_calls=()),
            finish_reason=ABORTED,
            usage=Usage(completion_tokens=len(ids) or self._shown),
            token_ids=ids,
        )

    def _tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls in order, each with an id of its own even where the server gave none."""
        calls: dict[str, ToolCall] = {}
        for index, fragments in sorted(self._calls.items()):
            call_id = next((each.id for each in fragments if each.id), "")
            if not call_id or call_id in calls:
                call_id = f"{call_id or 'call'}_{index}"
            calls[call_id] = ToolCall(
                id=call_id,
                name="".join(each.name for each in fragments),
                arguments="".join(each.arguments for each in fragments),
            )
        return tuple(calls.values())
