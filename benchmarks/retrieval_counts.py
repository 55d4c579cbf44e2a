"""What a benchmark of retrieval reads of a session: its records, and what was sent for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from agent.engine.client import EngineClient
from agent.engine.request import Chunk, Request
from agent.engine.wire import chat_body
from agent.events import EpochOpened, ModelAnswered, Record, RequestSent, ToolFinished, UserSpoke
from agent.types import Usage

PASSAGE = re.compile(
    r'<passage id="(\w+)" source="([^"]*)" lines="(\d+)-(\d+)">\n(.*?)\n</passage>', re.S
)


@dataclass(slots=True)
class Row:
    """One way to bring passages to the model, over all questions."""

    way: str
    window: int = 0
    right: int = 0
    found: int = 0
    """Questions whose fact stood in the passages that were given or referred to for them."""
    requests: int = 0
    over: int = 0
    """Requests, those for summaries included, whose prompt and reserve were over the window."""
    sizes_right: int = 0
    cached_right: int = 0
    by_distance: str = ""
    """Right answers, and all, by how many questions ago the fact's passage was last shown."""
    twice: int = 0
    """Lines of a source that stood in a sent window more than once, summed over all requests."""
    passage_tokens: int = 0
    shown: int = 0
    shown_again: int = 0
    """Of these, passages that had been shown before."""
    compactions: int = 0
    prompt_tokens: int = 0
    """Of all requests; so is `prefilled`, which was not cached."""
    prefilled: int = 0
    first_token_ms: float = 0.0
    answer_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Watched(EngineClient):
    """The engine, every prompt that it was sent as text, and what each request took.

    That includes what no turn of a session says: warming, and summaries.
    """

    def watch(self) -> None:
        """Begin new lists."""
        self.prompts: list[str] = []
        self.over = 0
        self.usage = Usage()

    @property
    def prefilled(self) -> int:
        """Tokens of prompts that were not cached."""
        return self.usage.prompt_tokens - (self.usage.cached_tokens or 0)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """The same stream."""
        ids = request.prompt.token_ids
        text = (
            await self.decode(tuple(ids)) if ids else chat_body(request, self.facts.model).decode()
        )
        self.prompts.append(text)
        async for chunk in super().stream(request):
            if chunk.usage is not None:
                self.usage += chunk.usage
                self.over += chunk.usage.prompt_tokens + request.max_tokens > self.facts.window
            yield chunk


async def count(row: Row, records: list[Record], engine: Watched) -> None:
    """What the records of a session say."""
    sent = [each for each in records if isinstance(each, RequestSent)]
    answered = [each for each in records if isinstance(each, ModelAnswered)]
    row.requests = len(sent)
    row.compactions = sum(isinstance(each, EpochOpened) for each in records)
    row.over = engine.over
    row.twice = sum(doubled(prompt) for prompt in engine.prompts)
    pairs = list(zip(sent, answered, strict=True))
    row.sizes_right = sum(a.prompt_tokens == b.usage.prompt_tokens for a, b in pairs)
    row.cached_right = sum(a.expected_cached_tokens == b.usage.cached_tokens for a, b in pairs)
    row.prompt_tokens = engine.usage.prompt_tokens
    row.prefilled = engine.prefilled
    row.first_token_ms = median(each.first_token_ms for each in answered)
    row.answer_ms = median(until_answers(records))
    before: Counter[str] = Counter()
    for text in retrieved_texts(records):
        row.passage_tokens += len(await engine.encode(text))
        for found in PASSAGE.finditer(text):
            row.shown += 1
            row.shown_again += before[found[1]] > 0
            before[found[1]] += 1


def retrieved_texts(records: Sequence[Record]) -> Iterator[str]:
    """What was retrieved, as it entered the window."""
    for record in records:
        if isinstance(record, UserSpoke) and record.retrieved:
            yield record.retrieved
        elif isinstance(record, ToolFinished) and record.outcome.ok:
            yield record.text


def until_answers(records: Sequence[Record]) -> Iterator[float]:
    """For each question: milliseconds of generation until the first token of its answer."""
    waited = 0.0
    for record in records:
        match record:
            case UserSpoke():
                waited = 0.0
            case ModelAnswered(message=message) if message.tool_calls:
                waited += record.total_ms
            case ModelAnswered():
                yield waited + record.first_token_ms
            case _:
                pass


def doubled(prompt: str) -> int:
    """Lines of sources that stand in a prompt more than once."""
    lines: Counter[tuple[str, int, str]] = Counter()
    for found in PASSAGE.finditer(prompt):
        numbered = enumerate(found[5].split("\n"), int(found[3]))
        lines.update((found[2], number, line) for number, line in numbered if line.strip())
    return sum(times > 1 for times in lines.values())
