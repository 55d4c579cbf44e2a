"""Sessions that outgrow their window on a real vLLM."""

from __future__ import annotations

import uuid
from itertools import pairwise

import pytest

from agent import Agent
from agent.context.message_window import MessageWindow
from agent.context.token_window import TokenWindow
from agent.events import EpochOpened, ModelAnswered, RequestSent, RunEnded
from agent.runtime import Session

WINDOW = 1536
RUNS = 16


async def many_runs(session: Session) -> None:
    for number in range(RUNS):
        await session.send(f"What is {number + 1001} * {number + 77}?")


def sent(session: Session) -> list[RequestSent]:
    return [each for each in session.transcript.records if isinstance(each, RequestSent)]


def answered(session: Session) -> list[ModelAnswered]:
    return [each for each in session.transcript.records if isinstance(each, ModelAnswered)]


def agent_of(transport: str) -> Agent:
    """With a prefix of its own: nobody else's requests are in the cache."""
    system = f"You are assistant {uuid.uuid4()}."
    return Agent(
        system=system,
        few_shot=(),
        tools=["calculate"],
        store="memory:",
        context_tokens=WINDOW,
        reasoning="keep" if transport == "ids" else "template",
    )


@pytest.mark.parametrize("transport", ["ids", "messages"])
async def test_a_long_session_never_exceeds_its_window(transport: str) -> None:
    """Sizes are predicted to the token on every turn, before and after a compaction."""
    async with agent_of(transport) as agent, agent.session() as session:
        assert session._open().parts.transport.name == transport
        await many_runs(session)
        ends = [each for each in session.transcript.records if isinstance(each, RunEnded)]
        assert {each.status for each in ends} <= {"done", "malformed_calls"}
        assert any(isinstance(each, EpochOpened) for each in session.transcript.records)
        assert all(each.prompt_tokens + each.max_tokens <= WINDOW for each in sent(session))
        reported = [each.usage.prompt_tokens for each in answered(session)]
        assert [each.prompt_tokens for each in sent(session)] == reported
        cached = [each.usage.cached_tokens for each in answered(session)]
        right = sum(
            one.expected_cached_tokens == other
            for one, other in zip(sent(session), cached, strict=True)
        )
        assert right >= 0.95 * len(cached)


async def test_within_an_epoch_each_request_begins_with_the_last_one() -> None:
    """Token by token, the prefix included in every epoch."""
    prompts: list[tuple[int, ...]] = []
    async with agent_of("ids") as agent, agent.session() as session:
        journal = session._open().journal
        prefix = session.reply().context.prefix_tokens
        for number in range(RUNS):
            await session.send(f"What is {number + 1001} * {number + 77}?")
            assert isinstance(journal.window, TokenWindow | MessageWindow)
            prompt = await journal.window.written()
            prompts.append(tuple(prompt.token_ids))
    shared = [_common(one, other) for one, other in pairwise(prompts)]
    assert all(common >= prefix for common in shared)
    grown = [common == len(one) for common, one in zip(shared, prompts, strict=False)]
    assert grown.count(False) < len(grown) / 4


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
