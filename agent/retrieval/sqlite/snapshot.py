"""What one reader sees of an index file: the same change of it from the first row to the last."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from agent.engine.pooling import Vector
from agent.retrieval.candidates import MOST, Candidates, Word, candidates
from agent.retrieval.index import Ranked
from agent.retrieval.nearest import Nearest
from agent.retrieval.passages import Found
from agent.retrieval.query import match_expression
from agent.retrieval.space import Space

# A word in a heading counts twice as much as one in the text.
_LEXICAL = """
SELECT rowid, -bm25(words, 2.0, 1.0) AS score
FROM words WHERE words MATCH ?{only}
ORDER BY score DESC, rowid LIMIT ?
"""

# The sign keeps SQLite from looking up each row by itself: it filters what matches, unranked.
_AMONG = " AND +rowid IN (SELECT rowid FROM words WHERE words MATCH ?)"
_ONLY = " AND +rowid IN (SELECT id FROM chunks WHERE file IN (SELECT value FROM json_each(?)))"

_FOUND = """
SELECT c.id, c.passage, f.source, c.first_line, c.last_line, c.text, c.title, c.page
FROM json_each(?) wanted JOIN chunks c ON c.id = wanted.value JOIN files f ON f.id = c.file
"""

_VECTORS = """
SELECT c.id, c.file, v.vector FROM chunks c JOIN vectors v ON v.content = c.content AND v.space = ?
ORDER BY c.id
"""

_LACKING = """
SELECT DISTINCT c.content, c.title, c.text FROM chunks c
WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.space = ? AND v.content = c.content)
"""


class SQLiteSnapshot:
    """Reads inside one transaction."""

    def __init__(self, connection: sqlite3.Connection, nearest: Nearest | None) -> None:
        self._connection = connection
        self._nearest = nearest

    def lexical(
        self, words: Sequence[str], limit: int, files: Sequence[int] | None = None
    ) -> Ranked:
        """The rows that fit any of the words best; `files` are the only ones to look at."""
        found: Ranked = []
        for each in self._candidates(words, max(MOST, limit)):
            found = self._ranked(words, each, limit, files)
            if len(found) >= limit:
                break
        return found

    def nearest(
        self, space: Space, query: Vector, limit: int, files: Sequence[int] | None = None
    ) -> Ranked:
        """The rows whose vectors have the largest cosine with the query."""
        return (self._nearest or Nearest()).search(self, space, query, limit, files)

    def _candidates(self, words: Sequence[str], most: int) -> list[Candidates]:
        # The largest number is found at once; counting 100,000 rows takes milliseconds.
        chunks = self._number("SELECT coalesce(max(id), 0) FROM chunks")
        if chunks <= most:
            return [Candidates(words, every=True)]
        counted = "SELECT count(*) FROM words WHERE words MATCH ?"
        held = [Word(word, self._number(counted, match_expression([word]))) for word in words]
        return candidates([word for word in held if word.held], chunks, most)

    def _ranked(
        self,
        words: Sequence[str],
        among: Candidates,
        limit: int,
        files: Sequence[int] | None,
    ) -> Ranked:
        only, asked = "", [match_expression(words)]
        if not among.every:
            only += _AMONG
            asked.append(match_expression(among.words, together=among.together))
        if files is not None:
            only += _ONLY
            asked.append(json.dumps(files))
        sql = _LEXICAL.format(only=only)
        return self._connection.execute(sql, (*asked, limit)).fetchall()

    def _number(self, sql: str, *asked: str) -> int:
        (number,) = self._connection.execute(sql, asked).fetchone()
        return int(number)

    def found(self, ranked: Iterable[tuple[int, float]]) -> list[Found]:
        """The passages of these rows, best first; equal ones in the order of their places."""
        scores = dict(ranked)
        rows = self._connection.execute(_FOUND, (json.dumps([*scores]),))
        passages = [
            Found(id_, source, first, last, text, title, scores[row], page, row)
            for row, id_, source, first, last, text, title, page in rows
        ]
        return sorted(passages, key=lambda f: (-f.score, f.source, f.page, f.first_line))

    def files(self) -> dict[int, str]:
        """The source of each file."""
        return dict(self._connection.execute("SELECT id, source FROM files"))

    def generation(self) -> int:
        """Another number after each change."""
        return self._number("SELECT generation FROM changes")

    def space(self) -> Space | None:
        """What the index is embedded with; None for a lexical one."""
        row = self._connection.execute(
            "SELECT model, prefix, dimension FROM spaces WHERE current"
        ).fetchone()
        return Space(*row) if row else None

    def stored_space(self, key: str) -> Space | None:
        """The space that vectors are stored under, used or not."""
        row = self._connection.execute(
            "SELECT model, prefix, dimension FROM spaces WHERE key = ?", (key,)
        ).fetchone()
        return Space(*row) if row else None

    def vectors(self, space: Space) -> Iterator[tuple[int, int, bytes]]:
        """Row, file and vector of each passage that has one."""
        yield from self._connection.execute(_VECTORS, (space.key,))

    def lacking(self, key: str) -> list[tuple[str, str, str]]:
        """Content hash, title and text of the passages without a vector in a space."""
        return self._connection.execute(_LACKING, (key,)).fetchall()

    def lacks(self, key: str, contents: Sequence[str]) -> set[str]:
        """Those of the content hashes that have no vector in a space."""
        stored = self._connection.execute(
            "SELECT content FROM vectors WHERE space = ?"
            " AND content IN (SELECT value FROM json_each(?))",
            (key, json.dumps(contents)),
        )
        return set(contents) - {content for (content,) in stored}
