"""Where tool results enter a session: whole if they are short, else as head, tail and handle.

The decision is made once, when a result arrives, and recorded: what was sent never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from agent.context import formats
from agent.context.artifacts import ArtifactReader
from agent.context.ledger import Retrieved
from agent.context.measure import Measure, characters_for, from_line_start, to_line_end
from agent.engine.wire import unicode_text
from agent.events import ToolFinished
from agent.store.base import ArtifactStore
from agent.tooling import Registry, target
from agent.types import SMALLEST_RESULT, ToolCall, ToolOutcome

_MEDIA_TYPES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)


@dataclass(frozen=True, slots=True)
class ResultBudgets:
    """How many tokens of a tool's result enter the window: the default, and some tools' own."""

    default: int
    most: int = SMALLEST_RESULT
    tools: Registry = field(default_factory=Registry)

    @classmethod
    def for_window(cls, window: int, wanted: int | None, tools: Registry) -> ResultBudgets:
        """The default is `wanted` or an eighth of the window. None is over half of the window."""
        most = window // 2
        return cls(_bounded(window // 8 if wanted is None else wanted, most), most, tools)

    def of(self, tool: str) -> int:
        """The budget of a tool's results in tokens."""
        found = self.tools.get(tool)
        own = found.attributes.result_tokens if found is not None else None
        return self.default if own is None else _bounded(own, self.most)


def _bounded(tokens: int, most: int) -> int:
    return max(SMALLEST_RESULT, min(tokens, most))


class Door:
    """Lets the results of one session's tools in."""

    def __init__(
        self,
        store: ArtifactStore,
        measure: Measure,
        budget_of: Callable[[str], int],
        retrieved: Callable[[ToolCall], Retrieved] | None = None,
    ) -> None:
        """Let results into a window.

        Args:
            budget_of: the tokens that a result of the tool of this name may take at present.
            retrieved: which passages a call was given.
        """
        self._store = store
        self._measure = measure
        self._budget_of = budget_of
        self._retrieved = retrieved

    async def admit(self, call: ToolCall, outcome: ToolOutcome) -> ToolFinished:
        """The record of a finished call; what the model does not read whole is durable before.

        Raises:
            StoreError: a long result could not be stored.
        """
        finished = await self._finished(call, outcome)
        if not outcome.ok or self._retrieved is None:
            return finished
        given = self._retrieved(call)
        return replace(finished, passages=given.passages, passage_tokens=given.tokens)

    async def _finished(self, call: ToolCall, outcome: ToolOutcome) -> ToolFinished:
        if outcome.content is not None:
            return await self._binary(call, outcome, outcome.content)
        name = target(call).name
        text = unicode_text(formats.tool_result(name, outcome))
        budget = self._budget_of(name)
        if await self._measure.patiently(lambda measure: measure.fits(text, budget)):
            return ToolFinished(call, outcome, text)
        whole = formats.Artifact(await self._store.put(text.encode()), len(text))
        cut = await self._measure.patiently(lambda measure: _cut(text, whole, budget, measure))
        return ToolFinished(call, _without_words(outcome), cut, whole.handle)

    def reader(self, tool: str) -> ArtifactReader:
        """Reads artifacts for a tool, in pages that come through this door whole."""
        return ArtifactReader(self._store, self._measure, self._budget_of(tool))

    async def _binary(self, call: ToolCall, outcome: ToolOutcome, content: bytes) -> ToolFinished:
        handle = await self._store.put(content)
        text = formats.not_text(len(content), media_type(content), handle)
        return ToolFinished(call, _without_words(outcome), text, handle)


def media_type(content: bytes) -> str:
    """What the first bytes say that the content is."""
    known = (name for beginning, name in _MEDIA_TYPES if content.startswith(beginning))
    return next(known, "application/octet-stream")


async def _cut(text: str, whole: formats.Artifact, budget: int, measure: Measure) -> str:
    """About two thirds of the budget for the head, and for the tail what is left."""
    room = budget - await measure.tokens(formats.cut_result("", "", whole))
    share = room * 2 // 3
    most = min(len(text) * 2 // 3, characters_for(share))
    head = to_line_end(text[: await measure.longest(lambda size: text[:size], most, share)])

    def with_tail(tail: str) -> str:
        return formats.cut_result(head, tail, whole)

    def of_size(size: int) -> str:
        return with_tail(text[len(text) - size :])

    most = min(len(text) - len(head) - 1, characters_for(room - share))
    size = await measure.longest(of_size, most, budget)
    tail = text[len(text) - size :]
    at_line = with_tail(from_line_start(tail))
    return at_line if await measure.tokens(at_line) <= budget else with_tail(tail)


def _without_words(outcome: ToolOutcome) -> ToolOutcome:
    """What stays of an outcome whose words are in an artifact: how it went, and how long."""
    failure = outcome.failure and replace(outcome.failure, reason="", details=())
    return replace(outcome, text="", failure=failure, content=None)
