"""Passages in the window of a session on a real vLLM."""

from __future__ import annotations

import re
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Agent
from agent.assembly import read_prompt
from agent.context.token_window import TokenWindow
from agent.events import EpochOpened, ModelAnswered, Record, RequestSent, ToolFinished, UserSpoke
from agent.retrieval import Knowledge
from agent.runtime import Session

FACTS = {
    "tides": ("The colour of the tide gate is amber.", "What is the colour of the tide gate?"),
    "cranes": ("The weight of the crane is 9 tons.", "What is the weight of the crane?"),
    "lamps": ("The height of the signal is 4 metres.", "What is the height of the signal?"),
}
AROUND = "The winter orchard sorts the ledger. A quiet barge follows the copper lantern. " * 4
ROUNDS = 3
SMALL = 2048
"""Tokens of a window that these questions fill several times."""
_SHOWN = re.compile(r'<passage id="(\w{8})" source="docs/[a-z]+\.md" lines="1-1">\n')


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """An index of three short documents."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, (fact, _) in FACTS.items():
        (docs / f"{name}.md").write_text(f"{AROUND}{fact}\n")
    index = Knowledge.open(tmp_path / "index.sqlite", create=True)
    index.add([docs], tmp_path)
    index.close()
    return tmp_path / "index.sqlite"


def own_prompt() -> str:
    """The default system prompt, and a line for which the server has nothing cached yet."""
    return (
        f"{read_prompt(None, 'system.md').strip()}\n- This session has the number {uuid.uuid4()}."
    )


async def ask_all(session: Session) -> list[str]:
    """Every question, again and again; what each request's window held, read from its tokens."""
    windows = []
    parts = session._open().parts
    for _ in range(ROUNDS):
        for _, question in FACTS.values():
            await session.send(question)
            window = session._open().journal.window
            assert isinstance(window, TokenWindow)
            windows.append(await parts.engine.decode(tuple((await window.written()).token_ids)))
    return windows


def retrieved(records: list[Record]) -> Iterator[tuple[str, int]]:
    """What was retrieved, and what it took of the budget."""
    for record in records:
        if isinstance(record, UserSpoke) and record.passages:
            yield record.retrieved, record.passage_tokens
        elif isinstance(record, ToolFinished) and record.passages:
            yield record.text, record.passage_tokens


@pytest.mark.parametrize("retrieval", ["tool", "auto"])
async def test_no_passage_stands_in_a_window_twice(knowledge: Path, retrieval: str) -> None:
    """Each is shown once in an epoch, sizes are exact, and the cache is hit as predicted."""
    agent = Agent(
        knowledge=knowledge,
        system=own_prompt(),
        tools=["search"],
        store="memory:",
        retrieval=retrieval,
        answer_tokens=96,
        temperature=0.0,
    )
    async with agent, agent.session() as session:
        windows = await ask_all(session)
        records = list(session.transcript.records)
        for text, tokens in retrieved(records):
            assert tokens == len(await session._open().parts.engine.encode(text))
    for window in windows:
        shown = Counter(_SHOWN.findall(window))
        assert all(times == 1 for times in shown.values())
    given = [
        each for each in records if isinstance(each, UserSpoke | ToolFinished) and each.passages
    ]
    assert any(place.above for each in given for place in each.passages)
    sent = [each for each in records if isinstance(each, RequestSent)]
    answered = [each for each in records if isinstance(each, ModelAnswered)]
    assert [s.prompt_tokens for s in sent] == [a.usage.prompt_tokens for a in answered]
    assert [s.expected_cached_tokens for s in sent[1:]] == [
        a.usage.cached_tokens for a in answered[1:]
    ]
    assert all(each.prompt_tokens + each.max_tokens <= 16384 for each in sent)


async def test_a_passage_that_a_compaction_removed_comes_back(knowledge: Path) -> None:
    """Not while it stands in the window; sizes and cached tokens are as predicted all along."""
    agent = Agent(
        knowledge=knowledge,
        system=own_prompt(),
        tools=["search"],
        store="memory:",
        context_tokens=SMALL,
        answer_tokens=96,
        temperature=0.0,
    )
    async with agent, agent.session() as session:
        windows = await ask_all(session)
        records = list(session.transcript.records)
    for window in windows:
        assert all(times == 1 for times in Counter(_SHOWN.findall(window)).values())
    shown = Counter(number for text, _ in retrieved(records) for number in _SHOWN.findall(text))
    compactions = sum(isinstance(each, EpochOpened) for each in records)
    sys.stdout.write(f"{compactions} compactions, passages shown: {dict(shown)}\n")
    assert compactions >= 2
    assert sum(shown.values()) > len(shown), "one came back"
    sent = [each for each in records if isinstance(each, RequestSent)]
    answered = [each for each in records if isinstance(each, ModelAnswered)]
    assert [s.prompt_tokens for s in sent] == [a.usage.prompt_tokens for a in answered]
    assert [s.expected_cached_tokens for s in sent[1:]] == [
        a.usage.cached_tokens for a in answered[1:]
    ]
    assert all(each.prompt_tokens + each.max_tokens <= SMALL for each in sent)


async def test_the_first_answer_cites_its_file(knowledge: Path) -> None:
    """The bundled model names the file; `sources` has its lines."""
    agent = Agent(knowledge=knowledge, store="memory:", answer_tokens=96, temperature=0.0)
    async with agent:
        reply = await agent.run("What is the weight of the crane?")
    assert "9 tons" in reply.text
    assert [source.file for source in reply.sources] == ["docs/cranes.md"]
