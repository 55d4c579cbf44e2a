"""One suite for the sessions of every store."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from agent.errors import ConfigError, LeaseLost, SessionBusy, SessionDamaged, StoreError
from agent.store import leases
from agent.store.base import Lease, Marks, Store
from agent.store.postgres import PostgresStore
from agent.store.sql import SQLStore
from agent.store.sqlite import SQLiteStore
from tests.store.conftest import open_at


async def fill(store: Store, session: str, *entries: bytes) -> Lease:
    lease = await store.acquire(session)
    for number, entry in enumerate(entries):
        await store.append(lease, number, entry)
    return lease


async def test_entries_come_back_in_order(store: Store) -> None:
    """What was appended is what is loaded."""
    await fill(store, "s", b"a", b"\x00\xff", b"c")
    assert await store.load("s") == [b"a", b"\x00\xff", b"c"]


async def test_an_unknown_session_is_empty(store: Store) -> None:
    """A new session begins like this."""
    assert await store.load("nobody") == []
    assert await store.history("nobody") == []
    assert await store.recent("nobody") is None


async def test_sessions_do_not_mix(store: Store) -> None:
    """Each has its own entries, and the list tells how many and who has them open."""
    await store.release(await fill(store, "b", b"1"))
    await fill(store, "a", b"2", b"3")
    listed = [(each.session, each.entries, each.writer is None) for each in await store.sessions()]
    assert listed == [("a", 2, False), ("b", 1, True)]
    assert await store.load("a") == [b"2", b"3"]


async def test_a_session_that_was_opened_and_never_written_is_not_listed(store: Store) -> None:
    """Nothing was said in it."""
    await store.release(await store.acquire("s"))
    assert await store.sessions() == []


async def test_who_is_cancelled_while_opening_has_not_opened(store: Store) -> None:
    """The session is free at once, not when a lease that nobody knows of has run out."""
    acquiring = asyncio.ensure_future(store.acquire("s"))
    await asyncio.sleep(0)
    if acquiring.cancel():  # memory has answered already
        with pytest.raises(asyncio.CancelledError):
            await acquiring
    else:
        await store.release(await acquiring)
    await store.release(await store.acquire("s"))


async def test_a_number_is_given_once(store: Store) -> None:
    """A gap or a second entry of one number is refused, and nothing is written."""
    lease = await fill(store, "s", b"a")
    for number in (0, 2):
        with pytest.raises(StoreError, match=f"entry {number} cannot follow entry 0"):
            await store.append(lease, number, b"b")
    await store.append(lease, 1, b"b")
    assert await store.load("s") == [b"a", b"b"]


async def test_history_comes_in_pages(store: Store) -> None:
    """A long session is read piece by piece."""
    await fill(store, "s", *(b"%d" % number for number in range(7)))
    assert await store.history("s", 2, 3) == [b"2", b"3", b"4"]
    assert await store.history("s", 5, 3) == [b"5", b"6"]
    assert await store.history("s", 7, 3) == []


async def test_opening_needs_only_what_the_marks_name(store: Store) -> None:
    """The entry with the prefix, and the newest ones."""
    lease = await fill(store, "s", *(b"%d" % number for number in range(9)))
    await store.append(lease, 9, b"9", Marks(opened=1, window_from=7))
    recent = await store.recent("s")
    assert recent is not None
    assert (recent.opened, recent.first) == (b"1", 7)
    assert list(recent.entries) == [b"7", b"8", b"9"]


async def test_a_session_has_one_writer(store: Store) -> None:
    """Who has it open, and since when, is said."""
    lease = await fill(store, "s", b"a")
    with pytest.raises(SessionBusy, match="session s"):
        await store.acquire("s")
    await store.release(lease)
    assert (await store.acquire("s")).fence > lease.fence


async def test_a_removed_session_is_gone(store: Store) -> None:
    """And its id can be used again; one that is being written stays."""
    lease = await fill(store, "s", b"a")
    with pytest.raises(SessionBusy):
        await store.remove("s")
    await store.release(lease)
    await store.remove("s")
    assert await store.load("s") == []
    await fill(store, "s", b"b")


async def test_a_watcher_gets_what_is_there_and_what_comes(store: Store) -> None:
    """Each entry once, in order."""
    lease = await fill(store, "s", b"a", b"b")

    async def grow() -> None:
        for number in (2, 3):
            await asyncio.sleep(0.05)
            await store.append(lease, number, b"%d" % number)

    growing = asyncio.ensure_future(grow())
    seen = []
    async with asyncio.timeout(20), aclosing(store.watch("s", 1)) as entries:
        async for entry in entries:
            seen.append(entry)
            if len(seen) == 3:
                break
    await growing
    assert seen == [b"b", b"2", b"3"]


async def test_another_process_sees_what_was_appended(place: str | Path, durable: Store) -> None:
    """It is durable when `append` returns."""
    await fill(durable, "s", b"a")
    other = open_at(place)
    assert await other.load("s") == [b"a"]
    with pytest.raises(SessionBusy, match=r"open in process \d+ on .* since 20\d\d-"):
        await other.acquire("s")
    await other.close()


async def test_a_lease_that_ran_out_is_taken_over_and_fenced_off(
    place: str | Path, durable: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that lost it hears of it at its next append, and nothing of it is written."""
    monkeypatch.setattr(leases, "SECONDS", 0.05)
    lost = await fill(durable, "s", b"a")
    await asyncio.sleep(0.1)
    other = open_at(place)
    lease = await other.acquire("s")
    with pytest.raises(LeaseLost, match="taken over"):
        await durable.append(lost, 1, b"mine")
    await other.append(lease, 1, b"theirs")
    assert await durable.load("s") == [b"a", b"theirs"]
    await other.close()


async def test_a_lease_is_renewed_while_it_is_held(
    place: str | Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that waits for its user for an hour stays its own."""
    monkeypatch.setattr(leases, "SECONDS", 0.05)
    monkeypatch.setattr(leases, "RENEWED", 0.1)
    mine, other = open_at(place), open_at(place)
    assert isinstance(mine, SQLStore)
    await fill(mine, "s", b"a")
    monkeypatch.setattr(leases, "SECONDS", 60.0)
    before = mine.commits.groups
    async with asyncio.timeout(20):
        while mine.commits.groups == before:  # noqa: ASYNC110 - a thread counts
            await asyncio.sleep(0.05)
    with pytest.raises(SessionBusy):
        await other.acquire("s")
    await mine.close()
    await other.acquire("s")
    await other.close()


async def test_many_sessions_share_a_commit(durable: Store) -> None:
    """What waits while one commit is made goes into the next together."""
    assert isinstance(durable, SQLStore)
    held = [await durable.acquire(f"s{number}") for number in range(50)]
    before = durable.commits.groups
    await asyncio.gather(*(durable.append(lease, 0, b"a") for lease in held))
    assert durable.commits.groups - before <= 10


async def test_a_refused_append_does_not_harm_its_group(durable: Store) -> None:
    """The others of the same commit are written."""
    good, bad = await fill(durable, "good"), await fill(durable, "bad")
    outcomes = await asyncio.gather(
        durable.append(good, 0, b"a"), durable.append(bad, 5, b"b"), return_exceptions=True
    )
    assert outcomes[0] is None
    assert isinstance(outcomes[1], StoreError)
    assert (await durable.load("good"), await durable.load("bad")) == ([b"a"], [])


async def test_the_file_and_its_directory_are_their_owners_only(tmp_path: Path) -> None:
    """Conversations are private, in the write-ahead log too."""
    store = SQLiteStore(tmp_path / "deep" / "s.sqlite")
    await fill(store, "s", b"a")
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "deep").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700
    await store.close()


@pytest.mark.parametrize(
    ("harm", "number"),
    [
        ("UPDATE holdfast_entries SET entry = x'00' WHERE sequence = 2", 2),
        ("UPDATE holdfast_entries SET hash = x'00' WHERE sequence = 1", 1),
        ("DELETE FROM holdfast_entries WHERE sequence = 1", 1),
        ("DELETE FROM holdfast_entries WHERE sequence >= 3", 3),
        ("UPDATE holdfast_sessions SET head = x'00'", 4),
    ],
)
async def test_a_changed_entry_is_named(tmp_path: Path, harm: str, number: int) -> None:
    """With the file, the session, and what is safe."""
    store = SQLiteStore(tmp_path / "s.sqlite")
    await fill(store, "s", b"a", b"b", b"c", b"d", b"e")
    await store.close()
    with sqlite3.connect(tmp_path / "s.sqlite") as file:
        file.execute(harm)
    file.close()
    store = SQLiteStore(tmp_path / "s.sqlite")
    safe = f"entries 0 to {number - 1} are safe"
    for read in (store.load, store.recent):
        with pytest.raises(
            SessionDamaged, match=rf"s\.sqlite: entry {number} of session s.*{safe}"
        ):
            await read("s")
    await store.close()


def test_something_else_is_not_a_store(tmp_path: Path) -> None:
    """The message names the file and the way out."""
    path = tmp_path / "s.sqlite"
    path.write_text("not a database " * 100)
    with pytest.raises(StoreError, match=r"s\.sqlite.*--store"):
        SQLiteStore(path)


def test_a_directory_is_not_a_store(tmp_path: Path) -> None:
    """So does this one."""
    with pytest.raises(StoreError, match="cannot be used"):
        SQLiteStore(tmp_path)


@pytest.mark.parametrize("name", ["a?b=1.sqlite", "a#b.sqlite", "a%20b.sqlite", "file:a.sqlite"])
async def test_a_path_is_not_read_as_an_address(tmp_path: Path, name: str) -> None:
    """The file has the name that was given, whatever its signs, and no other is made."""
    store = SQLiteStore(tmp_path / name)
    await store.release(await fill(store, "s", b"a"))
    await store.close()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("address", ["postgresql://h:port/db", "postgresql:"])
def test_an_address_that_cannot_be_read_is_an_error(address: str) -> None:
    """That shows how to write one."""
    with pytest.raises(ConfigError, match="postgresql://USER@HOST:PORT/DATABASE"):
        PostgresStore(address)


def test_the_database_of_something_else_is_not_touched(tmp_path: Path) -> None:
    """A mistyped path changes nobody's data."""
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
    before = other.read_bytes()
    with pytest.raises(StoreError, match="of something else: it has the table 'bookmarks'"):
        SQLiteStore(other)
    assert other.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["other.sqlite"]
