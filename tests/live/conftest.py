"""One engine for all live tests: the one at AGENT_URL, or the local one with the bundled model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.engine.local import ensure_engine, running_engine, stop_engine
from agent.runtime import bundled_model

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this directory is live."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def engine_url() -> Iterator[str]:
    """The engine's address; an engine that the tests started is ended with them."""
    given = os.environ.get("AGENT_URL")
    if given:
        yield given
        return
    before = running_engine()
    engine = asyncio.run(ensure_engine(model=bundled_model(), progress=print))
    yield engine.url
    if before is None:
        stop_engine()


@pytest.fixture(autouse=True)
def use_the_engine(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Agents and commands of a test find the engine, and keep their data to themselves."""
    monkeypatch.setenv("AGENT_URL", engine_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
