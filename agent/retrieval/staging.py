"""What a run of indexing has finished, kept beside the index until all of it is.

The index is changed at the end, at once; a run that was killed is taken up from here by the next.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple
from pathlib import Path

from agent.engine.lock import file_lock
from agent.errors import KnowledgeError
from agent.retrieval.chunking import Chunk
from agent.retrieval.state import FileState

_COMMIT_SECONDS = 0.5

_VERSION = 1

_SCHEMA = f"""
BEGIN;
CREATE TABLE staged (
    source TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    stamp TEXT NOT NULL,
    failure TEXT NOT NULL,
    chunks TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
COMMIT;
"""


class Staging:
    """The finished files of one run, in a file of their own."""

    def __init__(self, path: Path) -> None:
        """What an earlier run left at `path`, or nothing."""
        self._path = path
        self._connection = self._opened()
        self._committed = time.monotonic()
        self._discarded = False

    def states(self) -> dict[str, FileState]:
        """The states of the files that are finished, by source."""
        rows = self._connection.execute("SELECT source, hash, stamp, failure FROM staged")
        return {source: FileState(*state) for source, *state in rows}

    def put(self, source: str, state: FileState, chunks: Iterable[Chunk]) -> None:
        """Adds a finished file. It outlives a kill half a second later."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
        text = json.dumps([astuple(each) for each in chunks])
        self._connection.execute(
            "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?)",
            (source, state.hash, state.stamp, state.failure, text),
        )
        if time.monotonic() - self._committed >= _COMMIT_SECONDS:
            self.commit()

    def chunks(self, source: str) -> Iterator[Chunk]:
        """The chunks of a finished file."""
        (text,) = self._connection.execute(
            "SELECT chunks FROM staged WHERE source = ?", (source,)
        ).fetchone()
        return (Chunk(*each) for each in json.loads(text))

    def commit(self) -> None:
        """From here on, nothing of it is lost."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._committed = time.monotonic()

    def discard(self) -> None:
        """Forgets all of it when it is closed: the index has it now."""
        self._discarded = True

    def close(self) -> None:
        """Keeps what is finished for the next run, unless it was discarded."""
        self.commit()
        self._connection.close()
        if self._discarded:
            _removed(self._path)

    def _opened(self) -> sqlite3.Connection:
        connection = self._connected()
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (checked,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if version == _VERSION and checked == "ok":
                return connection
        except sqlite3.DatabaseError:
            pass  # torn by a power cut, or not ours: what it has is done again
        connection.close()
        _removed(self._path)
        connection = self._connected()
        connection.executescript(_SCHEMA)
        return connection

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)


def staging_beside(index: Path) -> AbstractContextManager[Staging]:
    """The staging of an index in a file, which this process alone may change until the end."""
    return staging_at(index.with_name(f"{index.name}.staged"), index)


@contextmanager
def staging_at(path: Path, index: Path | None = None) -> Iterator[Staging]:
    """The staging at a path; its lock is a file beside it.

    It is kept when an exception leaves, and otherwise for its user to discard.

    Raises:
        KnowledgeError: another process has it, or the folder cannot be written.
    """

    def refuse() -> None:
        raise KnowledgeError(
            f"{index or path} is being indexed by another process. Try again when it is done."
        )

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with file_lock(path.with_suffix(".lock"), waiting=refuse):
            staging = Staging(path)
            try:
                yield staging
            finally:
                staging.close()
    except OSError as error:
        raise KnowledgeError(f"{error.filename or path}: {error.strerror or error}.") from error
    except sqlite3.Error as error:
        raise KnowledgeError(f"{path}: {error}. Make room or delete it, and try again.") from error


def _removed(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}-journal")):
        each.unlink(missing_ok=True)
