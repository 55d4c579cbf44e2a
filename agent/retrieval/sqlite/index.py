"""The knowledge index as a file: SQLite with full-text search (FTS5, ranked by BM25)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import quote

from agent.errors import KnowledgeError
from agent.retrieval.nearest import Nearest
from agent.retrieval.passages import Found
from agent.retrieval.space import Space
from agent.retrieval.sqlite.change import SQLiteChange, store_vectors
from agent.retrieval.sqlite.snapshot import SQLiteSnapshot
from agent.retrieval.staging import Staging, staging_beside
from agent.retrieval.state import FileState
from agent.store.write_ahead import write_ahead

_APPLICATION = 0x484F4C44  # "HOLD" in the file's header: what tells an index from another database
_VERSION = 3
"""Of the schema and of the chunking: an index of another version is built anew."""

_BUSY_SECONDS = 10.0

_RIGHTS = (
    "Give this user the right to write it and its folder: SQLite keeps what readers and writers "
    "tell each other beside it."
)
_ADVICE = (
    ("readonly", _RIGHTS),
    ("unable to open", _RIGHTS),
    ("disk is full", "What was indexed before is safe. Free some space and go on."),
    ("disk I/O error", "What was indexed before is safe if the disk is. Look after the disk."),
)
"""Where the index is whole, and deleting it would help nobody."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    stamp TEXT NOT NULL,
    failure TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL REFERENCES files(id),
    passage TEXT NOT NULL,
    title TEXT NOT NULL,
    page INTEGER NOT NULL,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL,
    text TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_of_file ON chunks(file);
CREATE INDEX IF NOT EXISTS chunks_of_content ON chunks(content);
CREATE TABLE IF NOT EXISTS spaces (
    key TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    prefix TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    current INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS vectors (
    space TEXT NOT NULL REFERENCES spaces(key),
    content TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (space, content)
);
CREATE TABLE IF NOT EXISTS changes (generation INTEGER NOT NULL);
INSERT INTO changes SELECT 0 WHERE NOT EXISTS (SELECT * FROM changes);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    title, text, content='chunks', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER IF NOT EXISTS chunk_added AFTER INSERT ON chunks BEGIN
    INSERT INTO words(rowid, title, text) VALUES (new.id, new.title, new.text);
END;
CREATE TRIGGER IF NOT EXISTS chunk_removed AFTER DELETE ON chunks BEGIN
    INSERT INTO words(words, rowid, title, text)
    VALUES ('delete', old.id, old.title, old.text);
END;
"""

_HEADER = f"""
PRAGMA user_version = {_VERSION};
PRAGMA application_id = {_APPLICATION};
"""

_WHAT_IT_IS = """
SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)
FROM pragma_application_id, pragma_user_version
"""
"""In one statement, since another process may make the index meanwhile."""

_PASSAGES = """
SELECT c.passage, f.source, c.first_line, c.last_line, c.text, c.title, 0.0, c.page
FROM chunks c JOIN files f ON f.id = c.file
ORDER BY f.source, c.page, c.first_line, c.last_line, c.id
"""


class SQLiteIndex:
    """An index file. Readers work in parallel and see the last finished change."""

    def __init__(self, path: Path, *, create: bool) -> None:
        """Raises KnowledgeError when there is no index (and `create` is false) or it is none."""
        self._path = path
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._closed = False
        self._nearest: Nearest | None = None
        if not create and not path.exists():
            raise KnowledgeError(
                f"There is no knowledge index at {path}. Build one with `agent index PATH`."
            )
        if path.is_dir():
            raise KnowledgeError(f"{path} is a directory. Name the index file inside it.")
        with self._translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._connection() as connection:
                self._check(connection, create=create)

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self._path)

    @property
    def scoring(self) -> str:
        """Vectors are read into memory and scored there."""
        return "numpy"

    def need_vectors(self) -> None:
        """Raises ConfigError when numpy is not installed."""
        if self._nearest is None:
            self._nearest = Nearest()

    def staging(self) -> AbstractContextManager[Staging]:
        """What a run has finished, beside the file."""
        return staging_beside(self._path)

    @contextmanager
    def change(self) -> Iterator[SQLiteChange]:
        """One change of the index: all of it is done, or none when an exception leaves."""
        with self._translated(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                change = SQLiteChange(connection)
                yield change
                change.finish()
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[SQLiteSnapshot]:
        """The index as it is now, whatever is changed meanwhile."""
        with self._translated(), self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield SQLiteSnapshot(connection, self._nearest)
            finally:
                connection.execute("COMMIT")

    def keep(self, space: Space, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Stores vectors by content hash, at once and to stay; a search uses those of `use`."""
        with self._translated(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                store_vectors(connection, space, vectors)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def passages(self) -> list[Found]:
        """All passages, in the order of their sources and lines."""
        with self._translated(), self._connection() as connection:
            return [Found(*row) for row in connection.execute(_PASSAGES)]

    def states(self) -> dict[str, FileState]:
        """What is remembered of each file, by source."""
        with self._translated(), self._connection() as connection:
            rows = connection.execute("SELECT source, hash, stamp, failure FROM files")
            return {source: FileState(*state) for source, *state in rows}

    def size(self) -> int:
        """How many passages there are."""
        with self._translated(), self._connection() as connection:
            (count,) = connection.execute("SELECT count(*) FROM chunks").fetchone()
            return int(count)

    def close(self) -> None:
        """Closes the file; a search that is still running closes its connection itself."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def _check(self, connection: sqlite3.Connection, *, create: bool) -> None:
        application, version, tables = connection.execute(_WHAT_IT_IS).fetchone()
        if create and not tables and not application:
            write_ahead(connection, _BUSY_SECONDS)
            connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}{_HEADER}COMMIT;")
        elif not tables and not application:  # another process is about to make it
            raise KnowledgeError(f"{self._path} is empty. Build it with `agent index PATH`.")
        elif application != _APPLICATION:
            raise KnowledgeError(f"{self._path} is not a knowledge index. Name another file.")
        elif version != _VERSION:
            raise KnowledgeError(
                f"{self._path} was built by another version of Holdfast (format {version}, here "
                f"{_VERSION}). Delete it and build it again with `agent index PATH`."
            )

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for one use; it goes back to the idle ones."""
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = sqlite3.connect(
                f"file:{quote(str(self._path))}",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if self._closed:
            connection.close()
        else:
            self._idle.put(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """SQLite's and the system's errors as ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise KnowledgeError(self._explanation(error)) from error
        except OSError as error:
            raise KnowledgeError(f"{self._path}: {error.strerror or error}.") from error

    def _explanation(self, error: sqlite3.Error) -> str:
        text = str(error)
        if "no such module" in text:
            return (
                f"This Python's SQLite ({sqlite3.sqlite_version}) has no full-text search (FTS5). "
                "Use a Python whose sqlite3 module has it."
            )
        if "not a database" in text:
            return f"{self._path} is not a knowledge index. Name another file."
        if "locked" in text:
            return f"{self._path} is being written by another process. Try again when it is done."
        otherwise = "Delete it and build it again with `agent index PATH`."
        advice = next((told for sign, told in _ADVICE if sign in text), otherwise)
        return f"{self._path}: {text}. {advice}"
