"""SQLite's write-ahead log, in which readers and one writer do not wait for each other."""

from __future__ import annotations

import sqlite3
import time

_PAUSE = 0.01


def write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Let the file of `connection` have a write-ahead log, if it has none yet.

    The change needs the file for itself, and SQLite refuses it at once, whatever the connection's
    timeout is, while another process makes the same change: so it is tried until it is done.
    See https://www.sqlite.org/wal.html#activating_and_configuring_wal_mode.

    Args:
        patience: seconds after which the file counts as locked.

    Raises:
        sqlite3.OperationalError: it was locked for longer than that, or cannot be written.
    """
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return
