"""Retrieval in one long session: what the chunk ledger saves, and what a moving prefix costs.

    python benchmarks/retrieval_window.py [--questions 40] [--window 16384] [--small 3072]
                                          [--seed 7] [--shuffled]

One session asks 40 questions over 8 documents, each of them a paragraph with five facts, generated
in the bundled model's language, and gets three passages for each, in four ways: `search` with plain
repetition, `search` with the ledger, automatic retrieval behind the user's words, and the retrieved
passages in the system prompt, as many frameworks put them there. The first three are Holdfast's;
the last one sends its requests itself. Then the first three once more, in a window so small that
compactions fall into the session: what they removed has to come back where it is found again.

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
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from retrieval_counts import PASSAGE, Row, Watched, count, retrieved_texts

from agent import Agent, Tool, tool
from agent.assembly import read_prompt
from agent.context import formats
from agent.engine.local import ensure_engine
from agent.engine.request import MessageSegment, Prompt, Request, Sampling
from agent.engine.wire import message_json
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
IN_SMALL = (REPEATED, LEDGER, AUTO)
RUN = uuid.uuid4().hex[:6]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the fact that answers it."""

    text: str
    fact: Fact


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
    way: str, engine: Watched, knowledge: Knowledge, asked: Sequence[Asked]
) -> Row:
    """All questions in one session of Holdfast."""
    engine.watch()
    tools: list[Tool | str] = [repeating_search(knowledge) if way == REPEATED else "search"]
    agent = Agent(
        engine=engine,
        system=system(way, engine),
        tools=tools,
        knowledge=knowledge,
        store="memory:",
        retrieval="auto" if way == AUTO else "tool",
        auto_passages=PASSAGES,
        answer_tokens=ANSWER,
        temperature=0.0,
    )
    row = Row(way, engine.facts.window)
    texts: defaultdict[str, str] = defaultdict(str)
    shown_at: dict[str, int] = {}
    distances: defaultdict[str, list[bool]] = defaultdict(list)
    async with agent, agent.session() as session:
        for number, each in enumerate(asked):
            reply = await session.send(each.text)
            right = judge(row, each, reply.text)
            text = "\n".join(retrieved_texts(session.transcript.last_run()))
            for found in PASSAGE.finditer(text):
                texts[found[1]] += found[5]
                shown_at[found[1]] = number
            given = re.findall(r'<passage id="(\w+)"', text)
            holding = [number - shown_at[n] for n in given if each.fact.value in texts[n]]
            row.found += bool(holding)
            if holding:
                distances[str(min(holding)) if min(holding) < 2 else "2+"].append(right)
            print(".", end="", flush=True)
        await count(row, list(session.transcript.records), engine)
    row.by_distance = " ".join(
        f"{far}:{sum(each)}/{len(each)}" for far, each in sorted(distances.items())
    )
    return row


async def in_system_prompt(engine: Watched, knowledge: Knowledge, asked: Sequence[Asked]) -> Row:
    """All questions in one conversation whose system prompt holds what was found for the last."""
    engine.watch()
    own = system(SYSTEM, engine)
    prefix = Agent(engine=engine, system=own, tools=["search"]).render_prefix()
    history: list[Message] = []
    row = Row(SYSTEM, engine.facts.window)
    first: list[float] = []
    for each in asked:
        found = await KnowledgeSearch(knowledge)(each.text, PASSAGES)
        head = SystemMessage(formats.with_passages(own, found))
        history.append(UserMessage(each.text))
        segments = [MessageSegment(message_json(message)) for message in history]
        sent = (MessageSegment(message_json(head)), *prefix.segments[1:], *segments)
        request = Request("system", Prompt(sent, prefix.tools), ANSWER, Sampling(temperature=0.0))
        began, text, began_text = time.perf_counter(), "", 0.0
        async for chunk in engine.stream(request):
            if not began_text and (chunk.text or chunk.calls):
                began_text = time.perf_counter()
            text += chunk.text
        first.append((began_text - began) * 1000)
        row.requests += 1
        row.passage_tokens += len(await engine.encode(found))
        row.shown += found.count("</passage>")
        history.append(AssistantMessage(text))
        judge(row, each, text)
    row.over, row.prompt_tokens = engine.over, engine.usage.prompt_tokens
    row.prefilled = engine.prefilled
    row.first_token_ms = row.answer_ms = median(first)
    return row


def system(way: str, engine: Watched) -> str:
    """The default system prompt, and what keeps the ways apart in the server's cache."""
    number = f"{RUN}-{way}-{engine.facts.window}"
    return f"{read_prompt(None, 'system.md').strip()}\n- This session has the number {number}."


def judge(row: Row, asked: Asked, text: str) -> bool:
    """Whether the answer has the fact."""
    right = asked.fact.value.casefold() in text.casefold()
    row.right += right
    if not right:
        row.wrong.append(f"{asked.text} -> {text} (not: {asked.fact.value})")
    return right


async def main(
    questions: int, window: int, small: int, seed: int, ways: Sequence[str], *, shuffled: bool
) -> list[Row]:
    """All ways, one after the other, and then those with a ledger in the small window."""
    url = os.environ.get("AGENT_URL") or (await ensure_engine(model=bundled_model())).url
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").mkdir()
        asked = made(seed, questions, folder / "docs", shuffled=shuffled)
        knowledge = Few.open(folder / "index.sqlite", create=True)
        report = knowledge.add([folder / "docs"], folder)
        print(f"{len(asked)} questions, {DOCUMENTS} documents, {report.chunks} passages")
        for size, wanted in ((window, WAYS), (small, IN_SMALL)):
            chosen = [way for way in wanted if way in ways]
            rows += await in_window(size, chosen, url, knowledge, asked)
        knowledge.close()
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([asdict(each) for each in rows], indent=1), encoding="utf-8")
    return rows


async def in_window(
    window: int, ways: Sequence[str], url: str, knowledge: Knowledge, asked: Sequence[Asked]
) -> list[Row]:
    """These ways in a window of so many tokens, side by side."""
    engine = await Watched.connect(url, window=window)
    assert isinstance(engine, Watched)
    rows = [
        await in_system_prompt(engine, knowledge, asked)
        if way == SYSTEM
        else await with_session(way, engine, knowledge, asked)
        for way in ways
    ]
    await engine.close()
    show(rows)
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
parser.add_argument("--small", type=int, default=3072, help="a window that fills several times")
parser.add_argument("--seed", type=int, default=7)
parser.add_argument("--shuffled", action="store_true", help="not document by document")
parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)

if __name__ == "__main__":
    given = parser.parse_args()
    asyncio.run(
        main(
            given.questions,
            given.window,
            given.small,
            given.seed,
            given.ways,
            shuffled=given.shuffled,
        )
    )
