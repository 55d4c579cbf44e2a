"""Connections to SQLite and PostgreSQL, and what their errors mean for whoever reads them."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from agent.errors import ConfigError, StoreError
from agent.store.write_ahead import write_ahead

_BUSY_SECONDS = 60.0
"""How long a process waits for others that write the same SQLite file."""

_FIRST_TABLES = frozenset({"entries", "artifacts"})
"""Of stores that had no version yet."""

_ADVICE = (
    ("disk is full", "What was recorded before is safe. Free some space and go on."),
    ("No space left", "What was recorded before is safe. Free some space and go on."),
    ("readonly", "What was recorded before is safe. Give this user the right to write it."),
    ("ermission denied", "Give this user the right to read and write it, or give another."),
    ("unable to open", "Give this user the right to read and write it, or give another."),
    ("is locked", "Another process keeps it for itself: end that one, or give another."),
    ("malformed", "What is whole can be recovered: agent sessions repair."),
    ("disk I/O error", "What was recorded before is safe if the disk is. Look after the disk."),
)


def sqlite_engine(path: Path) -> Engine:
    """An engine for a SQLite file in WAL mode, which only its owner can read.

    Raises:
        StoreError: the file cannot be made or opened.
    """
    with errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _check_own(path)
    # Not as text: in an address `?`, `#` and `%` would not be the path's own.
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(
        address, connect_args={"timeout": _BUSY_SECONDS}, pool_size=4, max_overflow=12
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_own(path: Path) -> None:
    """Raises StoreError for the database of something else, before anything in it is changed."""
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        there = {name for (name,) in rows if not name.startswith("sqlite_")}
    if "holdfast_version" not in there and not there <= _FIRST_TABLES:
        raise StoreError(
            f"{path} is the database of something else: it has the table {min(there)!r}. Nothing "
            "was changed: give another store with --store or AGENT_STORE."
        )


def shown_postgres(url: str, what: str) -> str:
    """The address of a PostgreSQL database without its password.

    Args:
        what: is kept there, as an error says it.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError) as error:
        raise ConfigError(
            f"the address of the {what} cannot be read: write postgresql://USER@HOST:PORT/DATABASE"
        ) from error


def postgres_engine(url: str) -> Engine:
    """An engine for a PostgreSQL database.

    Raises:
        ConfigError: the driver is not installed.
    """
    address = "postgresql+psycopg://" + url.partition("://")[2]
    try:
        return create_engine(address, pool_size=4, max_overflow=12, pool_pre_ping=True)
    except ImportError as error:
        raise ConfigError(
            "a PostgreSQL store needs psycopg: pip install 'holdfast[postgres]'"
        ) from error


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    write_ahead(connection, _BUSY_SECONDS)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")  # what is removed is overwritten


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def database_clock(connection: Connection) -> float:
    """The time by which leases run out, Unix, seconds: one clock for all that share a database."""
    if connection.dialect.name != "postgresql":
        return time.time()
    now = connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
    return float(now)


@contextmanager
def errors(name: str) -> Iterator[None]:
    """Turn what a database or the system raises into a `StoreError` that says what is safe."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_told(name, str(error.orig))) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreError(_told(name, str(error))) from error


def _told(name: str, reason: str) -> str:
    advice = (told for sign, told in _ADVICE if sign in reason)
    otherwise = "Give another with --store or AGENT_STORE."
    reason = " ".join(reason.split()).rstrip(".")
    return f"the session store {name} cannot be used: {reason}. {next(advice, otherwise)}"
