"""Which engine an agent talks to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from agent import connecting
from agent.config import Settings
from agent.connecting import connect
from agent.engine.starting import LocalEngine
from agent.errors import EngineUnreachable
from tests.fake_server import serving

_NOBODY = "http://127.0.0.1:9"


class Local:
    """Stands in for the local engine: one address after the other."""

    def __init__(self, *urls: str) -> None:
        self.urls = list(urls)
        self.held: list[str] = []

    @asynccontextmanager
    async def engine(self, **_: Any) -> AsyncIterator[LocalEngine]:
        """Held while it is entered."""
        url = self.urls.pop(0)
        self.held.append(url)
        try:
            yield LocalEngine(url, "fake", 1)
        finally:
            self.held.remove(url)


async def test_a_local_engine_that_ended_in_this_moment_is_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second one is held until the agent is closed, and the first no longer."""
    with serving() as fake:
        local = Local(_NOBODY, fake.url)
        monkeypatch.setattr(connecting, "local_engine", local.engine)
        async with AsyncExitStack() as opened:
            engine = await connect(Settings(), None, opened)
            assert engine.facts.model == "fake"
            assert local.held == [fake.url]
        assert local.held == []


async def test_a_local_engine_that_never_answers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice is enough."""
    local = Local(_NOBODY, _NOBODY)
    monkeypatch.setattr(connecting, "local_engine", local.engine)
    async with AsyncExitStack() as opened:
        with pytest.raises(EngineUnreachable):
            await connect(Settings(), None, opened)
    assert local.held == []
