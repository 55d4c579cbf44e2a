"""Opens an index: a file, or a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path

from agent.config import is_postgres
from agent.retrieval.index import Index
from agent.retrieval.postgres import PostgresIndex
from agent.retrieval.sqlite import SQLiteIndex


def open_at(place: Path | str, *, create: bool = False) -> Index:
    """The index at a path or at a `postgresql://…` address; with `create`, a new one if needed.

    Raises:
        KnowledgeError: there is none, or the place is something else's.
        ConfigError: the address is PostgreSQL's, and psycopg is not installed.
    """
    if isinstance(place, str) and is_postgres(place):
        return PostgresIndex(place, create=create)
    return SQLiteIndex(Path(place), create=create)
