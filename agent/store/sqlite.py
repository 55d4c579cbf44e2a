"""Sessions and artifacts in one SQLite file, in WAL mode."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from agent.errors import ArtifactMissing, StoreError
from agent.store import base

Result = TypeVar("Result")

_ENTRIES = """
CREATE TABLE IF NOT EXISTS entries (
    session TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (session, sequence)
) WITHOUT ROWID
"""

_ARTIFACTS = """
CREATE TABLE IF NOT EXISTS artifacts (
    handle TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    packed BLOB NOT NULL
)
"""

_BUSY_SECONDS = 30.0


class SQLiteStore:
    """The embedded default: no set-up, one file, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        """Open or make the file at `path`.

        Raises:
            StoreError: it cannot be opened, or is not a SQLite file.
        """
        self._path = path
        self._lock = threading.Lock()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute(_ENTRIES)
            self._connection.execute(_ARTIFACTS)

    async def append(self, session: str, sequence: int, entry: bytes) -> None:
        """Keep an entry; it is on the disk when this returns."""
        await self._in_thread(
            lambda: self._connection.execute(
                "INSERT INTO entries VALUES (?, ?, ?)", (session, sequence, entry)
            )
        )

    async def load(self, session: str) -> list[bytes]:
        """All entries of a session."""
        rows = await self._in_thread(
            lambda: self._connection.execute(
                "SELECT entry FROM entries WHERE session = ? ORDER BY sequence", (session,)
            ).fetchall()
        )
        return [row[0] for row in rows]

    async def sessions(self) -> list[str]:
        """The ids of all sessions."""
        rows = await self._in_thread(
            lambda: self._connection.execute(
                "SELECT DISTINCT session FROM entries ORDER BY session"
            ).fetchall()
        )
        return [row[0] for row in rows]

    async def put(self, content: bytes) -> str:
        """Keep an artifact, compressed; it is on the disk when this returns."""
        digest = await asyncio.to_thread(base.digest, content)
        handle = await self._in_thread(lambda: self._known(digest))
        if handle is not None:
            return handle
        packed = await asyncio.to_thread(zlib.compress, content)
        return await self._in_thread(lambda: self._keep(digest, packed))

    async def get(self, handle: str) -> bytes:
        """An artifact's content."""
        row = await self._in_thread(
            lambda: self._connection.execute(
                "SELECT packed FROM artifacts WHERE handle = ?", (handle,)
            ).fetchone()
        )
        if row is None:
            raise ArtifactMissing(handle)
        try:
            return await asyncio.to_thread(zlib.decompress, row[0])
        except zlib.error as error:
            raise StoreError(f"{self._path}: the artifact {handle} is damaged: {error}") from error

    async def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _known(self, digest: str) -> str | None:
        """The handle under which the content with this digest is kept, if it is."""
        for handle in base.handles(digest):
            kept = self._digest_at(handle)
            if kept is None:
                return None
            if kept == digest:
                return handle
        return None

    def _keep(self, digest: str, packed: bytes) -> str:
        for handle in base.handles(digest):
            # Another process may have taken the handle since it was looked up.
            self._connection.execute(
                "INSERT OR IGNORE INTO artifacts VALUES (?, ?, ?)", (handle, digest, packed)
            )
            if self._digest_at(handle) == digest:
                return handle
        raise StoreError(f"{self._path}: the artifact with SHA-256 {digest} could not be kept")

    def _digest_at(self, handle: str) -> str | None:
        row = self._connection.execute(
            "SELECT digest FROM artifacts WHERE handle = ?", (handle,)
        ).fetchone()
        return None if row is None else row[0]

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.to_thread(self._locked, work)

    def _locked(self, work: Callable[[], Result]) -> Result:
        with self._lock, self._errors():
            return work()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise StoreError(
                f"{self._path}: this entry is already there: another process writes this session"
            ) from error
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"the session store {self._path} cannot be used: {error}. "
                "Give another with --store or AGENT_STORE."
            ) from error
