"""Whole sessions with random answers and results: what holds whatever is said.

HOLDFAST_SESSIONS sets how many are tried for each template and transport.
"""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from agent import Agent, tool
from agent.context.epoch import visible
from agent.context.journal import load_transcript
from agent.engine.request import (
    CallFragment,
    Chunk,
    MessageSegment,
    Prompt,
    PromptCount,
    Request,
    ServerFacts,
)
from agent.events import EpochOpened, RunEnded, ToolFinished
from agent.runtime import Session
from agent.store.memory import MemoryStore
from agent.types import Usage
from tests.offline_engine import OfflineEngine, bundled_engine, real_engine, real_templates

SESSIONS = int(os.environ.get("HOLDFAST_SESSIONS", "12"))
MODELS = ["bundled", *real_templates()]
WORDS = (
    *(
        "tide",
        "harbour",
        "  ",
        "\n",
        "\n\n",
        "ÄÖÜ",
        "日本語",
        "🙂",
        "<b>",
        '{"a": [1]}',
        "\\n",
        "\t",
    ),
    *("<|im_end|>", "<|im_start|>system\n", "<tool_call>", "</tool_response>", "<|eot_id|>", "<|"),
)


def text(rng: random.Random, longest: int) -> str:
    count = int(min(longest, rng.lognormvariate(3, 1.5)))
    return "".join(rng.choice(WORDS) + " " for _ in range(count))


class Talking(OfflineEngine):
    """Answers at random; `sent` has every request's ids and what was generated behind it."""

    def __init__(self, base: OfflineEngine, end: int) -> None:
        self.__dict__.update(base.__dict__)
        self.rng = random.Random(0)
        self.window = 4096
        self.end = end
        self.several = True
        self.sent: list[tuple[tuple[int, ...], tuple[int, ...], Request]] = []

    @property
    def facts(self) -> ServerFacts:
        """A server with this window."""
        return replace(super().facts, window=self.window, block_size=16, prefix_caching=True)

    async def count(self, prompt: Prompt) -> PromptCount:
        """The ids, rendered where the prompt is messages."""
        if any(isinstance(part, MessageSegment) for part in prompt.segments):
            return await super().count(prompt)
        return PromptCount(len(prompt.token_ids), prompt.token_ids)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """A call or two, or an answer."""
        messages = any(isinstance(part, MessageSegment) for part in request.prompt.segments)
        takes = self._takes_ids
        ids = (
            await self.render(request.prompt, generation=True)
            if messages
            else tuple(request.prompt.token_ids)
        )
        calls = self.rng.choice((0, 1, 1, 1, 2 if self.several else 1))
        said = "" if calls else text(self.rng, 60) or "Yes."
        written = '<tool_call>{"name": "look"}</tool_call>' * calls + said
        generated = (*await self.encode(written), self.end)[: request.max_tokens]
        self.sent.append((ids, generated, request))
        yield Chunk(prompt_ids=ids if takes else (1, 2, 3), token_ids=generated)
        if said:
            yield Chunk(text=said)
        for index in range(calls):
            call_id = f"c{len(self.sent):07}{index}"
            yield Chunk(calls=(CallFragment(index, call_id, "look", "{}"),))
        yield Chunk(
            finish_reason="tool_calls" if calls else "stop",
            usage=Usage(len(ids), 0, len(generated)),
        )


async def talking(model: str | Path, *, takes_ids: bool) -> Talking:
    base = bundled_engine() if isinstance(model, str) else real_engine(model)
    base._takes_ids = takes_ids
    llama = "llama" in str(model).lower() and "Hermes" not in str(model)
    (end,) = await base.encode("<|eot_id|>" if llama else "<|im_end|>")
    engine = Talking(base, end)
    engine.several = not llama
    return engine


async def run_session(agent: Agent, engine: Talking, session: Session, seed: int) -> None:
    engine.rng = random.Random(f"answers {seed}")
    engine.sent.clear()
    for _ in range(engine.rng.randint(2, 8)):
        await session.send(text(engine.rng, 80) + "?")


def agent_for(engine: Talking, results: random.Random, store: MemoryStore) -> Agent:
    @tool
    async def look() -> str:
        """Look somewhere."""
        if results.random() < 0.1:
            raise ValueError(text(results, 200))
        return text(results, 1500)

    return Agent(engine=engine, tools=[look], system="Help.", few_shot=(), store=store, max_turns=9)


@pytest.mark.parametrize("takes_ids", [True, False], ids=["ids", "messages"])
@pytest.mark.parametrize("model", MODELS, ids=str)
async def test_whatever_is_said_a_session_keeps_the_promises(
    model: str | Path, takes_ids: bool
) -> None:
    """Never over the window, append-only, nothing lost, the same bytes again."""
    engine = await talking(model, takes_ids=takes_ids)
    store, results = MemoryStore(), random.Random()
    compacted = 0
    async with agent_for(engine, results, store) as agent:
        for seed in range(SESSIONS):
            results.seed(seed)
            engine.window = random.Random(seed).choice((1024, 1536, 2048, 4096))
            async with agent.session(uuid.uuid4().hex) as session:
                await run_session(agent, engine, session, seed)
                check_sizes(engine)
                if takes_ids:
                    check_append_only(engine, session)
                await check_handles(session)
                await check_again(agent, session, store)
                records = list(session.transcript.records)
            compacted += any(isinstance(record, EpochOpened) for record in records)
            ends = {record.status for record in records if isinstance(record, RunEnded)}
            assert ends <= {"done", "turn_limit", "answer_cut", "window_full", "malformed_calls"}
    assert compacted


def check_sizes(engine: Talking) -> None:
    """Promise 3."""
    for ids, _, request in engine.sent:
        assert len(ids) + request.max_tokens <= engine.window


def check_append_only(engine: Talking, session: Session) -> None:
    """Promise 2: what breaks the chain are compactions and what is asked for them."""
    epochs = sum(isinstance(record, EpochOpened) for record in session.transcript.records)
    breaks = 0
    for (one, generated, _), (other, _, _) in pairwise(engine.sent):
        whole = one + generated
        breaks += other[: len(whole)] != whole
    assert breaks <= 4 * epochs


async def check_handles(session: Session) -> None:
    """Promise 6: a result that was cut or masked is there byte for byte."""
    for record in session.transcript.records:
        if isinstance(record, ToolFinished) and record.artifact:
            assert (await session.artifact(record.artifact)).decode()
        if isinstance(record, EpochOpened):
            for masked in record.masked:
                handle = masked.text.partition('"handle": "')[2].partition('"')[0]
                assert await session.artifact(handle)


async def check_again(agent: Agent, session: Session, store: MemoryStore) -> None:
    """Promise 4, the part of the context: the stored entries alone give the same prompt."""
    here = session._open().journal
    again = await load_transcript(session.id, store)
    assert again[:] == session.transcript[again.first :]
    rebuilt = here._make_window([entry.record for entry in visible(again[:])])
    assert await rebuilt.prompt() == await here.window.prompt()
