"""One suite for every store."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.errors import StoreError
from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.store.sqlite import SQLiteStore


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each store, empty."""
    made: Store = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "s.sqlite")
    yield made
    await made.close()


async def test_entries_come_back_in_order(store: Store) -> None:
    """What was appended is what is loaded."""
    for number, entry in enumerate((b"a", b"\x00\xff", b"c")):
        await store.append("s", number, entry)
    assert await store.load("s") == [b"a", b"\x00\xff", b"c"]


async def test_an_unknown_session_is_empty(store: Store) -> None:
    """A new session begins like this."""
    assert await store.load("nobody") == []


async def test_sessions_do_not_mix(store: Store) -> None:
    """Each has its own entries."""
    await store.append("b", 0, b"1")
    await store.append("a", 0, b"2")
    assert (await store.load("a"), await store.sessions()) == ([b"2"], ["a", "b"])


async def test_a_number_is_given_once(store: Store) -> None:
    """Two writers of one session are noticed."""
    await store.append("s", 0, b"a")
    with pytest.raises(StoreError):
        await store.append("s", 0, b"b")
    assert await store.load("s") == [b"a"]


async def test_a_file_outlives_its_store(tmp_path: Path) -> None:
    """A session survives the process."""
    path = tmp_path / "deep" / "s.sqlite"
    first = SQLiteStore(path)
    await first.append("s", 0, b"a")
    await first.close()
    second = SQLiteStore(path)
    assert await second.load("s") == [b"a"]
    await second.close()


async def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    """Conversations are private."""
    store = SQLiteStore(tmp_path / "s.sqlite")
    await store.close()
    assert stat.S_IMODE((tmp_path / "s.sqlite").stat().st_mode) == 0o600


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
