"""Leases: who writes a session, until when, and how another takes it over."""

from __future__ import annotations

import time

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, insert, select, update

from agent.errors import LeaseLost, SessionBusy
from agent.store.base import Lease, Writer
from agent.store.chain import START
from agent.store.database import database_clock
from agent.store.owner import Owner, is_gone, this_process
from agent.store.schema import sessions

SECONDS = 30.0
"""How long a lease lasts that is not renewed."""

RENEWED = 10.0
"""Seconds from one renewal to the next."""


def acquire(connection: Connection, session: str, name: str) -> tuple[Lease, bytes]:
    """Take the lease of a session, which is made if it is new, and the hash of its last entry.

    Raises:
        SessionBusy: another has it.
    """
    now = database_clock(connection)
    row = _row(connection, session)
    if row is None:
        connection.execute(insert(sessions).values(**_new(session, now)))
        row = _row(connection, session)
        assert row is not None
    _check_free(row, now, name)
    fence = row["fence"] + 1
    me = this_process()
    connection.execute(
        update(sessions)
        .where(sessions.c.session == session)
        .values(
            fence=fence,
            host=me.host,
            machine=me.machine,
            pid=me.pid,
            process=me.process,
            since=now,
            expires=now + SECONDS,
        )
    )
    return Lease(session, fence), row["head"]


def renew(connection: Connection, leases: list[Lease]) -> None:
    """Have these leases last from now on; one that was lost stays lost."""
    expires = database_clock(connection) + SECONDS
    for lease in leases:
        connection.execute(update(sessions).where(_held(lease)).values(expires=expires))


def release(connection: Connection, lease: Lease) -> None:
    """Let the session go. One that was opened and never written is forgotten."""
    connection.execute(update(sessions).where(_held(lease)).values(expires=0.0))
    connection.execute(sessions.delete().where(_held(lease), sessions.c.entries == 0))


def check(connection: Connection, lease: Lease, name: str) -> RowMapping:
    """The session's row if this lease is still the one that may write.

    Raises:
        LeaseLost: it is not.
    """
    row = _row(connection, lease.session)
    if row is None or row["fence"] != lease.fence:
        by = f" by process {row['pid']} on {row['host']}" if row is not None else ""
        raise LeaseLost(
            f"session {lease.session} in {name} was taken over{by}, because this process did not "
            "renew its lease in time. What was recorded is safe; nothing more is written here. "
            "Open the session again to see what happened there."
        )
    return row


def writer_of(row: RowMapping, now: float) -> Writer | None:
    """Who writes the session of this row."""
    if row["expires"] <= now or is_gone(_owner(row)):
        return None
    return Writer(row["host"], row["pid"], row["since"])


def _check_free(row: RowMapping, now: float, name: str) -> None:
    writer = writer_of(row, now)
    if writer is None:
        return
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(writer.since))
    raise SessionBusy(
        f"session {row['session']} in {name} is open in process {writer.pid} on {writer.host} "
        f"since {since}. Close it there, watch it from here, or use another session. If that "
        f"process is gone, its lease runs out in {max(1, round(row['expires'] - now))} s."
    )


def _owner(row: RowMapping) -> Owner:
    return Owner(row["host"], row["machine"], row["pid"], row["process"])


def _held(lease: Lease) -> ColumnElement[bool]:
    return and_(sessions.c.session == lease.session, sessions.c.fence == lease.fence)


def _row(connection: Connection, session: str) -> RowMapping | None:
    """The session's row, which nobody changes before the transaction's end."""
    asked = select(sessions).where(sessions.c.session == session).with_for_update()
    return connection.execute(asked).mappings().first()


def _new(session: str, now: float) -> dict[str, object]:
    return {
        "session": session,
        "entries": 0,
        "head": START,
        "opened": 0,
        "window_from": 0,
        "heading": b"",
        "size": 0,
        "created": now,
        "changed": now,
        "fence": 0,
        "host": "",
        "machine": "",
        "pid": 0,
        "process": "",
        "since": 0.0,
        "expires": 0.0,
    }
