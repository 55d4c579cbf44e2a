"""The embedded default: sessions and artifacts in one SQLite file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from agent.store.database import errors, sqlite_engine
from agent.store.sql import SQLStore

POLL = 0.2
"""Seconds between two looks at whether another process wrote the file."""


class SQLiteStore(SQLStore):
    """No set-up, one file in WAL mode, readable by its owner only."""

    def __init__(self, path: Path, quota: int | None = None) -> None:
        """Open or make the file at `path`.

        Args:
            quota: bytes that all artifacts may take, compressed; None is no limit.

        Raises:
            StoreError: it cannot be opened, or is not a SQLite file.
        """
        super().__init__(sqlite_engine(path), str(path), quota)

    async def _changes(self, session: str) -> AsyncGenerator[None, None]:
        with errors(self.name):
            connection = await asyncio.to_thread(self._engine.connect)
        try:
            seen = None
            while True:
                with errors(self.name):
                    version = await asyncio.to_thread(
                        lambda: connection.exec_driver_sql("PRAGMA data_version").scalar()
                    )
                    connection.rollback()
                if version != seen:
                    seen = version
                    yield None
                await asyncio.sleep(POLL)
        finally:
            connection.close()
