"""Every place where an index can be kept, each empty."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an index can be opened, by several at once: a file, or a database.

    A server with pgvector is another one for vectors alone: `place_of_vectors`.
    """
    return _place(request, tmp_path)


@pytest.fixture(params=["sqlite", "postgres", "pgvector"])
def place_of_vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """The same, and a database of a server with pgvector."""
    return _place(request, tmp_path)


def _place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "sqlite":
        return tmp_path / "state" / "index.db"
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
