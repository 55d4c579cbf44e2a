"""Sessions: streams, resuming, and stores that fail, against a scripted model."""

from __future__ import annotations

import asyncio
import gc
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from agent import Agent, tool
from agent.context.transcript import Entry, decode, encode
from agent.engine.metrics import EngineMetrics
from agent.engine.request import Chunk, PromptCount, Request
from agent.engine.wire import chat_body
from agent.errors import ConfigError, StoreError
from agent.events import (
    Event,
    ModelAnswered,
    NoticeGiven,
    Record,
    RequestSent,
    RunEnded,
    SessionOpened,
    SizeDiffered,
    TextDelta,
    ToolFinished,
    ToolStarted,
)
from agent.runtime import Session
from agent.store.base import Lease, Marks
from agent.store.memory import MemoryStore
from agent.testing import Answering, ScriptedModel, Step, calls
from agent.types import Usage
from tests.scripted import SlowModel, forecast, last_text, messages, scripted


def ends(session: Session) -> list[str]:
    return [r.status for r in session.transcript.records if isinstance(r, RunEnded)]


class FailingStore(MemoryStore):
    """A disk that is full from the first record of one kind on, as often as `times` says."""

    def __init__(self, kind: type[Record], times: int = 1000) -> None:
        super().__init__()
        self.kind = kind
        self.times = times

    async def append(
        self, lease: Lease, sequence: int, entry: bytes, marks: Marks | None = None
    ) -> None:
        """Refuse an entry of this kind."""
        if isinstance(decode(entry).record, self.kind) and self.times:
            self.times -= 1
            raise StoreError("the disk is full")
        await super().append(lease, sequence, entry, marks)


class FullStore(MemoryStore):
    """Has no room for artifacts once it is `full`."""

    full = False

    async def put(self, content: bytes, session: str = "") -> str:
        """Refuse it."""
        if self.full:
            raise StoreError("the disk is full")
        return await super().put(content, session)


async def test_no_tool_outlives_a_run_whose_compaction_cannot_be_stored() -> None:
    """A compaction that is prepared beside the tools fails without them, and not before them."""

    @tool
    async def pages(number: int) -> str:
        """Many words, after a while."""
        await asyncio.sleep(0.05)
        return "word " * 250

    async def run_until_full(session: Session) -> None:
        async for event in session.stream("Go."):
            store.full = store.full or isinstance(event, ToolFinished)

    store = FullStore()
    turns = [calls(("pages", {"number": number})) for number in range(12)]
    model = ScriptedModel(turns, window=4096)
    agent = Agent(engine=model, tools=[pages], store=store, result_tokens=600, reserve_tokens=256)
    async with agent.session() as session:
        with pytest.raises(StoreError, match="full"):
            await run_until_full(session)
        kinds = [type(record) for record in session.transcript.records]
        assert kinds.count(ToolStarted) == kinds.count(ToolFinished) > 2
        await session.note("The disk is full.")
        await asyncio.sleep(0.1)
        assert isinstance(session.transcript.last, NoticeGiven)


async def test_half_a_pair_of_surrogates_ends_no_session() -> None:
    """The command line has them in arguments that are no UTF-8; what leaves the window is stored
    as UTF-8."""
    turns = [f"{number} {'word ' * 400}" for number in range(12)]
    agent = Agent(engine=ScriptedModel(turns, window=4096), tools=[], store="memory:")
    async with agent.session() as session:
        await session.note("In \udcfc.")
        for _ in turns:
            reply = await session.send("Go \udcff.")
            assert reply.status == "done"
        assert reply.context.epoch > 0
        assert [encode(entry) for entry in session.transcript] == [
            encode(decode(encode(entry))) for entry in session.transcript
        ]


async def test_leaving_the_stream_stops_the_run() -> None:
    """Also when the generator is just dropped, as `break` does."""
    agent, _ = scripted(calls(("hanging", {})), "Fine.")
    async with agent.session() as session:
        async for event in session.stream("Go."):
            if isinstance(event, ToolStarted):
                break
        assert (await session.send("Go on.")).text == "Fine."
        assert ends(session) == ["cancelled", "done"]


async def test_leaving_the_session_stops_its_run() -> None:
    """The run is over, and recorded as over, before the store is closed."""
    store = MemoryStore()
    agent, _ = scripted(calls(("hanging", {})), store=store)
    stream: AsyncIterator[Event]
    async with agent.session("s") as session:
        stream = session.stream("Go.")
        async for event in stream:
            if isinstance(event, ToolStarted):
                break
    last = decode((await store.load("s"))[-1]).record
    assert isinstance(last, RunEnded)
    assert last.status == "cancelled"
    await stream.aclose()  # type: ignore[attr-defined]


class SlowStore(MemoryStore):
    """A disk that has written an entry some time before it says so; notes who has which lease."""

    def __init__(self) -> None:
        super().__init__()
        self.delay = 0.0
        self.released: list[str] = []

    async def append(
        self, lease: Lease, sequence: int, entry: bytes, marks: Marks | None = None
    ) -> None:
        """Keep the entry at once."""
        await super().append(lease, sequence, entry, marks)
        await asyncio.sleep(self.delay)

    async def release(self, lease: Lease) -> None:
        """Note it."""
        self.released.append(lease.session)
        await super().release(lease)


async def cancel_often(task: asyncio.Task[None]) -> None:
    """As a limit of time, the user and the end of the program do, one after the other."""
    for _ in range(5):
        await asyncio.sleep(0.01)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_record_survives_that_its_writer_is_cancelled_twice() -> None:
    """Else the store would have an entry that the transcript has not, and take no other."""
    store = SlowStore()
    agent, _ = scripted("Fine.", store=store)
    async with agent.session("s") as session:
        store.delay = 0.1
        await cancel_often(asyncio.ensure_future(session.note("It is noon.")))
        store.delay = 0.0
        assert (await session.send("Go.")).text == "Fine."
        assert await store.load("s") == [encode(entry) for entry in session.transcript]


async def test_a_run_is_over_when_its_stopping_is_however_often_that_is_cancelled() -> None:
    """What it still records would get between the records of the next run."""

    @tool
    async def lingering() -> str:
        """Takes its time to stop."""
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.2)
        return "never"

    agent, _ = scripted(calls(("lingering", {})), "Fine.", tools=(lingering,))
    async with agent.session() as session:
        running = asyncio.Event()

        async def run() -> None:
            async with aclosing(session.stream("Go.")) as events:
                async for event in events:
                    if isinstance(event, ToolStarted):
                        running.set()

        going = asyncio.ensure_future(run())
        await running.wait()
        await cancel_often(going)
        assert ends(session) == ["cancelled"]
        assert (await session.send("Go on.")).text == "Fine."
        kinds = [type(record) for record in session.transcript.records]
        assert kinds.count(ToolFinished) == 1


async def test_a_session_is_let_go_however_often_its_end_is_cancelled() -> None:
    """Else nobody could open it as long as this process lives."""
    store = SlowStore()
    agent, _ = scripted(calls(("hanging", {})), store=store)
    running = asyncio.Event()

    async def work() -> None:
        async with agent.session("s") as session, aclosing(session.stream("Go.")) as events:
            async for event in events:
                if isinstance(event, ToolStarted):
                    store.delay = 0.2
                    running.set()

    working = asyncio.ensure_future(work())
    await running.wait()
    await cancel_often(working)
    assert store.released == ["s"]


LONG = "".join(f"line {number} of the log\n" for number in range(3000))


@tool
async def log() -> str:
    """A long text."""
    return LONG


@tool
def image() -> bytes:
    """No text."""
    return b"\x89PNG\r\n\x1a\n\0"


def _reads_on(request: Request) -> Answering:
    where = re.search(r"Read on with (\{.*\})\]", last_text(request))
    assert where is not None
    return calls(("read_artifact", json.loads(where[1])))


async def test_a_long_result_enters_in_part_and_can_be_read_on() -> None:
    """The model follows the offset, the user has all of it."""
    agent, model = scripted(
        calls(("log", {})), _reads_on, "Done.", tools=(log, "read_artifact"), result_tokens=200
    )
    async with agent.session() as session:
        reply = await session.send("Go.")
        artifact = reply.tool_calls[0].artifact
        assert await session.artifact(artifact) == LONG.encode()
    cut, page = [m["content"] for m in messages(model.requests[2]) if m["role"] == "tool"]
    head = cut.partition("\n[")[0]
    assert LONG.startswith(head + page.partition("\n[")[0])
    assert reply.tool_calls[1].artifact == ""


async def test_a_result_that_is_no_text_is_shown_by_its_handle() -> None:
    """And the report of the run has it."""
    agent, model = scripted(calls(("image", {})), "Done.", tools=(image,))
    async with agent.session() as session:
        reply = await session.send("Go.")
        called = reply.to_json()["tool_calls"][0]
        assert last_text(model.requests[1]).startswith("[9 bytes of image/png, kept as art_")
        assert called["ok"]
        assert await session.artifact(called["artifact"]) == image()


async def test_a_report_has_a_handle_only_where_there_is_one() -> None:
    """A short result has none."""
    agent, _ = scripted(calls(("forecast", {"city": "Rome"})), "Done.")
    assert "artifact" not in (await agent.run("Go.")).to_json()["tool_calls"][0]


async def test_a_handle_that_is_not_there_is_named() -> None:
    """The user gets an error, not an empty result."""
    agent, _ = scripted("One.")
    async with agent.session() as session:
        with pytest.raises(StoreError, match="no artifact art_0123456789"):
            await session.artifact("art_0123456789")


async def test_a_resumed_session_sends_the_same_part_of_a_long_result(tmp_path: Path) -> None:
    """Also when the budget is another then: it was decided when the result arrived."""
    given = {"tools": (log,), "store": tmp_path / "s.sqlite"}
    first, before = scripted(calls(("log", {})), "Done.", result_tokens=200, **given)
    async with first:
        handle = (await first.run("Go.", session="s")).tool_calls[0].artifact
    second, after = scripted("Well.", result_tokens=2000, **given)
    async with second, second.session("s") as session:
        await session.send("Go on.")
        assert await session.artifact(handle) == LONG.encode()
    sent = before.requests[1].prompt.segments
    assert after.requests[0].prompt.segments[: len(sent)] == sent


async def test_a_long_result_is_durable_before_its_record() -> None:
    """A record never has a handle that leads nowhere."""
    order: list[str] = []

    class Watched(MemoryStore):
        async def put(self, content: bytes, session: str = "") -> str:
            order.append("artifact")
            return await super().put(content, session)

        async def append(
            self, lease: Lease, sequence: int, entry: bytes, marks: Marks | None = None
        ) -> None:
            order.append(decode(entry).record.kind)
            await super().append(lease, sequence, entry, marks)

    agent, _ = scripted(calls(("log", {})), "Done.", tools=(log,), store=Watched())
    await agent.run("Go.")
    assert order.count("artifact") == 1
    assert order[order.index("artifact") + 1] == "tool_finished"


async def test_a_session_outside_its_block_names_the_fix() -> None:
    """Forgetting `async with` is a common slip."""
    agent, _ = scripted("One.")
    with pytest.raises(ConfigError, match="async with"):
        await agent.session().send("a")


async def _two_runs(agent: Agent, session: str) -> None:
    async with agent, agent.session(session) as opened:
        await opened.send("Oslo")
        await opened.send("thanks")


async def test_a_resumed_session_sends_the_same_bytes(tmp_path: Path) -> None:
    """A new agent on the same store goes on where the old one would have gone on."""
    script: tuple[Step, ...] = (calls(("forecast", {"city": "Oslo"})), "Räin ☂.", "Bye.", "Again.")
    whole, uninterrupted = scripted(*script, store=tmp_path / "whole.sqlite")
    async with whole, whole.session("s") as session:
        for text in ("Oslo", "thanks", "more"):
            await session.send(text)
    first, _ = scripted(*script, store=tmp_path / "parts.sqlite")
    await _two_runs(first, "s")
    second, resumed = scripted("Again.", store=tmp_path / "parts.sqlite")
    async with second, second.session("s") as session:
        await session.send("more")
    wanted, got = uninterrupted.requests[-1], resumed.requests[-1]
    assert got.prompt == wanted.prompt
    assert chat_body(got, "m") == chat_body(wanted, "m")


async def _died_in_a_tool(store: MemoryStore, tmp_path: Path, records: int) -> None:
    """Keep the head of a real session, as a process leaves it that was killed there."""
    agent, _ = scripted(calls(("forecast", {"city": "Oslo"}), ("forecast", {"city": "Rome"})), "R.")
    async with agent, agent.session("s") as session:
        await session.send("Go.")
        entries = list(session.transcript)[:records]
    lease = await store.acquire("s")
    for entry in entries:
        await store.append(lease, entry.sequence, encode(entry))
    await store.release(lease)


@pytest.mark.parametrize(
    ("records", "told"),
    [
        (4, ["was started", "was started"]),
        (6, ["was started", "was started"]),
        (7, ["may already have had an effect", "was started"]),
        (8, ["may already have had an effect", "may already have had an effect"]),
        (9, ["may already have had an effect", "rain in Rome"]),
    ],
)
async def test_a_tool_that_a_dead_process_started_is_not_run_again(
    tmp_path: Path, records: int, told: list[str]
) -> None:
    """The model is told of each call what is known of it, in the order of the calls."""
    store = MemoryStore()
    await _died_in_a_tool(store, tmp_path, records)
    agent, model = scripted("Fine.", store=store)
    async with agent.session("s") as session:
        await session.send("And now?")
        assert ends(session) == ["cancelled", "done"]
        started = [r for r in session.transcript.records if isinstance(r, ToolStarted)]
    assert len(started) == max(0, records - 6) - (records == 9)
    sent = messages(model.requests[0])
    assert [m["role"] for m in sent] == ["system", "user", "assistant", "tool", "tool", "user"]
    for message, words in zip(sent[3:5], told, strict=True):
        assert words in message["content"]


async def test_resuming_twice_after_a_crash_settles_once(tmp_path: Path) -> None:
    """Opening a session changes nothing that is settled."""
    store = MemoryStore()
    await _died_in_a_tool(store, tmp_path, 5)
    agent, _ = scripted("Fine.", store=store)
    async with agent.session("s") as session:
        settled = len(session.transcript)
    async with agent.session("s") as session:
        assert len(session.transcript) == settled


async def test_a_session_keeps_its_prefix_when_the_tools_change() -> None:
    """The cache holds the old one; new sessions get the new one."""
    store = MemoryStore()
    before, old = scripted("One.", store=store)
    await before.run("a", session="s")
    after, new = scripted("One.", store=store, tools=(forecast,), system="Other.")
    await after.run("b", session="s")
    await after.run("c")
    assert new.requests[0].prompt.tools == old.requests[0].prompt.tools
    assert new.requests[0].prompt.segments[:1] == old.requests[0].prompt.segments[:1]
    assert new.requests[1].prompt.tools != old.requests[0].prompt.tools


async def test_a_tool_that_is_gone_is_told_to_the_model() -> None:
    """The kept prefix still offers it."""
    store = MemoryStore()
    await scripted("One.", store=store)[0].run("a", session="s")
    agent, model = scripted(calls(("hanging", {})), "Fine.", store=store, tools=(forecast,))
    await agent.run("b", session="s")
    assert last_text(model.requests[1]) == (
        "Error: there is no tool named hanging. The tools are: forecast."
    )


async def test_a_store_that_holds_something_else_is_one_error() -> None:
    """Whatever lies there is not sent to a model."""
    store = MemoryStore()
    lease = await store.acquire("s")
    await store.append(lease, 0, encode(Entry(0, 0.0, RunEnded("done"))))
    await store.release(lease)
    agent, _ = scripted("One.", store=store)
    with pytest.raises(StoreError, match="s does not begin"):
        await agent.run("a", session="s")


@pytest.mark.parametrize("kind", [ToolStarted, ToolFinished, RunEnded, SessionOpened])
async def test_a_full_disk_is_one_clear_error(kind: type[Record]) -> None:
    """Whatever could not be stored, the caller gets the store's error and no other noise."""
    agent, _ = scripted(calls(("forecast", {"city": "Oslo"})), "R.", store=FailingStore(kind))
    with pytest.raises(StoreError, match=r"^the disk is full$"):
        await agent.run("Go.", session="s")
    gc.collect()


async def test_a_tool_does_not_run_when_its_start_cannot_be_stored() -> None:
    """Logged before acted."""
    ran: list[str] = []

    @tool
    def act() -> str:
        """Has an effect."""
        ran.append("act")
        return "done"

    agent, _ = scripted(calls(("act", {})), store=FailingStore(ToolStarted), tools=(act,))
    with pytest.raises(StoreError):
        await agent.run("Go.")
    assert ran == []


async def test_a_session_goes_on_after_its_store_recovered() -> None:
    """No call is left without a result: the next prompt is one that a server takes."""
    store = FailingStore(ToolFinished, times=1)
    agent, model = scripted(calls(("forecast", {"city": "Oslo"})), "Fine.", store=store)
    async with agent.session("s") as session:
        with pytest.raises(StoreError):
            await session.send("Go.")
        assert (await session.send("Again.")).text == "Fine."
    sent = messages(model.requests[-1])
    assert [m["role"] for m in sent] == ["system", "user", "assistant", "tool", "user"]


async def test_a_note_stands_behind_what_was_said() -> None:
    """What changes is appended; nothing that was sent is touched."""
    agent, model = scripted("Hello.", "It is noon.")
    async with agent.session() as session:
        await session.send("Hi.")
        await session.note("the time is 12:00")
        await session.send("What time is it?")
        noted = [r.text for r in session.transcript.records if isinstance(r, NoticeGiven)]
    assert noted == ["[Note: the time is 12:00]"]
    first, second = (messages(request) for request in model.requests)
    assert second[: len(first)] == first
    assert [each["content"] for each in second[-2:]] == [noted[0], "What time is it?"]


async def test_an_empty_note_is_refused() -> None:
    """Nobody would read it."""
    agent, _ = scripted()
    async with agent.session() as session:
        with pytest.raises(ConfigError, match="the note is empty"):
            await session.note("  ")


async def test_a_size_that_was_predicted_otherwise_is_said() -> None:
    """With both numbers, for whoever watches."""
    agent, model = scripted("Fine.")
    async with agent.session() as session:
        opened = session._open().loop.planner
        plan = await opened.plan(session._open().journal.window)
        size = plan.count.tokens
        right, wrong = Usage(size, 0, 1), Usage(size + 3, 0, 1)
        assert plan.size_differed(1, right) is None
        assert plan.size_differed(1, wrong) == SizeDiffered(1, size, size + 3)
        bound = replace(plan, count=PromptCount(size))
        assert bound.size_differed(1, wrong) is None  # a bound is no prediction
    assert model.requests == []


async def _stopped(session: Session, shown: str) -> None:
    """A run that its user stops when so much of the answer is there."""
    heard = ""
    async with aclosing(session.stream("Tell me.")) as events:
        async for event in events:
            heard += event.text if isinstance(event, TextDelta) else ""
            if heard == shown:
                break


async def test_a_stopped_answer_keeps_its_part() -> None:
    """The user has read it, and the model knows what it had said."""
    model = SlowModel(["One two three four.", "Fine."])
    agent = Agent(engine=model, tools=(), system="Help.", few_shot=(), store="memory:")
    async with agent.session() as session:
        await _stopped(session, "One two ")
        part = session.reply()
        assert (part.status, part.text) == ("cancelled", "One two ")
        (answered,) = [r for r in session.transcript.records if isinstance(r, ModelAnswered)]
        assert (answered.finish_reason, answered.token_ids) == ("abort", (1001, 1002))
        assert answered.usage == Usage(part.usage.prompt_tokens, None, 2)
        assert part.usage.prompt_tokens > 0
        await session.send("Go on.")
    sent = messages(model.requests[1])
    assert [m["role"] for m in sent] == ["system", "user", "assistant", "user"]
    assert sent[2]["content"] == "One two "
    first, second = [request.prompt.segments for request in model.requests]
    assert second[: len(first)] == first


async def test_an_answer_that_is_stopped_before_its_first_word_leaves_nothing() -> None:
    """There is no empty message of the model in the conversation."""
    model = SlowModel(["One.", "Fine."], stuck_after=0)
    agent = Agent(engine=model, tools=(), system="Help.", few_shot=(), store="memory:")
    async with agent.session() as session:
        async with aclosing(session.stream("Tell me.")) as events:
            async for event in events:
                if isinstance(event, RequestSent):
                    break
            await model.stuck.wait()
        await session.send("Go on.")
    assert [m["role"] for m in messages(model.requests[-1])] == ["system", "user", "user"]


async def test_a_resumed_session_sends_a_stopped_answer_as_it_was_kept(tmp_path: Path) -> None:
    """Byte for byte what the process that was there all the time sends."""
    bodies = []
    for reopened in (False, True):
        store = tmp_path / f"{reopened}.sqlite"
        model = SlowModel(["One two three four.", "Fine."])
        agent = Agent(engine=model, tools=(), system="Help.", few_shot=(), store=store)
        async with agent, AsyncExitStack() as stack:
            session = await stack.enter_async_context(agent.session("s"))
            await _stopped(session, "One two ")
            if reopened:
                await stack.aclose()
                session = await stack.enter_async_context(agent.session("s"))
            await session.send("Go on.")
        bodies.append(chat_body(model.requests[-1], "m"))
    assert bodies[0] == bodies[1]


async def test_a_process_that_dies_behind_a_stopped_answer_leaves_it_stopped() -> None:
    """It is not taken for a whole one when the run is resumed."""
    store = FailingStore(RunEnded, times=1)
    model = SlowModel(["One two three four.", "Fine."])
    agent = Agent(engine=model, tools=(), system="Help.", few_shot=(), store=store)
    async with agent.session("s") as session:
        await _stopped(session, "One two ")
    async with agent.session("s") as session:
        assert session.interrupted
        reply = await session.resume()
    assert (reply.status, reply.text) == ("cancelled", "One two ")
    assert len(model.requests) == 1


async def test_a_whole_answer_is_kept_when_the_user_stops_behind_it() -> None:
    """Also while it is found out why the cache missed."""

    class Asked(SlowModel):
        async def metrics(self, session: str = "") -> EngineMetrics:
            if self.requests:
                await asyncio.sleep(60)
            return EngineMetrics()

        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            async for chunk in SlowModel.stream(self, request):
                missed = replace(chunk.usage, cached_tokens=0) if chunk.usage else None
                yield replace(chunk, usage=missed)

    model = Asked(["One."] * 3, stuck_after=9)
    agent = Agent(engine=model, tools=(), system="Help. " * 30, few_shot=(), store="memory:")
    async with agent.session() as session:
        await session.send("First.")
        await _stopped(session, "One.")
        assert session.reply().text == "One."
        assert ends(session) == ["done", "cancelled"]


async def test_an_answer_that_runs_out_of_time_keeps_its_part() -> None:
    """It was shown, and the run says why it ended."""
    model = SlowModel(["One two three four.", "Fine."])
    agent = Agent(
        engine=model,
        tools=(),
        system="Help.",
        few_shot=(),
        store="memory:",
        max_run_seconds=0.5,
    )
    reply = await agent.run("Tell me.")
    assert (reply.status, reply.text) == ("time_limit", "One two ")
