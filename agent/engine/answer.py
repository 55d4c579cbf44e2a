"""A streamed answer, put together."""

from __future__ import annotations

from collections.abc import Container, Sequence
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
    _calls: list[list[CallFragment]] = field(default_factory=list)
    _open: dict[int, list[CallFragment]] = field(default_factory=dict)
    """The newest call of each index, which further fragments of it belong to."""
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
            self._take(fragment)
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

    def _take(self, fragment: CallFragment) -> None:
        """Some servers give all calls of an answer one index: another id and name begin a call."""
        known = self._open.get(fragment.index)
        if known is None or _begins_another(known, fragment):
            known = self._open[fragment.index] = []
            self._calls.append(known)
        known.append(fragment)

    def _tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls in order, each with an id of its own even where the server gave none."""
        given = {each.id for fragments in self._calls for each in fragments}
        calls: dict[str, ToolCall] = {}
        ordered = sorted(self._calls, key=lambda fragments: fragments[0].index)
        for number, fragments in enumerate(ordered):
            call_id = next((each.id for each in fragments if each.id), "")
            if not call_id or call_id in calls:
                call_id = _own_id(call_id or "call", number, given)
            calls[call_id] = ToolCall(
                id=call_id,
                name=_name(fragments),
                arguments="".join(each.arguments for each in fragments),
            )
        return tuple(calls.values())


def _begins_another(known: Sequence[CallFragment], fragment: CallFragment) -> bool:
    """An id alone does not tell: some servers give each fragment of one call a new one."""
    named = any(each.name for each in known)
    ids = {each.id for each in known if each.id}
    return bool(named and fragment.name and ids and fragment.id) and fragment.id not in ids


def _own_id(call_id: str, number: int, taken: Container[str]) -> str:
    own = f"{call_id}_{number}"
    while own in taken:
        own += "_"
    return own


def _name(fragments: list[CallFragment]) -> str:
    """The name from its pieces; some servers repeat it with each piece of the arguments."""
    name = ""
    for each in fragments:
        name += each.name if each.name != name else ""
    return name
