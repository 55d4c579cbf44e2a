"""Who opens a file first makes its write-ahead log, and others who open it meanwhile wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Timer

import pytest

from agent.retrieval.sqlite.index import SQLiteIndex
from agent.store.sqlite import SQLiteStore
from agent.store.write_ahead import write_ahead


@pytest.fixture
def holder(tmp_path: Path) -> sqlite3.Connection:
    """A connection that writes the file `s.sqlite`, which has no write-ahead log."""
    connection = sqlite3.connect(
        tmp_path / "s.sqlite", isolation_level=None, check_same_thread=False
    )
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE t (n INTEGER)")
    return connection


def test_a_file_that_is_being_written_is_waited_for(
    holder: sqlite3.Connection, tmp_path: Path
) -> None:
    """Whatever the connection's own timeout is."""
    other = sqlite3.connect(tmp_path / "s.sqlite", timeout=0, isolation_level=None)
    released = Timer(0.2, holder.execute, ("COMMIT",))
    released.start()
    write_ahead(other, 60)
    released.join()
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert other.execute("SELECT count(*) FROM t").fetchone() == (0,)
    other.close()
    holder.close()


def test_a_file_that_stays_locked_is_given_up(holder: sqlite3.Connection, tmp_path: Path) -> None:
    """With SQLite's own words."""
    other = sqlite3.connect(tmp_path / "s.sqlite", timeout=0, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        write_ahead(other, 0.1)
    other.close()
    holder.close()


def test_a_file_that_is_no_database_is_not_waited_for(tmp_path: Path) -> None:
    """It would never become one."""
    (tmp_path / "text").write_text("no database, only words\n" * 100)
    connection = sqlite3.connect(tmp_path / "text", isolation_level=None)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        write_ahead(connection, 60)
    connection.close()


@pytest.mark.parametrize(
    "opened", [SQLiteStore, lambda path: SQLiteIndex(path, create=True)], ids=["store", "index"]
)
def test_many_can_open_a_file_that_nobody_has_made(
    tmp_path: Path, opened: Callable[[Path], object]
) -> None:
    """All at the same moment, over and over."""
    together, rounds = 6, 25
    barrier = Barrier(together)

    def opens(path: Path) -> None:
        barrier.wait(60)
        opened(path)

    with ThreadPoolExecutor(together) as threads:
        for number in range(rounds):
            list(threads.map(opens, [tmp_path / f"{number}.sqlite"] * together))
