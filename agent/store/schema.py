"""The tables of the current version, for SQLite and PostgreSQL. `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, LargeBinary, MetaData, Table, Text

metadata = MetaData()

version = Table("holdfast_version", metadata, Column("number", BigInteger, nullable=False))

sessions = Table(
    "holdfast_sessions",
    metadata,
    Column("session", Text, primary_key=True),
    Column("entries", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("window_from", BigInteger, nullable=False),
    Column("heading", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created", Float(53), nullable=False),
    Column("changed", Float(53), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("host", Text, nullable=False),
    Column("machine", Text, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("process", Text, nullable=False),
    Column("since", Float(53), nullable=False),
    Column("expires", Float(53), nullable=False),
)
"""A session with its lease, which nobody has where `expires` is 0. `head` is the hash of the last
entry, and `size` that of all entries in bytes; `machine` and `process` tell a process that is gone
from one that has its number now."""

entries = Table(
    "holdfast_entries",
    metadata,
    Column("session", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("entry", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

artifacts = Table(
    "holdfast_artifacts",
    metadata,
    Column("handle", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("put", Float(53), nullable=False),
    Column("packed", LargeBinary, nullable=False),
)
"""`size` is that of `packed`, in bytes; `put` is when the content was last put."""

uses = Table(
    "holdfast_uses",
    metadata,
    Column("session", Text, primary_key=True),
    Column("handle", Text, primary_key=True),
)
"""Which session refers to which artifact."""

claims = Table(
    "holdfast_claims",
    metadata,
    Column("id", Text, primary_key=True),
    Column("server", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("shared", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("wanted", BigInteger, nullable=False),
    Column("least", BigInteger, nullable=False),
    Column("waiting", BigInteger, nullable=False),
    Column("share", BigInteger, nullable=False),
    Column("granted", BigInteger, nullable=False),
    Column("seated", Boolean, nullable=False),
    Column("since", Float(53), nullable=False),
    Column("host", Text, nullable=False),
    Column("machine", Text, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("process", Text, nullable=False),
    Column("expires", Float(53), nullable=False),
    Column("copies", BigInteger, nullable=False),
)
"""What pools of sessions claim of servers' caches: `agent.store.claim.Claim`, and until when."""
