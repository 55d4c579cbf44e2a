"""A session is read along while another agent writes it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from agent.errors import ConfigError
from agent.events import RunEnded
from tests.scripted import scripted


async def test_records_come_as_another_agent_writes_them(tmp_path: Path) -> None:
    """What was there first, then what is new; the writer keeps its lease."""
    store = tmp_path / "s.sqlite"
    writer, _ = scripted("One.", "Two.", store=store)
    reader, _ = scripted(store=store)
    seen: list[str] = []
    first_run, second_run = asyncio.Event(), asyncio.Event()

    async def read() -> None:
        async with aclosing(reader.watch("s")) as entries:
            async for entry in entries:
                seen.append(entry.record.kind)
                if isinstance(entry.record, RunEnded):
                    (second_run if first_run.is_set() else first_run).set()

    async with writer, writer.session("s") as session, asyncio.timeout(20):
        await session.send("a")
        reading = asyncio.create_task(read())
        await first_run.wait()
        await session.send("b")
        await second_run.wait()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    assert seen[0] == "session_opened"
    assert seen.count("user_spoke") == 2


async def test_an_unknown_session_is_said(tmp_path: Path) -> None:
    agent, _ = scripted(store=tmp_path / "s.sqlite")
    with pytest.raises(ConfigError, match="there is no session nowhere"):
        async for _ in agent.watch("nowhere"):
            pass
