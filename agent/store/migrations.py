"""Brings a store to the current version when it is opened.

The migrations are numbered and run in order, each in a transaction of its own together with the
new number, under a lock: a process that dies in one leaves the store as it was before it, and the
next goes on there. Each is frozen: a change of the tables is a new migration, never a change here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, text

from agent.errors import StoreError
from agent.store.chain import START, chained

_LOCK = 0x486F6C64
"""The number of the advisory lock under which PostgreSQL migrates."""

_NEVER_PUT = 0.0


def _first_tables(connection: Connection) -> None:
    """The two tables of the first SQLite files, of which the very first have only one."""
    blob = _blob(connection)
    connection.execute(
        text(
            "CREATE TABLE IF NOT EXISTS entries (session TEXT NOT NULL, sequence INTEGER NOT NULL,"
            f" entry {blob} NOT NULL, PRIMARY KEY (session, sequence))"
        )
    )
    connection.execute(
        text(
            "CREATE TABLE IF NOT EXISTS artifacts (handle TEXT PRIMARY KEY, digest TEXT NOT NULL,"
            f" packed {blob} NOT NULL)"
        )
    )


def _leases_and_hashes(connection: Connection) -> None:
    """Sessions with leases and marks, entries with hashes, artifacts with sizes and uses."""
    blob = _blob(connection)
    for statement in (
        "CREATE TABLE holdfast_sessions (session TEXT PRIMARY KEY, entries BIGINT NOT NULL,"
        f" head {blob} NOT NULL, opened BIGINT NOT NULL, window_from BIGINT NOT NULL,"
        " created DOUBLE PRECISION NOT NULL, changed DOUBLE PRECISION NOT NULL,"
        " fence BIGINT NOT NULL, host TEXT NOT NULL, machine TEXT NOT NULL, pid BIGINT NOT NULL,"
        " process TEXT NOT NULL, since DOUBLE PRECISION NOT NULL,"
        " expires DOUBLE PRECISION NOT NULL)",
        "CREATE TABLE holdfast_entries (session TEXT NOT NULL, sequence BIGINT NOT NULL,"
        f" entry {blob} NOT NULL, hash {blob} NOT NULL, PRIMARY KEY (session, sequence))",
        "CREATE TABLE holdfast_artifacts (handle TEXT PRIMARY KEY, digest TEXT NOT NULL,"
        f" size BIGINT NOT NULL, put DOUBLE PRECISION NOT NULL, packed {blob} NOT NULL)",
        "CREATE INDEX holdfast_artifact_sizes ON holdfast_artifacts (size)",
        "CREATE TABLE holdfast_uses (session TEXT NOT NULL, handle TEXT NOT NULL,"
        " PRIMARY KEY (session, handle))",
        "CREATE INDEX holdfast_uses_of ON holdfast_uses (handle)",
    ):
        connection.execute(text(statement))


def _old_contents(connection: Connection) -> None:
    """What the first tables hold moves over; every session keeps every artifact that it may use.

    The first tables do not say which session put an artifact, so each one that an entry names by
    its handle is kept for that session.
    """
    ids = connection.execute(text("SELECT DISTINCT session FROM entries ORDER BY session"))
    for session in ids.scalars().all():
        _move_session(connection, session)
    connection.execute(
        text(
            "INSERT INTO holdfast_artifacts (handle, digest, size, put, packed)"
            " SELECT handle, digest, length(packed), :never, packed FROM artifacts"
        ),
        {"never": _NEVER_PUT},
    )
    connection.execute(text("DROP TABLE entries"))
    connection.execute(text("DROP TABLE artifacts"))


def _move_session(connection: Connection, session: str) -> None:
    rows = connection.execute(
        text("SELECT sequence, entry FROM entries WHERE session = :session ORDER BY sequence"),
        {"session": session},
    )
    head, count, used = START, 0, set[str]()
    known = set(connection.execute(text("SELECT handle FROM artifacts")).scalars())
    for sequence, entry in rows:
        head, count = chained(head, entry), count + 1
        used |= known.intersection(_handles_in(entry))
        connection.execute(
            text("INSERT INTO holdfast_entries VALUES (:session, :sequence, :entry, :hash)"),
            {"session": session, "sequence": sequence, "entry": entry, "hash": head},
        )
    now = time.time()
    connection.execute(
        text(
            "INSERT INTO holdfast_sessions VALUES (:session, :count, :head, 0, 0, :now, :now, 0,"
            " '', '', 0, '', 0, 0)"
        ),
        {"session": session, "count": count, "head": head, "now": now},
    )
    for handle in sorted(used):
        connection.execute(
            text("INSERT INTO holdfast_uses VALUES (:session, :handle)"),
            {"session": session, "handle": handle},
        )


def _handles_in(entry: bytes) -> set[str]:
    """Whatever looks like a handle, in its beginning as long as it goes."""
    found = set()
    for part in entry.decode("utf-8", "replace").split("art_")[1:]:
        digits = len(part) - len(part.lstrip("0123456789abcdef"))
        found.add(f"art_{part[:digits]}")
    return found


def _headings(connection: Connection) -> None:
    """What a list says of a session stands beside it, as far as its entries can be read."""
    empty = "''" if connection.dialect.name == "postgresql" else "x''"
    for column in (f"heading {_blob(connection)} NOT NULL DEFAULT {empty}", _SIZE):
        connection.execute(text(f"ALTER TABLE holdfast_sessions ADD COLUMN {column}"))
    ids = connection.execute(text("SELECT session FROM holdfast_sessions ORDER BY session"))
    for session in ids.scalars().all():
        heading, size = _heading_of(connection, session)
        connection.execute(
            text(
                "UPDATE holdfast_sessions SET heading = :heading, size = :size"
                " WHERE session = :session"
            ),
            {"session": session, "heading": heading, "size": size},
        )


_SIZE = "size BIGINT NOT NULL DEFAULT 0"

_TELLING = tuple(b'"kind":"%s"' % kind for kind in (b"session_opened", b"user_spoke", b"run_ended"))
"""In an entry that says more of a session than that a request was answered. A quote within a text
is escaped, so these bytes stand for nothing but the kind of a record."""

_TITLE = 60


def _heading_of(connection: Connection, session: str) -> tuple[bytes, int]:
    """A session's heading, empty where an entry cannot be read, and the bytes of its entries."""
    rows = connection.execute(
        text("SELECT entry FROM holdfast_entries WHERE session = :session ORDER BY sequence"),
        {"session": session},
    )
    heading: dict[str, object] = {"title": "", "state": "new", "turns": 0}
    size, turns, readable = 0, 0, True
    for (entry,) in rows:
        size += len(entry)
        turns += b'"kind":"model_answered"' in entry
        if any(kind in entry for kind in _TELLING) or not entry.startswith(b"{"):
            readable = readable and _told(heading, entry)
    heading["turns"] = turns
    written = json.dumps(heading, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (written.encode("utf-8", "replace") if readable else b""), size


def _told(heading: dict[str, object], entry: bytes) -> bool:
    """Take an entry into the heading; whether it could be read."""
    try:
        record = json.loads(entry)["record"]
        kind = record["kind"]
        if kind == "session_opened" and "model" not in heading:
            for name, missing in (("model", ""), ("project", ""), ("parent", "")):
                heading[name] = record.get(name, missing)
            heading["parent_records"] = record.get("parent_records", 0)
        elif kind == "session_opened":
            heading["model"] = record["model"]
        elif kind == "user_spoke":
            line = " ".join(record["text"].split())
            short = line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"
            heading |= {"state": "unfinished", "title": heading["title"] or short}
        elif kind == "run_ended":
            heading["state"] = record["status"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def _claims(connection: Connection) -> None:
    """What pools of sessions claim of servers' caches."""
    connection.execute(
        text(
            "CREATE TABLE holdfast_claims (id TEXT PRIMARY KEY, server TEXT NOT NULL,"
            " url TEXT NOT NULL, prefix TEXT NOT NULL, shared BIGINT NOT NULL,"
            " held BIGINT NOT NULL, wanted BIGINT NOT NULL, least BIGINT NOT NULL,"
            " waiting BIGINT NOT NULL, share BIGINT NOT NULL, granted BIGINT NOT NULL,"
            " seated BOOLEAN NOT NULL, since DOUBLE PRECISION NOT NULL, host TEXT NOT NULL,"
            " machine TEXT NOT NULL, pid BIGINT NOT NULL, process TEXT NOT NULL,"
            " expires DOUBLE PRECISION NOT NULL)"
        )
    )


def _copies(connection: Connection) -> None:
    """What pools hold of their prefixes once more for isolated tenants."""
    connection.execute(
        text("ALTER TABLE holdfast_claims ADD COLUMN copies BIGINT NOT NULL DEFAULT 0")
    )


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _first_tables,
    _leases_and_hashes,
    _old_contents,
    _headings,
    _claims,
    _copies,
)
"""The first makes version 1 of an empty store or of one of version 0, and so on."""


def migrate(engine: Engine, name: str) -> None:
    """Bring the store to the version of this program.

    Raises:
        StoreError: the store is of a later version.
    """
    with engine.connect() as connection:
        known = inspect(connection).has_table("holdfast_version")
        if known and _version(connection, name) == len(MIGRATIONS):
            return
    while _migrated_once(engine, name):
        pass


def _migrated_once(engine: Engine, name: str) -> bool:
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS holdfast_version (number BIGINT NOT NULL)")
        )
        version = _version(connection, name)
        if version == len(MIGRATIONS):
            return False
        MIGRATIONS[version](connection)
        connection.execute(text("DELETE FROM holdfast_version"))
        connection.execute(
            text("INSERT INTO holdfast_version VALUES (:number)"), {"number": version + 1}
        )
        return True


def _version(connection: Connection, name: str) -> int:
    number: int = connection.execute(text("SELECT number FROM holdfast_version")).scalar() or 0
    if number > len(MIGRATIONS):
        raise StoreError(
            f"the session store {name} was written by a newer version of Holdfast (store version "
            f"{number}, this one knows {len(MIGRATIONS)}). Nothing was changed: update Holdfast, "
            "or give another store with --store or AGENT_STORE."
        )
    return number


def _blob(connection: Connection) -> str:
    return "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
