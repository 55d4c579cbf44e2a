"""A session's heading follows from its records, and a list reads nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agent import Agent
from agent.context.catalog import newest_session, summaries
from agent.context.heading import Heading, decode_heading, encode_heading
from agent.context.transcript import Entry, Transcript, decode, encode
from agent.events import NoticeGiven, RunEnded, SessionOpened, UserSpoke
from agent.store.base import PAGE
from agent.store.memory import MemoryStore
from agent.testing import ScriptedModel, calls
from tests.scripted import scripted

OPENED = SessionOpened("s", "m", "", {}, project="/srv", parent="p", parent_records=3)


def after(*records: object) -> Heading:
    heading = Heading()
    for record in records:
        heading = heading.after(record)  # type: ignore[arg-type]
    return heading


def test_a_heading_comes_back_as_it_was() -> None:
    """Whatever the user says first."""
    heading = after(OPENED, UserSpoke('  Say "é\ud800"\n\n日本 ' + "x" * 90))
    assert len(heading.title) == 60
    stored = decode_heading(encode_heading(heading))
    assert stored is not None
    assert stored.title == heading.title.replace("\ud800", "?")
    assert (stored.state, stored.parent, stored.parent_records) == ("unfinished", "p", 3)


@pytest.mark.parametrize("stored", [b"", b"{}x", b"[]", b'{"turns":"many"}', b"\xff"])
def test_what_is_no_heading_is_not_taken_for_one(stored: bytes) -> None:
    """Then the log is read."""
    assert decode_heading(stored) is None


def test_the_first_message_is_the_title_and_the_last_end_the_state() -> None:
    """A note behind a run changes neither."""
    heading = after(OPENED, UserSpoke("a"), RunEnded("done"), UserSpoke("b"), RunEnded("cancelled"))
    assert (heading.title, heading.state) == ("a", "cancelled")
    assert heading.after(NoticeGiven("the time is 12:00")) == heading


def test_a_second_opening_changes_the_model_only() -> None:
    """The session comes from where it came from."""
    heading = after(OPENED, SessionOpened("s", "other", "", {}, project="/elsewhere"))
    assert heading == Heading("", "new", 0, "other", "/srv", "p", 3)


def test_a_session_that_becomes_a_tenant_s_is_it_in_its_heading() -> None:
    """It was nobody's, as those of earlier versions are, whose records do not say it."""
    written = json.loads(encode(Entry(0, 1.0, OPENED)))
    del written["record"]["tenant"]
    assert decode(json.dumps(written).encode()).record == OPENED
    heading = after(OPENED, replace(OPENED, tenant="acme"))
    assert (after(OPENED).tenant, heading.tenant) == ("", "acme")
    stored = json.loads(encode_heading(heading))
    del stored["tenant"]
    assert decode_heading(json.dumps(stored).encode()) == after(OPENED)


class Unread(MemoryStore):
    """Counts the entries that are read."""

    read = 0

    async def history(self, session: str, first: int = 0, most: int = PAGE) -> list[bytes]:
        """A page, counted."""
        page = await super().history(session, first, most)
        self.read += len(page)
        return page


async def test_a_list_reads_no_log() -> None:
    """However long; a search reads all of them."""
    store = Unread()
    agent, _ = scripted(calls(("forecast", {"city": "Oslo"})), "Rain.", store=store)
    for session in ("a", "b"):
        await agent.run("Go.", session=session)
    listed = await summaries(store)
    assert (await newest_session(store, listed[0].project)) == "b"
    assert store.read == 0
    assert listed == await summaries(store, verify=True)
    assert store.read > 0
    assert [each.session for each in await summaries(store, "Oslo")] == ["a"]


async def test_a_long_session_that_is_resumed_counts_on(tmp_path: Path) -> None:
    """Of its log only the newest part is in memory, and the heading is that of all of it."""
    words = "many words " * 40
    model = ScriptedModel([words], window=1280)
    agent = Agent(engine=model, tools=(), system="Help.", few_shot=(), store=tmp_path / "s.sqlite")
    async with agent:
        for _ in range(12):
            await agent.run(words, session="s")
        async with agent.session("s") as session:
            assert session.transcript.first > 0, "no compaction happened"
            whole = [entry async for entry in session.history()]
            assert session.transcript.heading == Transcript(whole).heading
            assert session.transcript.heading is not None
            assert session.transcript.heading.turns == 12


async def test_a_session_without_a_heading_gets_one_when_it_goes_on() -> None:
    """As one that was repaired."""
    store = MemoryStore()
    agent, _ = scripted("Yes.", store=store)
    await agent.run("Go.", session="s")
    lease = await store.acquire("copy")
    for number, line in enumerate(await store.load("s")):
        await store.append(lease, number, line)
    await store.release(lease)
    before = {each.session: each for each in await summaries(store)}
    assert (before["copy"].title, before["copy"].turns) == ("Go.", 1)
    await agent.run("And now?", session="copy")
    (info,) = [each for each in await store.sessions() if each.session == "copy"]
    heading = decode_heading(info.heading)
    assert heading == Transcript(decode(line) for line in await store.load("copy")).heading
