"""The writing side of one transaction on an index file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from agent.retrieval.chunking import Chunk
from agent.retrieval.space import Space, check_dimension, content_hash
from agent.retrieval.state import FileState


class SQLiteChange:
    """What is done with it is seen by readers all at once, or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._dropped: set[str] = set()

    def put(self, source: str, state: FileState, chunks: Iterable[Chunk]) -> None:
        """Adds a file, or replaces what was known of it."""
        self.drop(source)
        file = self._connection.execute(
            "INSERT INTO files(source, hash, stamp, failure) VALUES (?, ?, ?, ?)",
            (source, state.hash, state.stamp, state.failure),
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO chunks(file, passage, title, page, first_line, last_line, text, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(file, c.id, c.title, c.page, c.first_line, c.last_line, c.text),
                    content_hash(c.title, c.text),
                )
                for c in chunks
            ),
        )

    def restamp(self, source: str, stamp: str) -> None:
        """Remembers another stamp of a file whose content is the same."""
        self._connection.execute("UPDATE files SET stamp = ? WHERE source = ?", (stamp, source))

    def drop(self, source: str) -> None:
        """Removes a file, if it is there."""
        of_file = "FROM chunks WHERE file = (SELECT id FROM files WHERE source = ?)"
        held = self._connection.execute(f"SELECT content {of_file}", (source,))
        self._dropped.update(content for (content,) in held)
        self._connection.execute(f"DELETE {of_file}", (source,))
        self._connection.execute("DELETE FROM files WHERE source = ?", (source,))

    def use(self, space: Space) -> None:
        """Searches compare vectors of this space from now on; those of others are dropped."""
        chosen = self._connection.execute(
            "SELECT 1 FROM spaces WHERE key = ? AND current", (space.key,)
        ).fetchone()
        if chosen:
            return
        self._connection.execute("DELETE FROM vectors WHERE space != ?", (space.key,))
        self._connection.execute("DELETE FROM spaces WHERE key != ?", (space.key,))
        _record(self._connection, space)
        self._connection.execute("UPDATE spaces SET current = 1")

    def finish(self) -> None:
        """Drops the vectors that no passage has any more, and tells readers of the change."""
        self._connection.executemany(
            "DELETE FROM vectors WHERE content = ?1"
            " AND NOT EXISTS (SELECT 1 FROM chunks WHERE content = ?1)",
            [(content,) for content in sorted(self._dropped)],
        )
        self._connection.execute("UPDATE changes SET generation = generation + 1")


def store_vectors(
    connection: sqlite3.Connection, space: Space, vectors: Iterable[tuple[str, bytes]]
) -> None:
    """Stores vectors by content hash.

    Raises:
        KnowledgeError: those that are stored of the same model have another dimension.
    """
    _record(connection, space)
    connection.executemany(
        "INSERT OR REPLACE INTO vectors(space, content, vector) VALUES (?, ?, ?)",
        ((space.key, content, vector) for content, vector in vectors),
    )


def _record(connection: sqlite3.Connection, space: Space) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO spaces(key, model, prefix, dimension, current)"
        " VALUES (?, ?, ?, ?, 0)",
        (space.key, space.model, space.prefix, space.dimension),
    )
    (dimension,) = connection.execute(
        "SELECT dimension FROM spaces WHERE key = ?", (space.key,)
    ).fetchone()
    check_dimension(space, dimension)
