"""A prefix that was not found cached is compared with that of the project's session before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from agent import Agent
from agent.context.cache import CacheExpectation
from agent.context.first_sight import FirstSight
from agent.context.prefix import Prefix
from agent.context.transport import MessageTransport
from agent.context.warming import PrefixWarmer
from agent.engine.request import ServerFacts
from agent.errors import StoreError
from agent.store.base import SessionInfo, Store
from agent.store.memory import MemoryStore
from agent.testing import ScriptedModel

RULES = "Answer in whole sentences, and name your sources. " * 20
NOW = Prefix.render(f"It is 12:00:02. {RULES}")


class Engine(ScriptedModel):
    """A scripted model that says when it started, and writes its tokens out."""

    started: float | None = None

    @property
    def facts(self) -> ServerFacts:
        return replace(super().facts, started=self.started)

    async def decode(self, ids: object) -> str:
        return ""


class Broken(MemoryStore):
    """A store that cannot be read."""

    async def sessions(self) -> list[SessionInfo]:
        raise StoreError("gone")


@dataclass
class Desk:
    """A project whose sessions before are in `store`."""

    project: Path
    store: Store = field(default_factory=MemoryStore)

    async def session(self, system: str) -> None:
        """A session of a turn with this system prompt."""
        async with Agent(
            engine=Engine(["Fine."]),
            system=system,
            tools=[],
            few_shot=(),
            store=self.store,
            project=self.project,
        ) as agent:
            await agent.run("Hello")

    def sight(self, prefix: Prefix = NOW, *, started: float | None = None) -> FirstSight:
        engine = Engine(["Fine."])
        engine.started = started
        expectation = CacheExpectation(16)
        warmer = PrefixWarmer(engine, MessageTransport(), prefix, expectation)
        return FirstSight(engine, expectation, warmer, self.store, prefix, 400, str(self.project))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path.resolve())


async def test_a_prefix_with_another_time_of_day_is_told_with_its_place(desk: Desk) -> None:
    await desk.session(f"It is 12:00:01. {RULES}")
    change = await desk.sight().change("new", cached=0)
    assert change is not None
    assert change.place is not None
    assert (change.reason, change.place.message) == ("prefix_changed", 0)
    assert "12:00:01" in change.place.before
    assert "12:00:02" in change.place.after
    assert "since the project's session before" in change.evidence
    assert change.tokens


async def test_the_same_prefix_is_no_change(desk: Desk) -> None:
    await desk.session(f"It is 12:00:02. {RULES}")
    assert await desk.sight().change("new", cached=0) is None


async def test_a_prefix_that_was_found_cached_is_not_compared(desk: Desk) -> None:
    await desk.session(f"It is 12:00:01. {RULES}")
    assert await desk.sight().change("new", cached=400) is None


async def test_a_server_that_does_not_say_what_it_found_gives_nothing_to_compare(
    desk: Desk,
) -> None:
    await desk.session(f"It is 12:00:01. {RULES}")
    assert await desk.sight().change("new", cached=None) is None


async def test_it_is_compared_once(desk: Desk) -> None:
    await desk.session(f"It is 12:00:01. {RULES}")
    sight = desk.sight()
    assert await sight.change("new", cached=0) is not None
    assert await sight.change("newer", cached=0) is None


async def test_the_first_session_of_a_project_has_none_before(desk: Desk, tmp_path: Path) -> None:
    """Another project's session is none of its own."""
    other = Desk((tmp_path / "other").resolve(), desk.store)
    other.project.mkdir()
    await other.session(f"It is 12:00:01. {RULES}")
    assert await desk.sight().change("new", cached=0) is None


async def test_the_session_itself_is_none_before_it(desk: Desk) -> None:
    await desk.session(f"It is 12:00:01. {RULES}")
    (own,) = await desk.store.sessions()
    assert await desk.sight().change(own.session, cached=0) is None


async def test_a_server_that_was_started_since_holds_nothing_of_it(desk: Desk) -> None:
    await desk.session(f"It is 12:00:01. {RULES}")
    (before,) = await desk.store.sessions()
    assert await desk.sight(started=before.changed + 1).change("new", cached=0) is None
    assert await desk.sight(started=before.changed - 1).change("new", cached=0) is not None


async def test_a_store_that_cannot_be_read_ends_no_turn(desk: Desk) -> None:
    assert await Desk(desk.project, Broken()).sight().change("new", cached=0) is None
