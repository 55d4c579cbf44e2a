"""Artifacts in a database: each content once, compressed, with the sessions that refer to it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from sqlalchemy import Connection, and_, delete, exists, func, insert, select, update

from agent.errors import ArtifactMissing, QuotaExceeded, StoreError
from agent.store import base
from agent.store.database import database_clock
from agent.store.schema import artifacts, uses

GRACE = 3600.0
"""Seconds for which a content that no session refers to is kept after it was put."""


def known(connection: Connection, digest: str) -> str | None:
    """The handle under which the content with this digest is kept, if it is."""
    for handle in base.handles(digest):
        kept = _digest_at(connection, handle)
        if kept is None or kept == digest:
            return handle if kept else None
    return None


def keep(
    connection: Connection, digest: str, packed: bytes, session: str, quota: int | None, name: str
) -> str:
    """Keep a packed content for a session, if it is not kept yet; its handle.

    Raises:
        QuotaExceeded: it would take more room than there may be taken.
    """
    now = database_clock(connection)
    handle = known(connection, digest)
    if handle is None:
        _check_quota(connection, len(packed), quota, name)
        handle = _insert(connection, digest, packed, now)
    else:
        connection.execute(update(artifacts).where(artifacts.c.handle == handle).values(put=now))
    if session:
        refer(connection, session, [handle])
    return handle


def refer(connection: Connection, session: str, handles: Sequence[str]) -> None:
    """Record that a session refers to these artifacts."""
    for handle in handles:
        there = and_(uses.c.session == session, uses.c.handle == handle)
        if connection.execute(select(uses.c.handle).where(there)).first() is None:
            connection.execute(insert(uses).values(session=session, handle=handle))


def let_go(connection: Connection, session: str) -> None:
    """Have the next `collect` remove, however new it is, what no other session refers to."""
    mine = select(uses.c.handle).where(uses.c.session == session)
    others = select(uses.c.handle).where(uses.c.session != session)
    only_mine = and_(artifacts.c.handle.in_(mine), artifacts.c.handle.not_in(others))
    connection.execute(update(artifacts).where(only_mine).values(put=0.0))


def references(connection: Connection, session: str) -> list[str]:
    """The handles that a session refers to."""
    asked = select(uses.c.handle).where(uses.c.session == session).order_by(uses.c.handle)
    return list(connection.execute(asked).scalars())


def fetch(connection: Connection, handle: str) -> tuple[str, bytes]:
    """The digest of what a handle stands for, and its packed content.

    Raises:
        ArtifactMissing: there is no such handle.
    """
    asked = select(artifacts.c.digest, artifacts.c.packed).where(artifacts.c.handle == handle)
    row = connection.execute(asked).first()
    if row is None:
        raise ArtifactMissing(handle)
    return row.digest, row.packed


def unpack(name: str, handle: str, digest: str, packed: bytes) -> bytes:
    """The content.

    Raises:
        StoreError: it is not what was put.
    """
    try:
        content = zlib.decompress(packed)
    except zlib.error as error:
        raise StoreError(_damaged(name, handle, str(error))) from error
    if base.digest(content) != digest:
        raise StoreError(_damaged(name, handle, "its SHA-256 is another"))
    return content


def collect(connection: Connection) -> base.Collected:
    """Remove what no session refers to and nobody has put within `GRACE`."""
    unused = and_(
        artifacts.c.put < database_clock(connection) - GRACE,
        ~exists().where(uses.c.handle == artifacts.c.handle),
    )
    removed = connection.execute(delete(artifacts).where(unused).returning(artifacts.c.size))
    sizes = list(removed.scalars())
    return base.Collected(len(sizes), sum(sizes))


def _damaged(name: str, handle: str, why: str) -> str:
    return (
        f"{name}: the artifact {handle} is damaged: {why}. The sessions and all other artifacts "
        "are safe."
    )


def _insert(connection: Connection, digest: str, packed: bytes, now: float) -> str:
    for handle in base.handles(digest):
        if _digest_at(connection, handle) is None:
            row = {"handle": handle, "digest": digest, "size": len(packed), "put": now}
            connection.execute(insert(artifacts).values(**row, packed=packed))
            return handle
    raise StoreError(f"the artifact with SHA-256 {digest} could not be kept")


def _digest_at(connection: Connection, handle: str) -> str | None:
    asked = select(artifacts.c.digest).where(artifacts.c.handle == handle)
    return connection.execute(asked).scalar()


def _check_quota(connection: Connection, more: int, quota: int | None, name: str) -> None:
    if quota is None:
        return
    taken = connection.execute(select(func.coalesce(func.sum(artifacts.c.size), 0))).scalar_one()
    if taken + more > quota:
        raise QuotaExceeded(
            f"{name}: the artifacts take {taken} bytes of the {quota} that they may, and this one "
            f"needs {more} more. Remove sessions (agent sessions rm, then agent sessions gc), or "
            "set a larger artifact_quota."
        )
