"""Damaged stores: clear errors, and what is whole is recovered."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import ConfigError, SessionDamaged, StoreError
from agent.store.repair import repair
from agent.store.sqlite import SQLiteStore


async def damaged(path: Path, harm: str) -> None:
    store = SQLiteStore(path)
    lease = await store.acquire("s")
    for number in range(6):
        await store.append(lease, number, b'{"number":%d}' % number)
    await store.put(b"kept", "s")
    await store.put(b"broken", "s")
    await store.close()
    with sqlite3.connect(path) as file:
        file.execute(harm)
    file.close()


@pytest.mark.parametrize(
    ("harm", "kept", "lost", "aside"),
    [
        ("UPDATE holdfast_entries SET entry = x'00' WHERE sequence = 2", 2, (2,), (3, 4, 5)),
        ("UPDATE holdfast_entries SET hash = x'00' WHERE sequence = 2", 2, (2, 3), (4, 5)),
        ("DELETE FROM holdfast_entries WHERE sequence = 3", 3, (3, 4), (5,)),
        ("UPDATE holdfast_entries SET entry = x'00' WHERE sequence = 0", 0, (0,), (1, 2, 3, 4, 5)),
        ("UPDATE holdfast_sessions SET head = x'00'", 6, (), ()),
    ],
)
async def test_what_the_hashes_prove_is_recovered(
    tmp_path: Path, harm: str, kept: int, lost: tuple[int, ...], aside: tuple[int, ...]
) -> None:
    """And every entry is accounted for."""
    await damaged(tmp_path / "s.sqlite", harm)
    store = SQLiteStore(tmp_path / "s.sqlite")
    with pytest.raises(SessionDamaged):
        await store.load("s")
    done = await repair(store, "s", store, "s-repaired")
    assert (done.kept, done.damaged, done.set_aside) == (kept, lost, aside)
    assert await store.load("s-repaired") == [b'{"number":%d}' % n for n in range(kept)]
    if aside:
        lines = (await store.get(done.artifact)).splitlines()
        assert lines == [b'{"number":%d}' % number for number in aside]
    await store.close()


async def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    """A repaired session is a new one."""
    await damaged(tmp_path / "s.sqlite", "UPDATE holdfast_sessions SET head = x'00'")
    store = SQLiteStore(tmp_path / "s.sqlite")
    await repair(store, "s", store, "new")
    with pytest.raises(ConfigError, match="already"):
        await repair(store, "s", store, "new")
    with pytest.raises(ConfigError, match="no entry of a session nobody"):
        await repair(store, "nobody", store, "other")
    await store.close()


async def test_a_lost_artifact_is_told(tmp_path: Path) -> None:
    """The other goes over, into another file too."""
    await damaged(
        tmp_path / "s.sqlite",
        "UPDATE holdfast_artifacts SET packed = x'00' WHERE digest = "
        "(SELECT max(digest) FROM holdfast_artifacts)",
    )
    store, other = SQLiteStore(tmp_path / "s.sqlite"), SQLiteStore(tmp_path / "new.sqlite")
    done = await repair(store, "s", other, "s")
    assert len(done.lost_artifacts) == 1
    (there,) = await other.references("s")
    assert {there, *done.lost_artifacts} == set(await store.references("s"))
    await store.close()
    await other.close()


async def test_a_page_full_of_noise_loses_only_what_was_on_it(tmp_path: Path) -> None:
    """Whatever a flipped page hits, the outcome is an error by name or a whole session."""
    path = tmp_path / "s.sqlite"
    store = SQLiteStore(path)
    lease = await store.acquire("s")
    for number in range(200):
        await store.append(lease, number, b"%d" % number * 200)
    await store.close()
    whole = path.read_bytes()
    recovered = 0
    for page in range(1, len(whole) // 4096, 7):
        harmed = tmp_path / f"{page}.sqlite"
        noise = b"\xa5" * 4096
        harmed.write_bytes(whole[: page * 4096] + noise + whole[(page + 1) * 4096 :])
        outcome = await _recovered(harmed)
        if isinstance(outcome, int):
            recovered += outcome
        else:
            assert str(harmed) in outcome
    assert recovered > 200


async def _recovered(path: Path) -> int | str:
    """How many entries were, or the error."""
    fresh = SQLiteStore(path.with_suffix(".new"))
    try:
        store = SQLiteStore(path)
        try:
            done = await repair(store, "s", fresh, "s")
        finally:
            await store.close()
    except (StoreError, ConfigError) as error:
        return str(error)
    finally:
        await fresh.close()
    return done.kept + len(done.set_aside)


async def test_a_file_that_was_cut_is_named(tmp_path: Path) -> None:
    """With what can be done."""
    path = tmp_path / "s.sqlite"
    await damaged(path, "UPDATE holdfast_sessions SET fence = 5")
    path.write_bytes(path.read_bytes()[: 3 * 4096])
    with pytest.raises(StoreError, match=r"s\.sqlite.*agent sessions repair"):
        await _read(path)


async def _read(path: Path) -> None:
    store = SQLiteStore(path)
    try:
        await store.load("s")
    finally:
        await store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    where = Path("/tmp") / f"holdfast-{uuid.uuid4().hex}"
    where.mkdir(mode=0o700)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(where)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        where.rmdir()
        pytest.skip("a small disk cannot be mounted here: this needs root")
    yield where
    subprocess.run(["umount", str(where)], check=True)
    where.rmdir()


async def test_a_full_disk_is_one_clear_error_and_loses_nothing(small_disk: Path) -> None:
    """What was recorded before is there, and goes on when there is room again."""
    store = SQLiteStore(small_disk / "s.sqlite")
    lease = await store.acquire("s")
    (small_disk / "ballast").write_bytes(b"\0" * 150_000)
    count = 0
    error = None
    while error is None:
        try:
            await store.append(lease, count, os.urandom(2000))
        except StoreError as raised:
            error = str(raised)
        else:
            count += 1
    assert "s.sqlite cannot be used" in error
    assert "What was recorded before is safe. Free some" in error
    (small_disk / "ballast").unlink()
    await store.append(lease, count, b"again")
    assert len(await store.load("s")) == count + 1
    await store.close()


AS_ANOTHER_USER = """
import asyncio, os, sys, tempfile
from pathlib import Path
from agent.errors import StoreError
from agent.store.sqlite import SQLiteStore

async def write(path):
    store = SQLiteStore(path)
    lease = await store.acquire("t")
    await store.append(lease, 0, b"{}")
    await store.close()

async def main(path, user):
    with tempfile.TemporaryDirectory() as elsewhere:  # all that is imported late is imported now
        await write(Path(elsewhere) / "s.sqlite")
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    try:
        await write(path)
    except StoreError as error:
        print(error)
    else:
        print("written")

asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""
NOBODY = 65534


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def tried(path: Path) -> str:
    """What a user says who owns the file, and is not root."""
    command = [sys.executable, "-c", AS_ANOTHER_USER, str(path), str(NOBODY)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "says"),
    [
        (0o600, 0o755, "written"),
        (0o000, 0o755, "Give this user the right to read and write it"),
        (0o400, 0o755, "Give this user the right to "),
        (0o600, 0o555, "Give this user the right to "),
    ],
    ids=["usable", "unreadable", "read-only", "in a read-only folder"],
)
async def test_a_file_without_permission_is_named(
    shared: Path, file_mode: int, folder_mode: int, says: str
) -> None:
    """And what to do; what was recorded is still there."""
    folder = shared / "store"
    folder.mkdir()
    path = folder / "s.sqlite"
    store = SQLiteStore(path)
    lease = await store.acquire("s")
    await store.append(lease, 0, b"{}")
    await store.close()
    if os.geteuid() == 0:
        for each in (folder, path):
            os.chown(each, NOBODY, NOBODY)
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    said = tried(path)
    folder.chmod(0o755)
    path.chmod(0o600)
    assert says in said
    assert said == "written" or str(path) in said
    store = SQLiteStore(path)
    assert await store.load("s") == [b"{}"]
    await store.close()
