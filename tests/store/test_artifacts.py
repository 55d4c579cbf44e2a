"""One suite for the artifacts of every store."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.errors import ArtifactMissing, StoreError
from agent.store import base
from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.store.sqlite import SQLiteStore


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each store, empty."""
    made: Store = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "s.sqlite")
    yield made
    await made.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
async def test_a_content_comes_back_byte_for_byte(store: Store, content: bytes) -> None:
    """The empty one, and what is no text, too."""
    assert await store.get(await store.put(content)) == content


async def test_a_handle_is_the_beginning_of_the_hash(store: Store) -> None:
    """Ten hexadecimal digits of SHA-256."""
    assert await store.put(b"long") == f"art_{hashlib.sha256(b'long').hexdigest()[:10]}"


async def test_the_same_content_has_the_same_handle(store: Store) -> None:
    """However many put it at once."""
    put = await asyncio.gather(*(store.put(b"long" * 1000) for _ in range(8)))
    assert len(set(put)) == 1


async def test_contents_whose_hashes_begin_alike_have_longer_handles(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each keeps its own for ever."""
    monkeypatch.setattr(base, "digest", lambda content: "0123456789ab" + content.decode())
    first, second, third = [await store.put(content) for content in (b"c", b"d", b"e")]
    assert (first, second, third) == ("art_0123456789", "art_0123456789a", "art_0123456789ab")
    assert [await store.put(content) for content in (b"d", b"c")] == [second, first]
    assert [await store.get(handle) for handle in (first, second, third)] == [b"c", b"d", b"e"]


async def test_an_unknown_handle_is_named(store: Store) -> None:
    """Whoever asked can see what they asked for."""
    with pytest.raises(ArtifactMissing, match="no artifact art_ffffffffff"):
        await store.get("art_ffffffffff")


async def test_sessions_and_artifacts_do_not_mix(store: Store) -> None:
    """An artifact is not a session, nor the other way round."""
    await store.append("art_0123456789", 0, b"entry")
    handle = await store.put(b"long")
    assert (await store.sessions(), await store.load(handle)) == (["art_0123456789"], [])


async def test_an_artifact_outlives_its_store(tmp_path: Path) -> None:
    """It is on the disk when `put` returns: another process has it at once."""
    store = SQLiteStore(tmp_path / "s.sqlite")
    handle = await store.put(b"long")
    other = SQLiteStore(tmp_path / "s.sqlite")
    assert await other.get(handle) == b"long"
    await other.close()
    await store.close()


async def test_an_artifact_is_kept_once_and_compressed(tmp_path: Path) -> None:
    """A megabyte of lines that repeat takes little of the disk."""
    store = SQLiteStore(tmp_path / "s.sqlite")
    for _ in range(3):
        await store.put(b"the same line\n" * 75_000)
    await store.close()
    with sqlite3.connect(tmp_path / "s.sqlite") as file:
        sizes = file.execute("SELECT length(packed) FROM artifacts").fetchall()
    file.close()
    assert len(sizes) == 1
    assert sizes[0][0] < 20_000


async def test_a_store_of_an_earlier_version_gets_room_for_artifacts(tmp_path: Path) -> None:
    """A file without the table is no obstacle."""
    file = sqlite3.connect(tmp_path / "s.sqlite")
    file.execute("CREATE TABLE entries (session TEXT, sequence INTEGER, entry BLOB)")
    file.close()
    store = SQLiteStore(tmp_path / "s.sqlite")
    assert await store.get(await store.put(b"long")) == b"long"
    await store.close()


async def test_a_damaged_artifact_is_named(tmp_path: Path) -> None:
    """Not a traceback of the compression's."""
    store = SQLiteStore(tmp_path / "s.sqlite")
    handle = await store.put(b"long")
    with sqlite3.connect(tmp_path / "s.sqlite") as file:
        file.execute("UPDATE artifacts SET packed = x'78'")
    file.close()
    with pytest.raises(StoreError, match=f"{handle} is damaged"):
        await store.get(handle)
    await store.close()
