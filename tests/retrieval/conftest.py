"""Every place where an index can be kept, each empty."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgres", "pgvector"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an index can be opened, by several at once: a file, or a database on either server."""
    if request.param == "sqlite":
        return tmp_path / "state" / "index.db"
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
