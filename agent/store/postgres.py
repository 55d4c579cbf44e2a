"""Sessions and artifacts in PostgreSQL, for agents on several computers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from sqlalchemy import Connection, func, select

from agent.store.database import errors, postgres_engine, shown_postgres
from agent.store.sql import SQLStore

_CHANNEL = "holdfast"

_PATIENCE = 1.0
"""Seconds after which a wait for a notice looks whether it is still wanted."""


class PostgresStore(SQLStore):
    """A `postgresql://…` address; its tables are made when it is opened first."""

    def __init__(self, url: str, quota: int | None = None) -> None:
        """Open the database at `url`.

        Args:
            quota: bytes that all artifacts may take, compressed; None is no limit.

        Raises:
            StoreError: it cannot be opened.
            ConfigError: psycopg is not installed, or the address is none.
        """
        name = shown_postgres(url, "session store")
        super().__init__(postgres_engine(url), name, quota)

    def _changed(self, connection: Connection, session: str) -> None:
        connection.execute(select(func.pg_notify(_CHANNEL, session)))

    async def _changes(self, session: str) -> AsyncGenerator[None, None]:
        with errors(self.name):
            connection = await asyncio.to_thread(self._engine.connect)
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            with errors(self.name):
                await asyncio.to_thread(autocommit.exec_driver_sql, f"LISTEN {_CHANNEL}")
            driver: Any = autocommit.connection.driver_connection
            yield None
            while True:
                heard = await asyncio.to_thread(_wait, driver)
                if session in heard:
                    yield None
        finally:
            connection.invalidate()  # a connection that listens does not go back to the pool
            connection.close()


def _wait(driver: Any) -> set[str]:
    """The sessions that have new entries; none when nothing happened for a while."""
    return {each.payload for each in driver.notifies(timeout=_PATIENCE, stop_after=1)}
