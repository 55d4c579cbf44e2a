"""Every store there is, each empty; PostgreSQL is a server of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.store.postgres import PostgresStore
from agent.store.sqlite import SQLiteStore


def open_at(place: str | Path) -> Store:
    """The store of this kind again, as another process would open it."""
    return PostgresStore(place) if isinstance(place, str) else SQLiteStore(place)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a durable store can be opened, by several at once."""
    if request.param == "sqlite":
        return tmp_path / "s.sqlite"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def durable(place: str | Path) -> AsyncIterator[Store]:
    """Each durable store, empty."""
    store = open_at(place)
    yield store
    await store.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each store, empty."""
    if request.param == "memory":
        made: Store = MemoryStore()
    elif request.param == "sqlite":
        made = SQLiteStore(tmp_path / "s.sqlite")
    else:
        made = PostgresStore(request.getfixturevalue("postgres_url"))
    yield made
    await made.close()
