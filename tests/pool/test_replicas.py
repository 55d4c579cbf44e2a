"""A pool on several servers behind a router, each with a cache of its own."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from agent import Agent
from agent.engine.metrics import EngineMetrics
from agent.engine.request import Chunk, Request, ServerFacts
from agent.errors import PoolClosed
from agent.pool.admission import PoolAdmission
from agent.pool.replicas import ReplicaAdmission
from agent.pool.routing import Route
from agent.testing import ScriptedModel
from tests.pool.test_pool import turns, wait

KV = 4096


@dataclass(slots=True)
class Routed(ScriptedModel):
    """Servers behind a router that goes by the hash of a session's name."""

    servers: list[float] = field(default_factory=lambda: [1.0, 2.0])
    """When each that is alive started."""
    seconds: float = 0.0
    running: dict[float, int] = field(default_factory=dict)
    most: dict[float, int] = field(default_factory=dict)
    """Requests that ran at a time, at most, on each server."""
    answered: list[tuple[str, float]] = field(default_factory=list)
    """Each request's name, and the server that answered it."""

    @property
    def facts(self) -> ServerFacts:
        plain = ScriptedModel.facts.fget(self)  # type: ignore[attr-defined]
        assert isinstance(plain, ServerFacts)
        return replace(plain, kv_cache_tokens=KV, replicas=len(self.servers))

    def server(self, name: str) -> float:
        """The server that a session of this name is sent to."""
        return self.servers[zlib.crc32(name.encode()) % len(self.servers)]

    async def metrics(self, session: str = "") -> EngineMetrics:
        return EngineMetrics(block_size=16, kv_cache_tokens=KV, started=self.server(session))

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        server = self.server(request.session)
        self.answered.append((request.session, server))
        self.running[server] = self.running.get(server, 0) + 1
        self.most[server] = max(self.most.get(server, 0), self.running[server])
        await asyncio.sleep(self.seconds)
        async for chunk in ScriptedModel.stream(self, request):
            yield chunk
        self.running[server] -= 1


def agent_on(model: ScriptedModel) -> Agent:
    """An agent with one tool and a small prefix."""
    return Agent(engine=model, tools=[wait], store="memory:", system="Be short.")


def servers_of(model: Routed) -> dict[str, set[float]]:
    """The servers that answered each session, whatever name its requests had."""
    found: dict[str, set[float]] = {}
    for name, server in model.answered:
        found.setdefault(name.partition("~")[0], set()).add(server)
    return found


async def test_all_servers_are_filled_and_none_over_its_capacity() -> None:
    """Two have twice the room of one."""
    model = Routed(["ready"], seconds=0.05)
    long = "word " * 300
    async with agent_on(model) as agent:
        done = [each async for each in agent.pool().map([long] * 24)]
    assert {each.reply.status for each in done} == {"done"}
    assert set(model.most) == {1.0, 2.0}
    alone = Routed(["ready"], servers=[1.0], seconds=0.05)
    async with agent_on(alone) as agent:
        _ = [each async for each in agent.pool().map([long] * 12)]
    assert max(model.most.values()) <= alone.most[1.0]


async def test_a_session_stays_at_its_server() -> None:
    """All its turns, though others come and go."""
    model = Routed(turns())
    async with agent_on(model) as agent:
        _ = [each async for each in agent.pool().map(["Task"] * 16)]
    assert all(len(servers) == 1 for servers in servers_of(model).values())


async def test_sessions_are_spread_by_what_they_hold() -> None:
    """Though all come at once, and by their names would all be at one server."""
    replicas = two_servers(100_000)
    routes = [Route(f"s{number}1") for number in range(8)]
    release = asyncio.Event()

    async def hold(route: Route) -> None:
        async with replicas.place(route, route.session, False).turn(1000):
            if replicas.load.running == len(routes):
                release.set()
            await release.wait()

    async with asyncio.timeout(30):
        await asyncio.gather(*map(hold, routes))
    assert 3 <= [route.attempt > 0 for route in routes].count(True) <= 5


FACTS = ServerFacts("router:", "m", window=400, block_size=16, replicas=2)


def two_servers(capacity: int) -> ReplicaAdmission:
    """Names that end in a digit are at the server of that digit, those with a number at the 2nd."""

    async def metrics(name: str) -> EngineMetrics:
        started = 2.0 if "~" in name or name.endswith("2") else 1.0
        return EngineMetrics(kv_cache_tokens=capacity, started=started)

    def make(found: EngineMetrics, changed: asyncio.Event) -> PoolAdmission:
        return PoolAdmission(replace(FACTS, kv_cache_tokens=found.kv_cache_tokens), 0)

    return ReplicaAdmission("router:", 2, metrics, make)


async def test_a_session_that_waits_for_too_long_goes_where_there_is_room() -> None:
    """It holds nothing in the cache that would be lost."""
    replicas = two_servers(1000)
    routes = [Route("s1"), Route("t1")]
    release = asyncio.Event()
    together: list[int] = []

    async def hold(route: Route) -> None:
        async with replicas.place(route, route.session, False).turn(700):
            together.append(replicas.load.running)
            await release.wait()

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        for route in routes:
            group.create_task(hold(route))
            await asyncio.sleep(0.05)
        asyncio.get_running_loop().call_later(1.0, release.set)
    assert together == [1, 2]
    assert [route.attempt for route in routes] == [0, 1]


async def test_a_session_with_a_place_waits_at_its_server() -> None:
    """What it holds there would have to be prefilled at another."""
    replicas = two_servers(2000)
    route, other = Route("s1"), Route("t1")
    place = replicas.place(route, route.session, False)
    async with replicas.place(Route("x2"), "x2", False).turn(200):
        pass
    async with place.turn(200):
        pass
    release = asyncio.Event()

    async def hold() -> None:
        async with replicas.place(other, other.session, False).turn(300):
            await release.wait()

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    assert (other.attempt, replicas.load.running) == (0, 1)
    asyncio.get_running_loop().call_later(0.5, release.set)
    async with asyncio.timeout(10), place.turn(1800):
        assert route.attempt == 0
    await holding


async def test_a_closed_pool_starts_no_turn_at_any_server() -> None:
    """Nor at one that is seen later."""
    replicas = two_servers(1000)
    async with replicas.place(Route("s1"), "s1", False).turn(100):
        pass
    replicas.close("stopped")
    for name in ("t1", "t2"):
        with pytest.raises(PoolClosed, match="stopped"):
            async with replicas.place(Route(name), name, False).turn(100):
                pass


async def test_sessions_of_a_server_that_ended_go_on_at_another() -> None:
    """The router sends them there, and the pool counts them there."""
    model = Routed(turns(), seconds=0.01)

    async with agent_on(model) as agent:
        pool = agent.pool()
        async with pool.session("a") as one, pool.session("b") as two:
            for session in (one, two):
                await session.send("word " * 50)
            model.servers[:] = [2.0]
            for session in (one, two):
                assert (await session.send("and now?")).status == "done"
    assert {server for name, server in model.answered[-2:]} == {2.0}


async def test_a_server_that_no_name_leads_to_is_not_looked_for_again() -> None:
    """Each new session would ask for it else, many times."""
    asked: list[str] = []

    async def metrics(name: str) -> EngineMetrics:
        asked.append(name)
        return EngineMetrics(kv_cache_tokens=100_000, started=1.0)

    def make(found: EngineMetrics, changed: asyncio.Event) -> PoolAdmission:
        return PoolAdmission(replace(FACTS, kv_cache_tokens=found.kv_cache_tokens), 0)

    replicas = ReplicaAdmission("router:", 2, metrics, make)
    for number in range(4):
        async with replicas.place(Route(f"s{number}"), f"s{number}", False).turn(1000):
            pass
    before = len(asked)
    async with replicas.place(Route("last"), "last", False).turn(1000):
        pass
    assert asked[before:] == ["last"]
