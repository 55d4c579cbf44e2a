"""Stores of earlier versions are brought up to date, whatever happens meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from agent import Agent
from agent.context.catalog import summaries
from agent.context.heading import Heading, decode_heading
from agent.context.transcript import Transcript, decode
from agent.errors import StoreError
from agent.events import ToolFinished
from agent.store import migrations
from agent.store.base import Store
from agent.store.database import postgres_engine, sqlite_engine
from agent.store.schema import metadata
from agent.store.sql import SQLStore
from agent.store.sqlite import SQLiteStore
from agent.testing import ScriptedModel
from tests.forking import PROCESSES
from tests.scripted import messages
from tests.store.conftest import open_at

OLD = Path(__file__).parent / "data" / "version-1.sqlite"
"""A session `old` of 13 entries with one artifact, written by the first version."""
HANDLE = "art_21211fb84d"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the old file."""
    return Path(shutil.copy(OLD, tmp_path / "s.sqlite"))


async def check(path: Path) -> None:
    store = SQLiteStore(path)
    entries = await store.load("old")
    assert [decode(entry).sequence for entry in entries] == list(range(13))
    assert await store.references("old") == [HANDLE]
    assert (await store.get(HANDLE)).startswith(b"line 0 of the log\n")
    await store.close()


async def test_an_old_store_keeps_everything(old: Path) -> None:
    """Its entries byte for byte, and its artifacts for the sessions that name them."""
    before = sqlite3.connect(old)
    rows = before.execute("SELECT entry FROM entries ORDER BY sequence").fetchall()
    before.close()
    store = SQLiteStore(old)
    assert await store.load("old") == [row[0] for row in rows]
    await store.close()
    await check(old)


async def test_an_old_session_goes_on(old: Path) -> None:
    """The next request has the whole conversation."""
    model = ScriptedModel(["Welcome."])
    agent = Agent(engine=model, tools=[], system="Help.", few_shot=(), store=old)
    async with agent, agent.session("old") as session:
        await session.send("And now?")
        (result,) = [r for r in session.transcript.records if isinstance(r, ToolFinished)]
    said = [message["content"] for message in messages(model.requests[0])]
    assert [said[0], said[1], said[3], said[-1]] == ["Help.", "Go.", result.text, "And now?"]


async def test_a_store_of_the_very_first_version_has_no_artifacts(tmp_path: Path) -> None:
    """Its one table is enough."""
    file = sqlite3.connect(tmp_path / "s.sqlite")
    file.execute("CREATE TABLE entries (session TEXT, sequence INTEGER, entry BLOB)")
    file.execute("INSERT INTO entries VALUES ('s', 0, x'61')")
    file.commit()
    file.close()
    store = SQLiteStore(tmp_path / "s.sqlite")
    assert len(await store.load("s")) == 1
    await store.close()


async def test_opening_twice_at_once_migrates_once(old: Path) -> None:
    """The second waits for the first."""
    opening = [PROCESSES.Process(target=SQLiteStore, args=(old,)) for _ in range(3)]
    for each in opening:
        each.start()
    for each in opening:
        each.join(60)
    assert [each.exitcode for each in opening] == [0, 0, 0]
    await check(old)


def _die_in(number: int, place: Path | str, moment: str) -> None:
    """Open a store in a process that is killed before, inside or after one migration's work."""
    work = migrations.MIGRATIONS[number]

    def dying(connection: Connection) -> None:
        if moment == "after":
            work(connection)
        else:
            connection.execute(text("CREATE TABLE half (number INTEGER)"))
        os.kill(os.getpid(), signal.SIGKILL)

    changed: list[Callable[[Connection], None]] = list(migrations.MIGRATIONS)
    changed[number] = dying
    migrations.MIGRATIONS = tuple(changed)
    open_at(place)


def die_in(number: int, place: Path | str, moment: str) -> None:
    dying = PROCESSES.Process(target=_die_in, args=(number, place, moment))
    dying.start()
    dying.join(60)
    assert dying.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("moment", ["inside", "after"])
@pytest.mark.parametrize("number", range(len(migrations.MIGRATIONS)))
async def test_a_migration_that_was_killed_is_made_again(
    old: Path, number: int, moment: str
) -> None:
    """The store is as it was before that migration, and the next to open it goes on there."""
    die_in(number, old, moment)
    file = sqlite3.connect(old)
    tables = {row[0] for row in file.execute("SELECT name FROM sqlite_master")}
    assert "half" not in tables
    if number:
        assert file.execute("SELECT number FROM holdfast_version").fetchall() == [(number,)]
    file.close()
    await check(old)


THIRD = Path(__file__).parent / "data" / "version-3.sqlite"
"""Three sessions of the third version: `old` of two runs with one artifact, its fork `half` that
ends in a run, and `broken` whose one entry is no record."""


@pytest.fixture
def third(place: Path | str) -> Path | str:
    """What the third version left behind, on both databases."""
    if isinstance(place, Path):
        return Path(shutil.copy(THIRD, place))
    engine = postgres_engine(place)
    source = sqlite3.connect(THIRD)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        for migration in migrations.MIGRATIONS[:3]:
            migration(connection)
        connection.execute(text("CREATE TABLE holdfast_version (number BIGINT NOT NULL)"))
        connection.execute(text("INSERT INTO holdfast_version VALUES (3)"))
        for table in ("sessions", "entries", "artifacts", "uses"):
            for row in source.execute(f"SELECT * FROM holdfast_{table}"):
                values = {f"v{place}": value for place, value in enumerate(row)}
                names = ", ".join(f":{name}" for name in values)
                connection.execute(text(f"INSERT INTO holdfast_{table} VALUES ({names})"), values)
    source.close()
    engine.dispose()
    return place


async def check_third(place: Path | str) -> None:
    store = open_at(place)
    infos = {info.session: info for info in await store.sessions()}
    for session, info in infos.items():
        assert info.size == sum(map(len, await store.load(session)))
    title = "Read the log, then say what it is, in as many words as you …"
    told = {name: decode_heading(info.heading) for name, info in infos.items()}
    whole = Heading(title, "done", 3, "scripted", "/srv")
    assert told == {
        "old": whole,
        "half": Heading(title, "unfinished", 0, "scripted", "/srv", "old", 2),
        "broken": None,
    }
    assert [await load_heading(store, name) for name in ("old", "half")] == [
        told["old"],
        told["half"],
    ]
    statuses = {each.session: each.status for each in await summaries(store)}
    assert statuses == {"old": "done", "half": "interrupted", "broken": "damaged"}
    assert (await store.get(HANDLE_OF_THIRD)).startswith(b"line 0 of the log\n")
    await store.close()


HANDLE_OF_THIRD = "art_cc9499db82"


async def load_heading(store: Store, session: str) -> Heading | None:
    """As it follows from the whole log."""
    return Transcript([decode(line) for line in await store.load(session)]).heading


async def test_the_third_version_is_listed_as_before(third: Path | str) -> None:
    """Each session's heading is what its log says; one that cannot be read has none."""
    await check_third(third)


@pytest.mark.parametrize("moment", ["inside", "after"])
async def test_headings_that_were_interrupted_are_made_again(
    third: Path | str, moment: str
) -> None:
    """On both databases the whole migration is there, or nothing of it."""
    die_in(3, third, moment)
    await check_third(third)


async def test_a_session_of_the_third_version_goes_on_counting(third: Path | str) -> None:
    """Where it was left."""
    model = ScriptedModel(["Once more."])
    agent = Agent(engine=model, tools=[], system="Help.", few_shot=(), store=str(third))
    async with agent, agent.session("old") as session:
        await session.send("And now?")
    store = open_at(third)
    (info,) = [each for each in await store.sessions() if each.session == "old"]
    heading = decode_heading(info.heading)
    assert heading == await load_heading(store, "old")
    assert heading is not None
    assert heading.turns == 4
    await store.close()


async def test_a_newer_store_is_left_alone(old: Path) -> None:
    """The message says what to do."""
    SQLiteStore(old)
    file = sqlite3.connect(old)
    file.execute("UPDATE holdfast_version SET number = 99")
    file.commit()
    file.close()
    with pytest.raises(StoreError, match=r"newer version.*Nothing was changed: update Holdfast"):
        SQLiteStore(old)


async def test_the_migrations_make_the_tables_of_the_schema(place: str | Path) -> None:
    """Both are written by hand, so they are compared, on both databases."""
    store = open_at(place)
    assert isinstance(store, SQLStore)
    with store._engine.connect() as connection:
        found = inspect(connection)
        for table in metadata.sorted_tables:
            columns = {each["name"] for each in found.get_columns(table.name)}
            assert columns == set(table.columns.keys())
            key = found.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key]
    await store.close()


def test_an_engine_of_a_fresh_file_has_no_tables(tmp_path: Path) -> None:
    """What is above is not made elsewhere."""
    engine = sqlite_engine(tmp_path / "s.sqlite")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
