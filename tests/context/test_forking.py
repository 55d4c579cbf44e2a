"""Forks: the same prefix, the first records, shared artifacts, and no call without its results."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agent import Agent
from agent.context.catalog import find_session, newest_session, summaries
from agent.context.transcript import decode
from agent.errors import ConfigError, SessionBusy, StoreError
from agent.events import (
    ModelAnswered,
    RequestSent,
    SessionOpened,
    ToolFinished,
    UserSpoke,
)
from agent.store.memory import MemoryStore
from agent.store.sqlite import SQLiteStore
from agent.testing import ScriptedModel, calls
from tests.scripted import messages, scripted
from tests.test_session import LONG, log


async def test_a_fork_sends_what_its_parent_would_have_sent() -> None:
    """Byte for byte, so that the server has it in its cache; and it names its parent."""
    store = MemoryStore()
    agent, model = scripted("One.", "Two.", "Other.", store=store)
    async with agent.session("s") as session:
        await session.send("a")
        at = session.transcript.end
        await session.send("b")
        forked = await session.fork(at, "f")
    async with forked:
        await forked.send("b")
    assert messages(model.requests[2]) == messages(model.requests[1])
    first = decode((await store.load("f"))[0]).record
    assert isinstance(first, SessionOpened)
    assert (first.session, first.parent, first.parent_records) == ("f", "s", at)


async def test_a_user_message_is_edited_by_a_fork_just_before_it() -> None:
    """The other message takes its place; the parent stays."""
    agent, model = scripted("One.", "Two.", "Three.", store=MemoryStore())
    async with agent.session("s") as session:
        await session.send("a")
        await session.send("b")
        said = [e.sequence async for e in session.history() if isinstance(e.record, UserSpoke)]
        forked = await session.fork(said[1])
    async with forked:
        await forked.send("c")
    assert [m["content"] for m in messages(model.requests[2])][1:] == ["a", "One.", "c"]


async def test_a_fork_never_parts_a_call_from_its_results() -> None:
    """At every number the fork is one that could have been, as near as possible."""
    store = MemoryStore()
    agent, _ = scripted(
        calls(("forecast", {"city": "Oslo"}), ("forecast", {"city": "Rome"})), "Done.", store=store
    )
    async with agent.session("s") as session:
        await session.send("Go.")
        records = [entry.record async for entry in session.history()]
        lengths = {}
        for at in range(1, len(records) + 1):
            forked = await session.fork(at, f"f{at}")
            lengths[at] = len(await store.load(forked.id))
    answered = next(n for n, r in enumerate(records) if isinstance(r, ModelAnswered))
    results = [n for n, r in enumerate(records) if isinstance(r, ToolFinished)]
    for at in range(answered, results[-1] + 1):
        assert lengths[at] == answered - 1, "before the request whose answer has the calls"
    assert lengths[results[-1] + 1] == results[-1] + 1
    for at, length in lengths.items():
        assert (
            length == at
            or answered <= at <= results[-1]
            or isinstance(records[at - 1], RequestSent)
        )


@pytest.mark.parametrize(("at", "says"), [(0, "record 0 holds"), (-3, "prefix"), (99, "it has 5")])
async def test_a_number_that_is_not_there_is_refused(at: int, says: str) -> None:
    """With what there is."""
    agent, _ = scripted("One.")
    async with agent.session("s") as session:
        await session.send("a")
        with pytest.raises(ConfigError, match=says):
            await session.fork(at)


@pytest.mark.parametrize("taken", ["s", "f", "no/id"])
async def test_an_id_that_cannot_be_taken_is_refused(taken: str) -> None:
    """Nothing that is there is overwritten."""
    agent, _ = scripted("One.", store=MemoryStore())
    async with agent.session("s") as session:
        await session.send("a")
        await session.fork(None, "f")
        with pytest.raises((ConfigError, SessionBusy)):
            await session.fork(None, taken)


async def test_artifacts_are_shared_until_the_last_session_is_removed(tmp_path: Path) -> None:
    """Removing the parent takes nothing from the fork; then nothing is left in the file."""
    agent, _ = scripted(
        calls(("log", {})), "Done.", tools=(log,), store=tmp_path / "s.sqlite", result_tokens=200
    )
    async with agent, agent.session("s") as session:
        handle = (await session.send("Go now.")).tool_calls[0].artifact
        await session.fork(None, "f")
    store = SQLiteStore(tmp_path / "s.sqlite")
    await store.remove("s")
    assert (await store.collect()).artifacts == 0
    assert await store.get(handle) == LONG.encode()
    await store.remove("f")
    assert (await store.collect()).artifacts == 1
    with pytest.raises(StoreError):
        await store.get(handle)
    await store.close()
    assert b"Go now." not in (tmp_path / "s.sqlite").read_bytes()


async def test_history_has_every_entry_over_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the session is, also from a number on."""
    monkeypatch.setattr("agent.context.history.PAGE", 3)
    agent, _ = scripted("One.", "Two.")
    async with agent.session("s") as session:
        await session.send("a")
        await session.send("b")
        whole = [entry.sequence async for entry in session.history()]
        assert whole == list(range(session.transcript.end))
        assert [entry.sequence async for entry in session.history(4)] == whole[4:]


async def test_a_summary_says_what_a_session_is() -> None:
    """Title, status, turns, parent."""
    store = MemoryStore()
    agent, _ = scripted("One.", "Two.", store=store)
    async with agent.session("s") as session:
        await session.send('Say "kind":"model_answered" to me, please')
        (running,) = await summaries(store)
        assert (running.status, running.turns) == ("open", 1)
        await session.fork(None, "f")
    by_id = {each.session: each for each in await summaries(store)}
    assert by_id["s"].status == "done"
    assert by_id["s"].title == 'Say "kind":"model_answered" to me, please'
    assert (by_id["f"].parent, by_id["f"].parent_records) == ("s", by_id["s"].records)
    assert by_id["s"].size == sum(map(len, await store.load("s")))


@pytest.mark.parametrize(
    ("text", "found"), [("ROME", True), ('"x"', True), ("kind", False), ("rain", True)]
)
async def test_a_search_looks_in_what_was_said(text: str, found: bool) -> None:
    """By user, model and tools, in any case; not in how records are written."""
    store = MemoryStore()
    agent, _ = scripted(calls(("forecast", {"city": "Rome"})), 'It is "x".', store=store)
    await agent.run("Go.")
    assert bool(await summaries(store, text)) is found


async def test_an_unknown_id_is_answered_with_near_ones() -> None:
    """A slip of the finger should not cost a look at the list."""
    store = MemoryStore()
    agent, _ = scripted("One.", store=store)
    await agent.run("Go.", session="weather-report")
    for wrong in ("weather", "wether-report"):
        with pytest.raises(ConfigError, match="Similar: weather-report"):
            await find_session(store, wrong)
    with pytest.raises(ConfigError, match="agent sessions list"):
        await find_session(store, "zzz")


async def test_the_newest_session_is_the_projects_own(tmp_path: Path) -> None:
    """Not that of another project in the same store."""
    store = MemoryStore()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        agent, _ = scripted("One.", store=store, project=tmp_path / name)
        await agent.run("Go.", session=f"in-{name}")
    assert await newest_session(store, str(tmp_path / "a")) == "in-a"
    with pytest.raises(ConfigError, match="no session of the project"):
        await newest_session(store, str(tmp_path))


async def test_a_fork_of_a_compacted_session_has_its_window() -> None:
    """What the compaction made is the fork's, too, which opens without the whole log."""
    store = MemoryStore()
    model = ScriptedModel(
        [f"{n} " + "word " * 150 for n in range(8)] + ["End.", "End."], window=1024
    )
    agent = Agent(engine=model, tools=(), system="Help.", few_shot=(), store=store)
    async with agent.session("s") as session:
        for number in range(8):
            await session.send(f"Question {number}?")
        before = session.transcript
        assert before.epoch is not None
        forked = await session.fork(None, "f")
        async with forked:
            assert forked.transcript.epoch == before.epoch
            assert forked.transcript.in_window == before.in_window
            assert forked.transcript.first > 0
            assert (await forked.send("And now?")).text == "End."


async def test_a_sub_agents_session_names_the_one_that_began_it() -> None:
    """So that the tree shows it there, and `--continue` leaves it out."""
    store = MemoryStore()
    agent, _ = scripted(
        calls(("delegate", {"task": "Count."})), "Seven.", "Done.", tools=("delegate",), store=store
    )
    await agent.run("Go.", session="s")
    by_parent = {each.parent: each for each in await summaries(store)}
    assert by_parent["s"].is_sub_agent
    assert not by_parent[""].is_sub_agent
    assert await newest_session(store, by_parent["s"].project) == "s"


async def test_a_number_that_was_moved_is_logged() -> None:
    """The library says so, as the command does."""
    agent, _ = scripted(calls(("forecast", {"city": "Oslo"})), "Done.")
    async with agent.session("s") as session:
        await session.send("Go.")
        with capture_logs() as logged:
            await session.fork(4)
    (line,) = [each for each in logged if "forked earlier" in each["event"]]
    assert (line["wanted"], line["at"]) == (4, 2)
