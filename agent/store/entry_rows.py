"""The rows of sessions and their entries: written in order, and verified whenever they are read."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, insert, select, update

from agent.errors import SessionDamaged, StoreError
from agent.store import leases
from agent.store.base import Lease, Marks, Recent, SessionInfo
from agent.store.chain import START, Link, first_damaged
from agent.store.database import database_clock
from agent.store.schema import entries, sessions


def append(
    connection: Connection, lease: Lease, links: list[Link], marks: Marks | None, name: str
) -> None:
    """Add entries behind those that the session has.

    Args:
        name: of the store, as errors name it; here and below.

    Raises:
        LeaseLost: another writes the session now.
        StoreError: the first of them is not the next.
    """
    first, last = links[0].sequence, links[-1]
    changed = {"entries": last.sequence + 1, "head": last.hash}
    if marks is not None:
        changed |= asdict(marks)
    row = sessions.c
    size = row.size + sum(len(link.entry) for link in links)
    done = connection.execute(
        update(sessions)
        .where(row.session == lease.session)
        .where(row.fence == lease.fence, row.entries == first)
        .values(changed=database_clock(connection), size=size, **changed)
    )
    if done.rowcount != 1:
        there = leases.check(connection, lease, name)["entries"]
        raise StoreError(f"session {lease.session}: entry {first} cannot follow entry {there - 1}")
    connection.execute(
        insert(entries),
        [
            {
                "session": lease.session,
                "sequence": link.sequence,
                "entry": link.entry,
                "hash": link.hash,
            }
            for link in links
        ],
    )


def recent(connection: Connection, session: str, name: str) -> Recent | None:
    """What opening a session needs; None where it has no entry.

    Raises:
        SessionDamaged: an entry of it is missing or not what was written; here and below.
    """
    row = connection.execute(select(sessions).where(sessions.c.session == session)).first()
    if row is None or row.entries == 0:
        return None
    opened, first = row.opened, min(row.window_from, row.entries - 1)
    latest = page(connection, session, first, row.entries - first, name)
    _check_head(connection, session, first + len(latest), row.entries, row.head, name)
    own = latest[opened - first] if opened >= first else None
    if own is None:
        (own,) = page(connection, session, opened, 1, name) or (b"",)
    return Recent(own, first, latest, Marks(row.opened, row.window_from, row.heading))


def whole(connection: Connection, session: str, name: str) -> list[bytes]:
    """All entries of a session."""
    row = connection.execute(select(sessions).where(sessions.c.session == session)).first()
    if row is None:
        return []
    found = page(connection, session, 0, row.entries, name)
    _check_head(connection, session, len(found), row.entries, row.head, name)
    return found


def page(connection: Connection, session: str, first: int, most: int, name: str) -> list[bytes]:
    """At most `most` entries from number `first` on, whose hashes follow from the one before."""
    asked = (
        select(entries.c.sequence, entries.c.entry, entries.c.hash)
        .where(entries.c.session == session)
        .where(entries.c.sequence >= max(0, first - 1), entries.c.sequence < first + most)
        .order_by(entries.c.sequence)
    )
    links = [Link(*row) for row in connection.execute(asked)]
    previous = START
    if first:
        if not links or links[0].sequence != first - 1:
            _check_missing(connection, session, first, name)
            return []
        previous = links.pop(0).hash
    damaged = first_damaged(links, first, previous)
    if damaged is not None:
        raise _damage(session, damaged, name)
    return [link.entry for link in links]


def listed(connection: Connection) -> list[SessionInfo]:
    """The sessions that have an entry, by id."""
    asked = select(sessions).where(sessions.c.entries > 0).order_by(sessions.c.session)
    now = database_clock(connection)
    return [
        SessionInfo(
            session=row["session"],
            entries=row["entries"],
            size=row["size"],
            created=row["created"],
            changed=row["changed"],
            writer=leases.writer_of(row, now),
            heading=row["heading"],
        )
        for row in connection.execute(asked).mappings()
    ]


def _check_missing(connection: Connection, session: str, first: int, name: str) -> None:
    count = connection.execute(
        select(sessions.c.entries).where(sessions.c.session == session)
    ).scalar()
    if first <= (count or 0):
        raise _damage(session, first - 1, name)


def _check_head(
    connection: Connection, session: str, found: int, count: int, head: bytes, name: str
) -> None:
    if found < count:
        raise _damage(session, found, name)
    last = (entries.c.session == session, entries.c.sequence == count - 1)
    if count and connection.execute(select(entries.c.hash).where(*last)).scalar() != head:
        raise _damage(session, count - 1, name)


def _damage(session: str, number: int, name: str) -> SessionDamaged:
    safe = f"The entries 0 to {number - 1} are safe" if number else "No entry before it is lost"
    return SessionDamaged(
        f"{name}: entry {number} of session {session} is damaged: it is missing, or not "
        f"what was written. {safe}; other sessions are not concerned. Recover what is whole "
        f"with: agent sessions repair {session}"
    )
