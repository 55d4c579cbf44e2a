"""A session that is opened again: what became of its calls, and which configuration it has."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from agent import Agent, ToolContext, ToolFailed, tool
from agent.context.resuming import Change
from agent.context.transcript import decode, encode
from agent.engine.wire import chat_body
from agent.events import ModelAnswered, NoticeGiven, RunEnded, SessionOpened, ToolStarted, UserSpoke
from agent.runtime import Session
from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.testing import ScriptedModel, calls
from agent.tooling import Tool
from tests.scripted import forecast, last_text, messages, scripted


def paying(reconcile: object) -> tuple[Tool, list[str]]:
    """A tool with an effect, which finds out afterwards what became of it; and its payments."""
    paid: list[str] = []

    @tool(reconcile=reconcile, timeout=0.2)  # type: ignore[arg-type]
    async def pay(amount: int) -> str:
        """Pay."""
        paid.append(str(amount))
        return f"paid {amount}"

    return pay, paid


async def died_while_paying(store: Store) -> None:
    """A session as a process leaves it that was killed in the tool."""
    pay, _ = paying(None)
    source = MemoryStore()
    agent, _ = scripted(calls(("pay", {"amount": 5})), "Paid.", store=source, tools=(pay,))
    await agent.run("Pay 5.", session="s")
    lines = await source.load("s")
    started = [isinstance(decode(line).record, ToolStarted) for line in lines]
    lease = await store.acquire("s")
    await store.extend(lease, 0, lines[: started.index(True) + 1])
    await store.release(lease)


async def it_was_paid(arguments: Mapping[str, Any], context: ToolContext) -> str:
    await asyncio.sleep(0)
    return f"{arguments['amount']} were paid: {context.idempotency_key}"


def it_was_not(arguments: Mapping[str, Any], context: ToolContext) -> str:
    raise ToolFailed(f"{arguments['amount']} were not paid")


def nobody_knows(arguments: Mapping[str, Any], context: ToolContext) -> None:
    return None


def it_breaks(arguments: Mapping[str, Any], context: ToolContext) -> str:
    raise ValueError("the bank is closed")


async def it_hangs(arguments: Mapping[str, Any], context: ToolContext) -> str:
    await asyncio.sleep(60)
    return "never"


FOUND = [
    (it_was_paid, "5 were paid: s/3/call-1-0"),
    (it_was_not, "5 were not paid"),
    (nobody_knows, "may already have had an effect"),
    (it_breaks, "may already have had an effect"),
    (it_hangs, "may already have had an effect"),
    (None, "may already have had an effect"),
]


@pytest.mark.parametrize(("reconcile", "told"), FOUND)
@pytest.mark.parametrize("how", ["resume", "send"])
async def test_a_tool_says_itself_what_became_of_its_call(
    reconcile: object, told: str, how: str
) -> None:
    """Whether the run goes on or another message follows; it never runs again."""
    store = MemoryStore()
    await died_while_paying(store)
    pay, paid = paying(reconcile)
    agent, model = scripted("I see.", store=store, tools=(pay,))
    async with agent.session("s") as session:
        assert session.interrupted
        reply = await (session.resume() if how == "resume" else session.send("And now?"))
    assert (reply.status, paid) == ("done", [])
    (result,) = [m["content"] for m in messages(model.requests[0]) if m["role"] == "tool"]
    assert told in result


async def test_what_a_tool_found_out_is_the_result_of_the_call() -> None:
    """Not a failure, and recorded once."""
    store = MemoryStore()
    await died_while_paying(store)
    pay, _ = paying(it_was_paid)
    agent, _ = scripted("I see.", store=store, tools=(pay,))
    async with agent.session("s") as session:
        reply = await session.resume()
        assert not session.interrupted
    assert [call.ok for call in reply.tool_calls] == [True]


def opened(session: Session) -> list[SessionOpened]:
    return [r for r in session.transcript.records if isinstance(r, SessionOpened)]


def other(store: Store, **more: Any) -> tuple[Agent, ScriptedModel]:
    """The same agent with another prompt, another tool and another temperature."""
    return scripted("Two.", store=store, system="Be brief.", tools=(forecast,), **more)


async def test_a_new_epoch_has_the_new_prefix_and_the_old_conversation() -> None:
    """And stays so when the session is opened again."""
    store = MemoryStore()
    before, _ = scripted("One.", store=store)
    await before.run("First.", session="s")
    after, model = other(store, temperature=0.5)
    async with after.session("s", on_change="new_epoch") as session:
        await session.send("Second.")
        assert len(opened(session)) == 2
    said = [(m["role"], m["content"]) for m in messages(model.requests[0])]
    assert said == [
        ("system", "Be brief."),
        ("user", "First."),
        ("assistant", "One."),
        ("user", "Second."),
    ]
    assert b"hanging" not in model.requests[0].prompt.tools
    assert model.requests[0].sampling.temperature == 0.5
    async with after.session("s") as session:
        await session.send("Third.")
        assert len(opened(session)) == 2
    first, second = [request.prompt.segments for request in model.requests]
    assert second[: len(first)] == first


@pytest.mark.parametrize(("answer", "system"), [("keep", "Help."), ("new_epoch", "Be brief.")])
async def test_who_is_asked_is_told_what_differs(answer: Change, system: str) -> None:
    """And decides; where nothing differs, nobody is asked."""
    store = MemoryStore()
    before, _ = scripted("One.", store=store)
    await before.run("First.", session="s")
    asked: list[str] = []

    async def ask(differences: Sequence[str]) -> Change:
        asked.extend(differences)
        return answer

    after, model = other(store, temperature=0.5)
    async with after.session("s", on_change=ask) as session:
        await session.send("Second.")
    assert [each.partition(":")[0] for each in asked[:2]] == [
        "system prompt or few-shot examples",
        "tools removed",
    ]
    assert asked[2].startswith("sampling ")
    assert messages(model.requests[0])[0]["content"] == system
    asked.clear()
    async with (before if answer == "keep" else after).session("s", on_change=ask):
        assert asked == []


async def test_a_new_epoch_that_changes_nothing_is_none() -> None:
    """An unchanged session goes on as it was."""
    store = MemoryStore()
    agent, model = scripted("One.", store=store)
    await agent.run("First.", session="s")
    async with agent.session("s", on_change="new_epoch") as session:
        await session.send("Second.")
        assert len(opened(session)) == 1
    first, second = [request.prompt.segments for request in model.requests]
    assert second[: len(first)] == first


async def test_a_new_epoch_in_an_interrupted_run_leaves_it_interrupted() -> None:
    """It is gone on with, with the new prefix."""
    store = MemoryStore()
    await died_while_paying(store)
    agent, model = other(store)
    async with agent.session("s", on_change="new_epoch") as session:
        assert session.interrupted
        assert (await session.resume()).status == "done"
    sent = messages(model.requests[0])
    assert [m["role"] for m in sent] == ["system", "user", "assistant", "tool"]
    assert "may already have had an effect" in last_text(model.requests[0])


async def test_a_note_behind_a_run_does_not_make_it_interrupted() -> None:
    """There is nothing to go on with, and no run is ended twice."""
    store = MemoryStore()
    agent, _ = scripted("One.", store=store)
    async with agent.session("s") as session:
        await session.note("the time is 12:00")
        assert not session.interrupted
        await session.send("First.")
        await session.note("the time is 13:00")
    async with agent.session("s") as session:
        assert not session.interrupted
        await session.send("Second.")
        kinds = [type(r) for r in session.transcript.records if not isinstance(r, SessionOpened)]
    assert kinds.count(RunEnded) == 2
    assert [k for k in kinds if k in (NoticeGiven, UserSpoke, ModelAnswered)] == [
        *(NoticeGiven, UserSpoke, ModelAnswered),
        *(NoticeGiven, UserSpoke, ModelAnswered),
    ]


async def test_a_resumed_session_keeps_its_sampling() -> None:
    """Whatever is configured now; the request is the same, byte for byte."""
    bodies = []
    for later in ({"temperature": 0.7, "top_p": 0.9, "seed": 7}, {}):
        store = MemoryStore()
        before, _ = scripted("One.", store=store, temperature=0.7, top_p=0.9, seed=7)
        await before.run("First.", session="s")
        after, model = scripted("Two.", store=store, **later)
        await after.run("Second.", session="s")
        bodies.append(chat_body(model.requests[0], "m"))
    assert bodies[0] == bodies[1]
    assert b'"temperature":0.7' in bodies[0]
    assert b'"seed":7' in bodies[0]


async def test_a_session_of_an_earlier_version_has_the_sampling_of_now() -> None:
    """It did not record its own."""
    store = MemoryStore()
    before, _ = scripted("One.", store=MemoryStore(), temperature=0.7)
    async with before.session("s") as session:
        await session.send("First.")
        entries = list(session.transcript)
    first = entries[0].record
    assert isinstance(first, SessionOpened)
    entries[0] = replace(entries[0], record=replace(first, sampling=None))
    lease = await store.acquire("s")
    await store.extend(lease, 0, [encode(entry) for entry in entries])
    await store.release(lease)
    after, model = scripted("Two.", store=store, temperature=0.2)
    await after.run("Second.", session="s")
    assert model.requests[0].sampling.temperature == 0.2
