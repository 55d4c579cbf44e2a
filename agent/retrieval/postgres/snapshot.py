"""What one reader sees of an index in PostgreSQL: one snapshot of the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from agent.engine.pooling import Vector
from agent.retrieval.index import Ranked
from agent.retrieval.nearest import Nearest
from agent.retrieval.passages import Found
from agent.retrieval.postgres import vectors
from agent.retrieval.postgres.ranking import ranked
from agent.retrieval.space import Space

_FOUND = """
SELECT c.id, c.passage, f.source, c.first_line, c.last_line, c.text, c.title, c.page
FROM holdfast_chunks c JOIN holdfast_files f ON f.id = c.file WHERE c.id = ANY(%s)
"""

_VECTORS = """
SELECT c.id, c.file, v.vector FROM holdfast_chunks c
JOIN holdfast_vectors v ON v.content = c.content AND v.space = %s
ORDER BY c.id
"""

_LACKING = """
SELECT DISTINCT ON (c.content) c.content, c.title, c.text FROM holdfast_chunks c
WHERE NOT EXISTS (
    SELECT 1 FROM holdfast_vectors v WHERE v.space = %s AND v.content = c.content
)
"""


_TOGETHER = 1_000
"""Vectors that the server sends at once."""


class PostgresSnapshot:
    """Reads inside one transaction."""

    def __init__(self, connection: Connection, nearest: Nearest | None, *, pgvector: bool) -> None:
        self._connection = connection
        self._nearest = nearest
        self._pgvector = pgvector

    def lexical(
        self, words: Sequence[str], limit: int, files: Sequence[int] | None = None
    ) -> Ranked:
        """The rows that fit any of the words best; `files` are the only ones to look at."""
        return ranked(self._connection, words, limit, files)

    def nearest(
        self, space: Space, query: Vector, limit: int, files: Sequence[int] | None = None
    ) -> Ranked:
        """The rows whose vectors have the largest cosine with the query."""
        if self._pgvector:
            return vectors.nearest(self._connection, space, query, limit, files)
        return (self._nearest or Nearest()).search(self, space, query, limit, files)

    def found(self, ranked: Iterable[tuple[int, float]]) -> list[Found]:
        """The passages of these rows, best first; equal ones in the order of their places."""
        scores = dict(ranked)
        rows = self._connection.exec_driver_sql(_FOUND, ([*scores],))
        passages = [
            Found(id_, source, first, last, text, title, scores[row], page, row)
            for row, id_, source, first, last, text, title, page in rows
        ]
        return sorted(passages, key=lambda f: (-f.score, f.source, f.page, f.first_line))

    def files(self) -> dict[int, str]:
        """The source of each file."""
        rows = self._connection.exec_driver_sql("SELECT id, source FROM holdfast_files")
        return {row[0]: row[1] for row in rows}

    def generation(self) -> int:
        """Another number after each change."""
        asked = "SELECT generation FROM holdfast_index"
        return int(self._connection.exec_driver_sql(asked).scalar_one())

    def space(self) -> Space | None:
        """What the index is embedded with; None for a lexical one."""
        return self._space("current")

    def stored_space(self, key: str) -> Space | None:
        """The space that vectors are stored under, used or not."""
        return self._space("key = %s", key)

    def vectors(self, space: Space) -> Iterator[tuple[int, int, bytes]]:
        """Row, file and vector of each passage that has one."""
        driver: Any = self._connection.connection.driver_connection
        # As text, bytes are sent as twice as many digits.
        with driver.cursor(name="holdfast_vectors", binary=True) as cursor:
            cursor.itersize = _TOGETHER
            cursor.execute(_VECTORS, (space.key,))
            yield from cursor

    def lacking(self, key: str) -> list[tuple[str, str, str]]:
        """Content hash, title and text of the passages without a vector in a space."""
        rows = self._connection.exec_driver_sql(_LACKING, (key,))
        return [(content, title, text) for content, title, text in rows]

    def lacks(self, key: str, contents: Sequence[str]) -> set[str]:
        """Those of the content hashes that have no vector in a space."""
        stored = self._connection.exec_driver_sql(
            "SELECT content FROM holdfast_vectors WHERE space = %s AND content = ANY(%s)",
            (key, list(contents)),
        )
        return set(contents) - set(stored.scalars())

    def _space(self, which: str, *asked: str) -> Space | None:
        row = self._connection.exec_driver_sql(
            f"SELECT model, prefix, dimension FROM holdfast_spaces WHERE {which}", asked
        ).one_or_none()
        return Space(*row) if row else None
