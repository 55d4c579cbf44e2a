"""Every store there is, each empty; PostgreSQL is a server of the tests' own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.store.postgres import PostgresStore
from agent.store.sqlite import SQLiteStore
from tests import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a fresh server."""
    programs = postgres.programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL: scripts/setup-system --tests installs it")
        pytest.skip("no PostgreSQL here: scripts/setup-system --tests installs it")
    with postgres.server(programs) as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    name = "t" + "".join(c for c in tmp_path.name.lower() if c.isalnum())[-40:] + str(os.getpid())
    admin = create_engine(
        postgres_server.replace("postgresql:", "postgresql+psycopg:") + "/postgres",
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{postgres_server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


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
