"""No test reads the user's own settings, and none writes outside its temporary directory."""

from __future__ import annotations

import os
import platform
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text

from tests import postgres

# A busy machine is not a failure.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")


@pytest.fixture(autouse=True)
def own_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Each test has its own data directories and none of the caller's settings."""
    if request.node.get_closest_marker("live"):
        return
    for name in ("AGENT_URL", "AGENT_MODEL", "AGENT_API_KEY", "AGENT_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("agent.retrieval.servers.running_embeddings", lambda: None)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a fresh server of Debian's, which has no pgvector."""
    programs = postgres.programs()
    if programs is None:
        _missing("no PostgreSQL here: scripts/setup-system --tests installs it")
    assert programs is not None
    with postgres.server(programs, *postgres.QUICK) as address:
        yield address


@pytest.fixture(scope="session")
def pgvector_server() -> Iterator[str]:
    """The address of a fresh server that has pgvector."""
    programs = postgres.programs_with_pgvector()
    if sys.version_info >= (3, 13) or platform.machine() != "x86_64":
        pytest.skip("pgserver has no wheel for this Python or machine")
    if programs is None:
        _missing("no PostgreSQL with pgvector here: pip install pgserver")
    assert programs is not None
    with postgres.server(programs, *postgres.QUICK) as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    with _database(postgres_server, tmp_path) as url:
        yield url


@pytest.fixture
def pgvector_url(pgvector_server: str, tmp_path: Path) -> Iterator[str]:
    """An empty database of a server that has pgvector."""
    with _database(pgvector_server, tmp_path) as url:
        yield url


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _database(server: str, tmp_path: Path) -> Iterator[str]:
    name = "t" + "".join(c for c in tmp_path.name.lower() if c.isalnum())[-40:] + str(os.getpid())
    admin = create_engine(
        server.replace("postgresql:", "postgresql+psycopg:") + "/postgres",
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every command
# that they start; tests of Ctrl-C need the default.
signal.signal(signal.SIGINT, signal.default_int_handler)
