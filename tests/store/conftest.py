"""Every store there is, each empty; PostgreSQL is a server of the tests' own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.store.postgres import PostgresStore
from agent.store.sqlite import SQLiteStore


def postgres_programs() -> Path | None:
    """The newest server's programs, which Debian keeps off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a fresh server on a free port of loopback, with fsync as it is by default."""
    programs = postgres_programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL: scripts/setup-system installs it")
        pytest.skip("no PostgreSQL here: scripts/setup-system installs it")
    home = Path(
        subprocess.check_output(["mktemp", "-d", "/tmp/holdfast-pg-XXXXXX"], text=True)[:-1]
    )
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(home, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = home / "data"
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {home} -c max_connections=200"

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), *arguments]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-D", str(data), "-A", "trust", "-U", "holdfast", "-E", "UTF8", "--no-locale")
        run("pg_ctl", "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://holdfast@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


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
