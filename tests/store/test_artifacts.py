"""One suite for the artifacts of every store."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.errors import ArtifactMissing, QuotaExceeded, StoreError
from agent.store import artifacts, base
from agent.store.base import Store
from agent.store.sqlite import SQLiteStore


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
        sizes = file.execute("SELECT length(packed) FROM holdfast_artifacts").fetchall()
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
        file.execute("UPDATE holdfast_artifacts SET packed = x'78'")
    file.close()
    with pytest.raises(StoreError, match=f"{handle} is damaged"):
        await store.get(handle)
    await store.close()


async def test_a_session_keeps_what_it_put(store: Store) -> None:
    """However often, each handle once."""
    first = [await store.put(content, "s") for content in (b"one", b"two", b"one")]
    assert await store.references("s") == sorted(set(first))
    await store.refer("fork", first)
    assert await store.references("fork") == sorted(set(first))


async def test_only_what_nobody_refers_to_is_collected(
    durable: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing that was put a moment ago: its session may be about to say so."""
    await durable.release(await durable.acquire("s"))
    kept = await durable.put(b"kept", "s")
    stray = await durable.put(b"stray")
    assert (await durable.collect()).artifacts == 0
    monkeypatch.setattr(artifacts, "GRACE", -1.0)
    collected = await durable.collect()
    assert (collected.artifacts, await durable.get(kept)) == (1, b"kept")
    with pytest.raises(ArtifactMissing):
        await durable.get(stray)
    await durable.remove("s")
    assert (await durable.collect()).artifacts == 1


async def test_collecting_never_takes_what_is_put_meanwhile(
    durable: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever comes first, a content that a session has put can be read."""
    monkeypatch.setattr(artifacts, "GRACE", -1.0)
    for number in range(20):
        content = b"%d" % number
        await durable.put(content)
        handle, _ = await asyncio.gather(durable.put(content, "s"), durable.collect())
        assert await durable.get(handle) == content


async def test_artifacts_over_the_quota_are_refused(tmp_path: Path) -> None:
    """What is there already can be put again, and the message names the limit and the way out."""
    store = SQLiteStore(tmp_path / "s.sqlite", quota=100)
    await store.put(b"small")
    with pytest.raises(QuotaExceeded, match=r"100.*agent sessions gc.*artifact_quota"):
        await store.put(os.urandom(200))
    await store.put(b"small")
    await store.close()
