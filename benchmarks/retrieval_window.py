"""Retrieval in one long session: what the chunk ledger saves, and what a moving prefix costs.

    python benchmarks/retrieval_window.py [--questions 40] [--window 16384] [--seed 7] [--shuffled]

One session asks 40 questions over 8 documents, each of them a paragraph with five facts, generated
in the bundled model's language, and gets three passages for each, in four ways: `search` with plain
repetition, `search` with the ledger, automatic retrieval behind the user's words, and the retrieved
passages in the system prompt, as many frameworks put them there. The first three are Holdfast's;
the last one sends its requests itself.

What stands in a window is read from the very token ids that were sent. An answer is right when it
has the fact that was asked for. Runs on the engine at AGENT_URL or on the local one, which nothing
else should use meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import tempfile
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from agent import Agent, Tool, tool
from agent.assembly import read_prompt
from agent.context import formats
from agent.engine.client import EngineClient
from agent.engine.local import ensure_engine
from agent.engine.request import Chunk, MessageSegment, Prompt, Request, Sampling
from agent.engine.wire import chat_body, message_json
from agent.events import EpochOpened, ModelAnswered, Record, RequestSent, ToolFinished, UserSpoke
from agent.models.training.facts import Fact, fact, question
from agent.models.training.prose import paragraph
from agent.models.training.words import Words
from agent.retrieval import Found, Knowledge
from agent.retrieving import KnowledgeSearch
from agent.runtime import bundled_model
from agent.types import AssistantMessage, Message, SystemMessage, UserMessage

REPORT = Path(__file__).resolve().parents[1] / "build" / "bench-retrieval-window.json"
DOCUMENTS = 8
PASSAGES = 3
ANSWER = 128
"""Tokens that one answer may take: the bundled model falls into loops now and then."""
REPEATED, LEDGER, AUTO, SYSTEM = WAYS = ("repeated", "ledger", "auto", "system")
RUN = uuid.uuid4().hex[:6]
_PASSAGE = re.compile(
    r'<passage id="(\w+)" source="([^"]*)" lines="(\d+)-(\d+)">\n(.*?)\n</passage>', re.S
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the fact that answers it."""

    text: str
    fact: Fact


@dataclass(slots=True)
class Row:
    """One way to bring passages to the model, over all questions."""

    way: str
    right: int = 0
    found: int = 0
    """Questions whose fact stood in the passages that were given or referred to for them."""
    requests: int = 0
    over: int = 0
    sizes_right: int = 0
    cached_right: int = 0
    by_distance: str = ""
    """Right answers, and all, by how many questions ago the fact's passage was last shown."""
    twice: int = 0
    """Lines of a source that stood in a sent window more than once, summed over all requests."""
    passage_tokens: int = 0
    shown: int = 0
    shown_again: int = 0
    """Passages that were shown before and had left the window."""
    epochs: int = 0
    prompt_tokens: int = 0
    prefilled: int = 0
    first_token_ms: float = 0.0
    answer_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Watched(EngineClient):
    """The engine, and every prompt that it was sent, as text."""

    def watch(self) -> None:
        """Begin a new list of prompts."""
        self.prompts: list[str] = []

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """The same stream."""
        ids = request.prompt.token_ids
        text = (
            await self.decode(tuple(ids)) if ids else chat_body(request, self.facts.model).decode()
        )
        self.prompts.append(text)
        async for chunk in super().stream(request):
            yield chunk


def made(seed: int, count: int, folder: Path, *, shuffled: bool) -> list[Asked]:
    """Writes the documents, and returns the questions in the order in which they are asked."""
    words = Words(random.Random(seed), "test")
    asked = []
    for number in range(DOCUMENTS):
        facts = [fact(words) for _ in range(-(-count // DOCUMENTS))]
        asked += [Asked(question(words, known).text, known) for known in facts]
        text = paragraph(words, [known.statement for known in facts], 4)
        path = folder / f"{words.thing()}-{number + 1}.md"
        path.write_text(text + "\n", encoding="utf-8")
    return words.rng.sample(asked, count) if shuffled else asked[:count]


class Few(Knowledge):
    """An index that gives three passages at most, whatever is asked for."""

    def hits(
        self, query: str, limit: int = PASSAGES, *, sources: Iterable[str] | None = None
    ) -> list[Found]:
        """The best ones."""
        return super().hits(query, min(limit, PASSAGES), sources=sources)


def repeating_search(knowledge: Knowledge) -> Tool:
    """The built-in tool without the ledger: it shows what it finds, every time."""

    @tool(name="search", read_only=True, idempotent=True)
    async def search(query: str, limit: int = 5) -> str:
        """Search the documents for a question or keywords. Returns passages with their sources.

        Args:
            query: What to look for.
            limit: The largest number of passages.
        """
        return await KnowledgeSearch(knowledge)(query, limit)

    return search


async def with_session(
    way: str, engine: Watched, knowledge: Knowledge, asked: Sequence[Asked], window: int
) -> Row:
    """All questions in one session of Holdfast."""
    engine.watch()
    tools: list[Tool | str] = [repeating_search(knowledge) if way == REPEATED else "search"]
    agent = Agent(
        engine=engine,
        system=system(way),
        tools=tools,
        knowledge=knowledge,
        store="memory:",
        retrieval="auto" if way == AUTO else "tool",
        auto_passages=PASSAGES,
        answer_tokens=ANSWER,
        temperature=0.0,
    )
    row = Row(way)
    texts: defaultdict[str, str] = defaultdict(str)
    shown_at: dict[str, int] = {}
    distances: defaultdict[str, list[bool]] = defaultdict(list)
    async with agent, agent.session() as session:
        for number, each in enumerate(asked):
            reply = await session.send(each.text)
            right = judge(row, each, reply.text)
            text = "\n".join(retrieved_texts(session.transcript.last_run()))
            for found in _PASSAGE.finditer(text):
                texts[found[1]] += found[5]
                shown_at[found[1]] = number
            given = re.findall(r'<passage id="(\w+)"', text)
            holding = [number - shown_at[n] for n in given if each.fact.value in texts[n]]
            row.found += bool(holding)
            if holding:
                distances[str(min(holding)) if min(holding) < 2 else "2+"].append(right)
            print(".", end="", flush=True)
        await count(row, list(session.transcript.records), engine, window)
    row.by_distance = " ".join(
        f"{far}:{sum(each)}/{len(each)}" for far, each in sorted(distances.items())
    )
    row.twice = sum(doubled(prompt) for prompt in engine.prompts)
    return row


async def in_system_prompt(
    engine: Watched, knowledge: Knowledge, asked: Sequence[Asked], window: int
) -> Row:
    """All questions in one conversation whose system prompt holds what was found for the last."""
    engine.watch()
    prefix = Agent(engine=engine, system=system(SYSTEM), tools=["search"]).render_prefix()
    history: list[Message] = []
    row = Row(SYSTEM)
    first: list[float] = []
    for each in asked:
        found = await KnowledgeSearch(knowledge)(each.text, PASSAGES)
        head = SystemMessage(formats.with_passages(system(SYSTEM), found))
        history.append(UserMessage(each.text))
        segments = [MessageSegment(message_json(message)) for message in history]
        own = (MessageSegment(message_json(head)), *prefix.segments[1:], *segments)
        request = Request("system", Prompt(own, prefix.tools), ANSWER, Sampling(temperature=0.0))
        began, text, began_text = time.perf_counter(), "", 0.0
        async for chunk in engine.stream(request):
            if not began_text and (chunk.text or chunk.calls):
                began_text = time.perf_counter()
            text += chunk.text
            if chunk.usage is not None:
                row.prompt_tokens += chunk.usage.prompt_tokens
                row.prefilled += chunk.usage.prompt_tokens - (chunk.usage.cached_tokens or 0)
                row.over += chunk.usage.prompt_tokens > window
        first.append((began_text - began) * 1000)
        row.requests += 1
        row.passage_tokens += len(await engine.encode(found))
        row.shown += found.count("</passage>")
        history.append(AssistantMessage(text))
        judge(row, each, text)
    row.first_token_ms = row.answer_ms = median(first)
    return row


def system(way: str) -> str:
    """The default system prompt, and what keeps the ways apart in the server's cache."""
    return f"{read_prompt(None, 'system.md').strip()}\n- This session has the number {RUN}-{way}."


def judge(row: Row, asked: Asked, text: str) -> bool:
    """Whether the answer has the fact."""
    right = asked.fact.value.casefold() in text.casefold()
    row.right += right
    if not right:
        row.wrong.append(f"{asked.text} -> {text} (not: {asked.fact.value})")
    return right


async def count(row: Row, records: list[Record], engine: Watched, window: int) -> None:
    """What the records of a session say."""
    sent = [each for each in records if isinstance(each, RequestSent)]
    answered = [each for each in records if isinstance(each, ModelAnswered)]
    row.requests = len(sent)
    row.epochs = sum(isinstance(each, EpochOpened) for each in records)
    row.over = sum(each.prompt_tokens + each.max_tokens > window for each in sent)
    pairs = list(zip(sent, answered, strict=True))
    row.sizes_right = sum(a.prompt_tokens == b.usage.prompt_tokens for a, b in pairs)
    row.cached_right = sum(a.expected_cached_tokens == b.usage.cached_tokens for a, b in pairs)
    row.prompt_tokens = sum(each.usage.prompt_tokens for each in answered)
    cached = sum(each.usage.cached_tokens or 0 for each in answered)
    row.prefilled = row.prompt_tokens - cached
    row.first_token_ms = median(each.first_token_ms for each in answered)
    row.answer_ms = median(until_answers(records))
    before: Counter[str] = Counter()
    for text in retrieved_texts(records):
        row.passage_tokens += len(await engine.encode(text))
        for found in _PASSAGE.finditer(text):
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
    for found in _PASSAGE.finditer(prompt):
        numbered = enumerate(found[5].split("\n"), int(found[3]))
        lines.update((found[2], number, line) for number, line in numbered if line.strip())
    return sum(times > 1 for times in lines.values())


async def main(
    questions: int, window: int, seed: int, ways: Sequence[str], *, shuffled: bool
) -> list[Row]:
    """All ways, one after the other."""
    url = os.environ.get("AGENT_URL") or (await ensure_engine(model=bundled_model())).url
    engine = await Watched.connect(url, window=window)
    assert isinstance(engine, Watched)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").mkdir()
        asked = made(seed, questions, folder / "docs", shuffled=shuffled)
        knowledge = Few.open(folder / "index.sqlite", create=True)
        report = knowledge.add([folder / "docs"], folder)
        print(f"{len(asked)} questions, {DOCUMENTS} documents, {report.chunks} passages, {window=}")
        for way in ways:
            if way == SYSTEM:
                rows.append(await in_system_prompt(engine, knowledge, asked, window))
            else:
                rows.append(await with_session(way, engine, knowledge, asked, window))
        show(rows)
        knowledge.close()
    await engine.close()
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([asdict(each) for each in rows], indent=1), encoding="utf-8")
    return rows


def show(rows: Sequence[Row]) -> None:
    """The ways side by side."""
    print()
    names = [name for name in asdict(rows[0]) if name != "wrong"]
    for name in names:
        cells = (getattr(row, name) for row in rows)
        print(f"{name:>16} " + " ".join(f"{_cell(each):>20}" for each in cells))


def _cell(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--questions", type=int, default=40)
parser.add_argument("--window", type=int, default=16384)
parser.add_argument("--seed", type=int, default=7)
parser.add_argument("--shuffled", action="store_true", help="not document by document")
parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)

if __name__ == "__main__":
    given = parser.parse_args()
    asyncio.run(
        main(given.questions, given.window, given.seed, given.ways, shuffled=given.shuffled)
    )
