"""The knowledge index in a PostgreSQL database: full-text search, and pgvector where it is there.

PostgreSQL is used directly or through a pooler that pools sessions: who indexes holds an advisory
lock of its session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from agent.errors import KnowledgeError
from agent.retrieval.nearest import Nearest
from agent.retrieval.passages import Found
from agent.retrieval.postgres import schema
from agent.retrieval.postgres.change import PostgresChange
from agent.retrieval.postgres.snapshot import PostgresSnapshot
from agent.retrieval.postgres.vectors import store_vectors
from agent.retrieval.space import Space
from agent.retrieval.staging import Staging, staging_at
from agent.retrieval.state import FileState
from agent.store.database import postgres_engine, shown_postgres

_PASSAGES = """
SELECT c.passage, f.source, c.first_line, c.last_line, c.text, c.title, 0.0::float8, c.page
FROM holdfast_chunks c JOIN holdfast_files f ON f.id = c.file
ORDER BY f.source, c.page, c.first_line, c.last_line, c.id
"""


class PostgresIndex:
    """The index of a database, or of a schema of it that the address names as `search_path`."""

    def __init__(self, url: str, *, create: bool) -> None:
        """Opens the database, and makes the tables if `create` is true and there are none.

        Raises:
            KnowledgeError: it cannot be opened, or has no index.
            ConfigError: psycopg is not installed, or the address is none.
        """
        self._name = shown_postgres(url, "knowledge index")
        self._engine = postgres_engine(url)
        event.listen(self._engine, "connect", _prepare)
        self._readers = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._nearest: Nearest | None = None
        try:
            with self._transaction() as connection:
                schema.prepare(connection, self._name, create=create)
                self._pgvector = schema.keeps_vectors(connection)
        except BaseException:
            self._engine.dispose()
            raise

    @property
    def name(self) -> str:
        """The address, without the password."""
        return self._name

    @property
    def scoring(self) -> str:
        """What scores vectors: the server's extension if it had one when the index was made."""
        return "pgvector" if self._pgvector else "numpy"

    def need_vectors(self) -> None:
        """Raises ConfigError when vectors are scored here and numpy is not installed."""
        if not self._pgvector and self._nearest is None:
            self._nearest = Nearest()

    @contextmanager
    def change(self) -> Iterator[PostgresChange]:
        """One change of the index: all of it is done, or none when an exception leaves."""
        with self._transaction() as connection:
            schema.lock(connection, "change")
            change = PostgresChange(connection)
            yield change
            change.finish()

    @contextmanager
    def reading(self) -> Iterator[PostgresSnapshot]:
        """The index as it is now, whatever is changed meanwhile."""
        with self._translated(), self._readers.connect() as connection, connection.begin():
            yield PostgresSnapshot(connection, self._nearest, pgvector=self._pgvector)

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """What a run on this computer has finished; the whole database has one such run."""
        with self._translated(), self._engine.connect() as connection:
            if not schema.try_session_lock(connection, "indexing"):
                raise KnowledgeError(
                    f"{self._name} is being indexed by another process, here or on another "
                    "computer. Try again when it is done."
                )
            connection.commit()
            key = hashlib.sha256(self._name.encode()).hexdigest()[:16]
            home = Path(platformdirs.user_cache_dir("holdfast")) / "indexing"
            try:
                with staging_at(home / f"{key}.staged") as staging:
                    yield staging
            finally:
                schema.release_session_locks(connection)

    def keep(self, space: Space, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Stores vectors by content hash, at once and to stay; a search uses those of `use`."""
        with self._transaction() as connection:
            store_vectors(connection, space, vectors, pgvector=self._pgvector)

    def passages(self) -> list[Found]:
        """All passages, in the order of their sources and lines."""
        with self._transaction() as connection:
            return [Found(*row) for row in connection.exec_driver_sql(_PASSAGES)]

    def states(self) -> dict[str, FileState]:
        """What is remembered of each file, by source."""
        with self._transaction() as connection:
            rows = connection.exec_driver_sql(
                "SELECT source, hash, stamp, failure FROM holdfast_files"
            )
            return {source: FileState(*state) for source, *state in rows}

    def size(self) -> int:
        """How many passages there are."""
        with self._transaction() as connection:
            return int(connection.exec_driver_sql("SELECT chunks FROM holdfast_index").scalar_one())

    def close(self) -> None:
        """Closes the connections; that of a search which is still running goes with it."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """The database's and the system's errors as ours."""
        try:
            yield
        except DBAPIError as error:
            raise KnowledgeError(self._explanation(str(error.orig))) from error
        except (SQLAlchemyError, OSError) as error:
            raise KnowledgeError(self._explanation(str(error))) from error

    def _explanation(self, reason: str) -> str:
        reason = " ".join(reason.split()).rstrip(".")
        fix = "Look after the server, or name another index with `knowledge` in agent.toml."
        if "ermission denied" in reason:
            fix = "Give this user the right to it, or name another user in the address."
        if "no schema has been selected" in reason:
            fix = "Make the schema that `search_path` in the address names: CREATE SCHEMA."
        return f"The knowledge index {self._name} cannot be used: {reason}. {fix}"


def _prepare(connection: Any, _: object) -> None:
    """What the planner should know: a search reads few rows, which are in memory or on an SSD."""
    connection.execute("SET jit = off")
    connection.execute("SET random_page_cost = 1.1")
    connection.commit()
