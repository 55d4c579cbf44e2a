"""The writing side of one transaction on an index in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from agent.retrieval.chunking import Chunk
from agent.retrieval.postgres.schema import LANGUAGE
from agent.retrieval.postgres.vectors import record
from agent.retrieval.postgres.words import plain, storable
from agent.retrieval.space import Space, content_hash
from agent.retrieval.state import FileState

_TOGETHER = 1_000
"""Passages and files that are written with one statement."""

_LARGEST = 2**63 - 1

_FILES = """
INSERT INTO holdfast_files (source, hash, stamp, failure)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) RETURNING source, id
"""

_STAMPS = """
UPDATE holdfast_files AS f SET stamp = new.stamp
FROM unnest(%s::text[], %s::text[]) AS new(source, stamp) WHERE f.source = new.source
"""

_CHUNKS = """
INSERT INTO holdfast_chunks
    (id, file, passage, title, page, first_line, last_line, text, content)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::int[], %s::bigint[],
    %s::bigint[], %s::text[], %s::text[])
"""

_IDS = """
SELECT nextval(pg_get_serial_sequence('holdfast_chunks', 'id')) FROM generate_series(1, %s)
"""

_WORDS = f"""
INSERT INTO holdfast_words (chunk, file, length, words)
SELECT chunk, file, length,
    setweight(to_tsvector('{LANGUAGE}', title), 'A') || to_tsvector('{LANGUAGE}', text)
FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::text[])
    AS new(chunk, file, length, title, text)
"""

_COUNTED = """
SELECT term, count(*) AS chunks
FROM holdfast_words, unnest(tsvector_to_array(words)) AS term WHERE {which} GROUP BY term
"""

_MORE_TERMS = f"""
INSERT INTO holdfast_terms AS known {_COUNTED.format(which="chunk >= %s")} ORDER BY term
ON CONFLICT (term) DO UPDATE SET chunks = known.chunks + excluded.chunks
"""

_FEWER_TERMS = f"""
UPDATE holdfast_terms AS known SET chunks = known.chunks - gone.chunks
FROM ({_COUNTED.format(which="file = ANY(%s) AND chunk < %s")}) AS gone WHERE known.term = gone.term
"""

_SIZE = """
UPDATE holdfast_index SET chunks = holdfast_index.chunks {sign} d.chunks,
    words = holdfast_index.words {sign} d.words
FROM (SELECT count(*) AS chunks, coalesce(sum(length), 0) AS words FROM holdfast_words
    WHERE {which}) AS d
"""

_NOT_USED = """
DELETE FROM holdfast_vectors v WHERE content = ANY(%s)
AND NOT EXISTS (SELECT 1 FROM holdfast_chunks c WHERE c.content = v.content)
"""


class PostgresChange:
    """What is done with it is seen by readers all at once, or not at all.

    Files are written some hundred at a time, so that each does not wait for the server.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._gone: list[str] = []
        self._files: dict[str, FileState] = {}
        self._chunks: list[tuple[str, Chunk]] = []
        self._stamps: dict[str, str] = {}
        self._dropped: set[str] = set()
        self._first: int | None = None
        """The number of the first new chunk; all from there on are new."""
        self._new = 0

    def put(self, source: str, state: FileState, chunks: Iterable[Chunk]) -> None:
        """Adds a file, or replaces what was known of it."""
        self.drop(source)
        self._files[source] = state
        self._chunks += [(source, each) for each in chunks]

    def restamp(self, source: str, stamp: str) -> None:
        """Remembers another stamp of a file whose content is the same."""
        self._stamps[source] = stamp

    def drop(self, source: str) -> None:
        """Removes a file, if it is there."""
        if source in self._files or max(len(self._chunks), len(self._gone)) >= _TOGETHER:
            self._write()
        self._gone.append(source)

    def use(self, space: Space) -> None:
        """Searches compare vectors of this space from now on; those of others are dropped."""
        chosen = self._connection.exec_driver_sql(
            "SELECT 1 FROM holdfast_spaces WHERE key = %s AND current", (space.key,)
        )
        if chosen.one_or_none():
            return
        for table, column in (("holdfast_vectors", "space"), ("holdfast_spaces", "key")):
            self._connection.exec_driver_sql(
                f"DELETE FROM {table} WHERE {column} != %s", (space.key,)
            )
        record(self._connection, space)
        self._connection.exec_driver_sql("UPDATE holdfast_spaces SET current = true")

    def finish(self) -> None:
        """Counts the words, drops the vectors that no passage has any more, and tells readers."""
        self._write()
        run = self._connection.exec_driver_sql
        if self._stamps:
            run(_STAMPS, (list(self._stamps), list(self._stamps.values())))
        if self._first is not None:
            run(_MORE_TERMS, (self._first,))
            run(_SIZE.format(sign="+", which="chunk >= %s"), (self._first,))
        if self._dropped:
            run("DELETE FROM holdfast_terms WHERE chunks <= 0")
            run(_NOT_USED, (sorted(self._dropped),))
        run("UPDATE holdfast_index SET generation = generation + 1")
        total = run("SELECT chunks FROM holdfast_index").scalar_one()
        if self._new * 10 > total:  # what the planner knows is of another index
            for table in ("files", "chunks", "words", "vectors"):
                run(f"ANALYZE holdfast_{table}")

    def _write(self) -> None:
        self._drop_files()
        files = self._put_files()
        self._put_chunks([(files[source], each) for source, each in self._chunks])
        self._gone, self._files, self._chunks = [], {}, []

    def _drop_files(self) -> None:
        run = self._connection.exec_driver_sql
        if not self._gone:
            return
        files = list(
            run("SELECT id FROM holdfast_files WHERE source = ANY(%s)", (self._gone,)).scalars()
        )
        if not files:
            return
        held = run("SELECT content FROM holdfast_chunks WHERE file = ANY(%s)", (files,))
        self._dropped.update(held.scalars())
        counted = (files, _LARGEST if self._first is None else self._first)  # before this change
        run(_FEWER_TERMS, counted)
        run(_SIZE.format(sign="-", which="file = ANY(%s) AND chunk < %s"), counted)
        run("DELETE FROM holdfast_words WHERE file = ANY(%s)", (files,))
        run("DELETE FROM holdfast_chunks WHERE file = ANY(%s)", (files,))
        run("DELETE FROM holdfast_files WHERE id = ANY(%s)", (files,))

    def _put_files(self) -> dict[str, int]:
        states = self._files.values()
        columns = (
            list(self._files),
            [each.hash for each in states],
            [each.stamp for each in states],
            [storable(each.failure) for each in states],
        )
        return dict(self._connection.exec_driver_sql(_FILES, columns).all())

    def _put_chunks(self, chunks: list[tuple[int, Chunk]]) -> None:
        if not chunks:
            return
        run = self._connection.exec_driver_sql
        ids = sorted(run(_IDS, (len(chunks),)).scalars())
        self._first = ids[0] if self._first is None else self._first
        self._new += len(ids)
        files = [file for file, _ in chunks]
        made = [each for _, each in chunks]
        run(
            _CHUNKS,
            (
                ids,
                files,
                [c.id for c in made],
                [storable(c.title) for c in made],
                [c.page for c in made],
                [c.first_line for c in made],
                [c.last_line for c in made],
                [storable(c.text) for c in made],
                [content_hash(c.title, c.text) for c in made],
            ),
        )
        titles, texts = [plain(c.title) for c in made], [plain(c.text) for c in made]
        lengths = [_words(title) + _words(text) for title, text in zip(titles, texts, strict=True)]
        run(_WORDS, (ids, files, lengths, titles, texts))


def _words(plain_text: str) -> int:
    return plain_text.count(" ") + bool(plain_text)
