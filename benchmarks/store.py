"""What the session store costs: make bench-store.

    benchmarks/store.py [--seconds 60]

Opens a session of 20,000 entries and 50 MB of artifacts, appends to a short and to a long session,
and lets 20 processes work on 200 sessions of one store. Times are wall clock on this machine's disk
with every commit synced.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import insert

from agent import Agent
from agent.context.prefix import Prefix
from agent.context.transcript import Entry, Transcript, encode
from agent.errors import SessionBusy
from agent.events import (
    Asked,
    EpochOpened,
    ModelAnswered,
    Record,
    RequestSent,
    RunEnded,
    SessionOpened,
    ToolFinished,
    ToolStarted,
    UserSpoke,
)
from agent.store import schema
from agent.store.base import Marks
from agent.store.chain import START, chained
from agent.store.postgres import PostgresStore
from agent.store.sql import SQLStore
from agent.store.sqlite import SQLiteStore
from agent.testing import ScriptedModel
from agent.types import AssistantMessage, ToolCall, ToolOutcome, Usage
from tests import postgres

PROCESSES, SESSIONS = 20, 200
EPOCH = 400
"""Entries from one compaction to the next in the long session."""


def store_at(place: str) -> SQLStore:
    """The store at a path or an address."""
    return PostgresStore(place) if place.startswith("postgresql:") else SQLiteStore(Path(place))


def long_session(session: str, count: int) -> tuple[list[Entry], Marks]:
    """The entries of a session that has used tools and was compacted many times."""
    transcript = Transcript()

    def add(record: Record) -> None:
        transcript.append(transcript.next_entry(record, 0.0))

    prefix = Prefix.render("Help.")
    add(SessionOpened(session, "scripted", prefix.hash, prefix.to_json()))
    number = 0
    while transcript.end < count:
        number += 1
        call = ToolCall(f"c{number}", "look", '{"place":"somewhere"}')
        add(UserSpoke(f"What is in place {number}?"))
        add(RequestSent(1, 2000, 1900, 500))
        message = AssistantMessage(tool_calls=(call,))
        add(ModelAnswered(1, message, "tool_calls", Usage(2000, 1900, 20), 1.0, 2.0))
        add(ToolStarted(call, f"{session}/{transcript.end - 1}/{call.id}"))
        add(ToolFinished(call, ToolOutcome("much to read here " * 40), "much to read here " * 40))
        add(RequestSent(2, 2200, 2000, 500))
        message = AssistantMessage("There is much to read. " * 5)
        add(ModelAnswered(2, message, "stop", Usage(2200, 2000, 30), 1.0, 2.0))
        add(RunEnded("done"))
        if transcript.end % EPOCH < 8:
            kept = transcript.end - 40
            asked = (Asked("What is in the first place?", pinned=False),)
            opening = "[The conversation so far.]"
            epoch = transcript.epoch.number + 1 if transcript.epoch else 1
            add(EpochOpened(epoch, kept, opening, (), (), "", 4000, Usage(), (20, 30) * 16, asked))
    return transcript[:], transcript.marks()


async def build(place: str, session: str, count: int, artifact_bytes: int) -> None:
    """Write the long session in one transaction, and its artifacts."""
    store = store_at(place)
    entries, marks = long_session(session, count)
    head, rows = START, []
    for entry in entries:
        line = encode(entry)
        head = chained(head, line)
        rows.append({"session": session, "sequence": entry.sequence, "entry": line, "hash": head})
    lease = await store.acquire(session)
    with store._engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(insert(schema.entries), rows)
        connection.execute(
            schema.sessions.update()
            .where(schema.sessions.c.session == session)
            .values(
                entries=len(rows),
                head=head,
                size=sum(len(row["entry"]) for row in rows),
                **asdict(marks),
            )
        )
    rng = random.Random(0)
    for _ in range(max(1, artifact_bytes // 1_000_000)):
        await store.put(rng.randbytes(1_000_000), session)
    await store.release(lease)
    await store.close()


@dataclass(frozen=True)
class Opened:
    """Median milliseconds, and the most memory that one opening took, in bytes."""

    milliseconds: float
    memory: int
    held: int


async def opening(place: str, session: str, times: int = 15) -> Opened:
    """Open a session as a user does, many times."""
    agent = Agent(
        engine=ScriptedModel(["Yes."]), tools=[], system="Help.", few_shot=(), store=place
    )
    took = []
    async with agent:
        for _ in range(times):
            began = time.perf_counter()
            async with agent.session(session) as opened:
                took.append(time.perf_counter() - began)
                held = len(opened.transcript)
        tracemalloc.start()
        async with agent.session(session):
            memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return Opened(statistics.median(took) * 1000, memory, held)


async def appending(place: str, sessions: Sequence[str], times: int = 200) -> list[float]:
    """Median milliseconds of an append to each of these sessions, measured in turns."""
    store = store_at(place)
    held = [(await store.acquire(each), len(await store.load(each))) for each in sessions]
    took: list[list[float]] = [[] for _ in sessions]
    for number in range(times):
        for (lease, length), times_of in zip(held, took, strict=True):
            began = time.perf_counter()
            await store.append(lease, length + number, b"x" * 400)
            times_of.append(time.perf_counter() - began)
    await store.close()
    return [statistics.median(each) * 1000 for each in took]


async def worker(place: str, seed: int, seconds: float) -> None:
    """Mixed work until the time is over; prints what was done and how long appends took."""
    rng = random.Random(seed)
    store = store_at(place)
    done = Counter[str]()
    took: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        session = f"s{rng.randrange(SESSIONS)}"
        try:
            lease = await store.acquire(session)
        except SessionBusy:
            done["busy"] += 1
            continue
        recent = await store.recent(session)
        first = 0 if recent is None else recent.first + len(recent.entries)
        for number in range(first, first + rng.randint(1, 20)):
            entry = json.dumps({"fence": lease.fence, "pid": os.getpid(), "number": number})
            began = time.perf_counter()
            marks = Marks(0, number - number % 50, b"x" * 200)
            await store.append(lease, number, entry.encode() + b" " * 400, marks)
            took.append(time.perf_counter() - began)
        if rng.random() < 0.2:
            await store.put(b"%d" % rng.randrange(1000) * 2000, session)
            done["artifacts"] += 1
        if rng.random() < 0.1:
            await store.history(session, max(0, first - 100))
            done["pages"] += 1
        await store.release(lease)
        done["sessions"] += 1
    await store.close()
    print(json.dumps({"done": done, "took": took}))


@dataclass(frozen=True)
class Mixed:
    """What the processes did together. `p99` and `median` are of one append, in milliseconds."""

    appends: int
    per_second: float
    median: float
    p99: float
    busy: int
    sessions: int


async def mixed(place: str, seconds: float, processes: int = PROCESSES) -> Mixed:
    """Let many processes work on one store, then check that nothing is damaged.

    Raises:
        AssertionError: a session had two writers, or its hashes are broken.
    """
    await store_at(place).close()
    running = [_start(place, seconds, each) for each in range(processes)]
    outputs = await asyncio.gather(*(asyncio.to_thread(each.communicate) for each in running))
    assert all(each.returncode == 0 for each in running), "a worker failed"
    reports = [json.loads(output) for output, _ in outputs]
    took = sorted(each for report in reports for each in report["took"])
    checked = await check(place)
    assert checked == len(took), f"{len(took)} entries were written and {checked} are there"
    return Mixed(
        appends=len(took),
        per_second=len(took) / seconds,
        median=took[len(took) // 2] * 1000,
        p99=took[len(took) * 99 // 100] * 1000,
        busy=sum(report["done"].get("busy", 0) for report in reports),
        sessions=sum(report["done"].get("sessions", 0) for report in reports),
    )


def _start(place: str, seconds: float, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--worker", place, "--seconds", str(seconds)]
    root = str(Path(__file__).parents[1])
    return subprocess.Popen(
        [*command, "--seed", str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )


async def check(place: str) -> int:
    """How many entries there are, if each session's are whole and had one writer at a time."""
    store = store_at(place)
    count = 0
    for info in await store.sessions():
        lines = [json.loads(entry) for entry in await store.load(info.session)]
        writers = {line["fence"]: line["pid"] for line in lines}
        fences = [line["fence"] for line in lines]
        assert fences == sorted(fences), f"{info.session}: an older writer wrote later"
        assert all(writers[line["fence"]] == line["pid"] for line in lines), info.session
        count += len(lines)
    await store.close()
    return count


async def report(place: str, seconds: float) -> None:
    """Measure one store."""
    await build(place, "long", 20_000, 50_000_000)
    await build(place, "short", 100, 0)
    opened = await opening(place, "long")
    print(
        f"open 20,000 entries, 50 MB  {opened.milliseconds:6.1f} ms median, "
        f"{opened.memory / 1e6:.1f} MB, {opened.held} entries held"
    )
    short, long = await appending(place, ["short", "long"])
    print(f"append at 100 / at 20,000   {short:6.2f} / {long:.2f} ms median")
    store = store_at(place)
    for each in ("long", "short"):
        await store.remove(each)
    await store.close()
    work = await mixed(place, seconds)
    print(
        f"{PROCESSES} processes, {SESSIONS} sessions  {work.per_second:6.0f} appends/s, "
        f"median {work.median:.1f} ms, p99 {work.p99:.1f} ms, {work.busy} times busy; all whole"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        asyncio.run(worker(given.worker, given.seed, given.seconds))
        return
    with tempfile.TemporaryDirectory() as directory:
        print("SQLite")
        asyncio.run(report(f"{directory}/s.sqlite", given.seconds))
    programs = postgres.programs()
    if programs is None:
        print("PostgreSQL is not installed here: scripts/setup-system --tests installs it")
        return
    with postgres.server(programs) as address:
        print("PostgreSQL")
        asyncio.run(report(f"{address}/postgres", given.seconds))


if __name__ == "__main__":
    main()
