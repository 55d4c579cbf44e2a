"""Claims in a database: one transaction reads all of a server and writes one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import Connection, RowMapping, delete, insert, select, text

from agent.store.claim import SECONDS, Claim, Grant
from agent.store.database import database_clock
from agent.store.owner import Owner, is_gone, this_process
from agent.store.schema import claims

_LOCKS = 0x486F6C65
"""The first number of PostgreSQL's advisory locks on servers; the second tells the server."""

_NAMES = [each.name for each in fields(Claim)]


def renew(connection: Connection, claim: Claim, grant: Grant) -> list[Claim]:
    """Write a claim with what it gets beside the others, and return all of its server."""
    _lock(connection, claim.server)
    now = database_clock(connection)
    there = _live(connection, now, claim.server)
    before = next((each for each in there if each.id == claim.id), None)
    others = [each for each in there if each.id != claim.id]
    me = this_process()
    renewed = grant(claim.following(before, me.host, me.pid, now), others, now)
    withdraw(connection, claim.id)
    values = {name: getattr(renewed, name) for name in _NAMES}
    values |= {"machine": me.machine, "process": me.process, "expires": now + SECONDS}
    connection.execute(insert(claims).values(values))
    return sorted([*others, renewed], key=lambda each: each.id)


def withdraw(connection: Connection, claim_id: str) -> None:
    """Forget a claim; none of this id is no error."""
    connection.execute(delete(claims).where(claims.c.id == claim_id))


def listed(connection: Connection) -> list[Claim]:
    """The claims of all servers that have not run out."""
    now = database_clock(connection)
    rows = connection.execute(select(claims).order_by(claims.c.server, claims.c.id)).mappings()
    return [_claim(row) for row in rows if not _over(row, now)]


def _live(connection: Connection, now: float, server: str) -> Sequence[Claim]:
    """The claims to a server; those that have run out are removed."""
    asked = select(claims).where(claims.c.server == server).order_by(claims.c.id)
    there = []
    for row in connection.execute(asked).mappings().all():
        if _over(row, now):
            withdraw(connection, row["id"])
        else:
            there.append(_claim(row))
    return there


def _over(row: RowMapping, now: float) -> bool:
    owner = Owner(row["host"], row["machine"], row["pid"], row["process"])
    return bool(row["expires"] <= now) or is_gone(owner)


def _claim(row: RowMapping) -> Claim:
    return Claim(**{name: row[name] for name in _NAMES})


def _lock(connection: Connection, server: str) -> None:
    """Nobody else reads or writes the claims to this server before the transaction's end.

    SQLite lets one transaction write at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        number = zlib.crc32(server.encode()) - 2**31
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:first, :second)"),
            {"first": _LOCKS, "second": number},
        )
