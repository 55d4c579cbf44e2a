"""Sessions that outgrow their window, against a scripted model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent import tool
from agent.context.epoch import epoch_of
from agent.engine.request import Request
from agent.events import EpochOpened, ModelAnswered, RequestSent, ToolFinished
from agent.runtime import Session
from agent.store.memory import MemoryStore
from agent.testing import Answering, calls
from tests.scripted import last_text, messages, scripted

WINDOW = 4096


@tool
async def look(number: int) -> str:
    """A page of a log."""
    return f"page {number}: " + " ".join(f"line {number} {each}" for each in range(60))


def turns(count: int) -> list[Answering | str]:
    return [*(calls(("look", {"number": number})) for number in range(count)), "All seen."]


def is_summary_request(request: Request) -> bool:
    return last_text(request).startswith("[Summarise the conversation")


def is_warm_up(request: Request) -> bool:
    return request.max_tokens == 1


def following(script: list[Answering | str]) -> Any:
    """A step that follows the script and summarises whenever it is asked to."""
    rest = iter(script)

    def step(request: Request) -> Answering | str:
        if is_summary_request(request):
            return "The pages were read."
        return "" if is_warm_up(request) else next(rest)

    return step


def epochs(session: Session) -> list[EpochOpened]:
    return [record for record in session.transcript.records if isinstance(record, EpochOpened)]


def fits(session: Session) -> bool:
    sent = [record for record in session.transcript.records if isinstance(record, RequestSent)]
    return all(each.prompt_tokens + each.max_tokens <= WINDOW for each in sent)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


async def test_a_run_of_many_tool_calls_goes_on_past_the_window(store: MemoryStore) -> None:
    agent, model = scripted(following(turns(40)), tools=[look], store=store)
    model.window = WINDOW
    async with agent.session("s") as session:
        reply = await session.send("Read all pages.")
        assert reply.text == "All seen."
        assert epochs(session)
        assert fits(session)


async def test_every_epoch_begins_with_the_same_prefix(store: MemoryStore) -> None:
    agent, model = scripted(following(turns(40)), tools=[look], store=store)
    model.window = WINDOW
    async with agent.session("s") as session:
        await session.send("Read all pages.")
    heads = {(request.prompt.tools, messages(request)[0]["content"]) for request in model.requests}
    assert len(heads) == 1


async def test_the_users_request_stays_word_for_word(store: MemoryStore) -> None:
    agent, model = scripted(following(turns(40)), tools=[look], store=store)
    model.window = WINDOW
    async with agent.session("s") as session:
        await session.send("Read all pages of log 4711.")
    sent = [request for request in model.requests if not is_summary_request(request)]
    assert all("Read all pages of log 4711." in json.dumps(messages(each)) for each in sent)


async def test_what_left_the_window_can_be_read_by_its_handle(store: MemoryStore) -> None:
    agent, model = scripted(following(turns(40)), tools=[look], store=store)
    model.window = WINDOW
    async with agent.session("s") as session:
        await session.send("Read all pages.")
        results = [r for r in session.transcript.records if isinstance(r, ToolFinished)]
        for epoch in epochs(session):
            kept = "" if not epoch.artifact else (await session.artifact(epoch.artifact)).decode()
            for masked in epoch.masked:
                handle = masked.text.partition('"handle": "')[2].partition('"')[0]
                kept += (await session.artifact(handle)).decode()
            left = [r for r in results if _sequence(session, r) < epoch.first_kept]
            assert all(result.text in kept for result in left)


def _sequence(session: Session, record: ToolFinished) -> int:
    return next(entry.sequence for entry in session.transcript if entry.record is record)


async def test_a_resumed_session_sends_what_the_same_process_would_have_sent(
    store: MemoryStore,
) -> None:
    agent, model = scripted(following(turns(30)), tools=[look], store=store)
    model.window = WINDOW
    async with agent.session("s") as session:
        await session.send("Read all pages.")
        here = await session._open().journal.window.prompt()
    again, other = scripted("Fine.", tools=[look], store=store)
    other.window = WINDOW
    async with again.session("s") as session:
        assert await session._open().journal.window.prompt() == here


async def test_the_summary_is_asked_for_behind_the_last_request(store: MemoryStore) -> None:
    """So that its prompt is cached but for the instruction."""
    agent, model = scripted(following(turns(40)), tools=[look], store=store, recent_tokens=300)
    model.window = WINDOW
    async with agent.session("s") as session:
        await session.send("Read all pages.")
    asked = [n for n, request in enumerate(model.requests) if is_summary_request(request)]
    for number in asked:
        before = messages(model.requests[number - 1])
        assert messages(model.requests[number])[: len(before)] == before


async def test_an_answer_that_calls_a_tool_is_no_summary(store: MemoryStore) -> None:
    rest = iter(turns(40))

    def step(request: Request) -> Answering | str:
        if is_summary_request(request) or is_warm_up(request):
            return calls(("look", {"number": 1}))
        return next(rest)

    agent, model = scripted(
        step,
        tools=[look],
        store=store,
        recent_tokens=300,
    )
    model.window = WINDOW
    async with agent.session("s") as session:
        assert (await session.send("Read all pages.")).text == "All seen."
        last = epoch_of(session.transcript[:])
    assert last is not None
    assert "Summary:" not in last.opening


async def test_a_window_that_no_compaction_can_save_ends_the_run(store: MemoryStore) -> None:
    agent, model = scripted("Never.", tools=[look], store=store)
    model.window = 512
    async with agent.session("s") as session:
        reply = await session.send("word " * 600)
    assert reply.status == "window_full"
    assert "--max-model-len" in (reply.detail or "")
    assert model.requests == []


async def test_the_next_epoch_is_ready_before_the_tools_are(store: MemoryStore) -> None:
    agent, model = scripted(following(turns(40)), tools=[look], store=store)
    model.window = WINDOW
    async with agent.session("s") as session:
        await session.send("Read all pages.")
        records = list(session.transcript.records)
    prepared = [
        number
        for number, record in enumerate(records)
        if isinstance(record, EpochOpened)
        and any(isinstance(each, ToolFinished) for each in records[number : number + 3])
        and isinstance(_before(records, number), ModelAnswered)
    ]
    assert prepared


def _before(records: list[Any], number: int) -> object:
    return next(
        each
        for each in reversed(records[:number])
        if isinstance(each, ModelAnswered | RequestSent | ToolFinished)
    )


async def test_what_is_pinned_stays_word_for_word_through_every_compaction() -> None:
    """However long ago it was said, and however little room requests have."""
    script = [*turns(25), *turns(25)]
    agent, model = scripted(following(["Noted.", *script]), tools=[look])
    model.window = WINDOW
    async with agent.session() as session:
        await session.send("Never touch account 4711.", pinned=True)
        for _ in range(2):
            await session.send("Read all pages. " + "Carefully. " * 40)
        assert len(epochs(session)) > 1
        assert session.reply().context.epoch == len(epochs(session))
    sent = [request for request in model.requests if not is_summary_request(request)]
    assert all("Never touch account 4711." in json.dumps(messages(each)) for each in sent)
