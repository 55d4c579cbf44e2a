"""`agent.pool`: sessions wait for room in the server's cache, and every task is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from agent import Agent, tool
from agent.config import PoolTable, Tenant
from agent.engine.request import Chunk, MessageSegment, Request, ServerFacts
from agent.errors import ConfigError
from agent.events import RunEnded
from agent.pool import Limit, Task
from agent.testing import Answering, ScriptedModel, Step, calls


@dataclass(slots=True)
class SmallCache(ScriptedModel):
    """Its cache has a size, and it notes how many requests run at a time."""

    kv_cache_tokens: int | None = 4096
    version: str | None = None
    seconds: float = 0.0
    running: int = 0
    most: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def facts(self) -> ServerFacts:
        plain = ScriptedModel.facts.fget(self)  # type: ignore[attr-defined]
        assert isinstance(plain, ServerFacts)
        return replace(plain, kv_cache_tokens=self.kv_cache_tokens, version=self.version)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.running += 1
        self.began.set()
        self.most = max(self.most, self.running)
        await asyncio.sleep(self.seconds)
        async for chunk in ScriptedModel.stream(self, request):
            yield chunk
        self.running -= 1


@tool(read_only=True)
async def wait() -> str:
    """Wait a moment."""
    await asyncio.sleep(0.01)
    return "done"


def messages(request: Request) -> list[MessageSegment]:
    """The messages that a request shows to the model."""
    return [part for part in request.prompt.segments if isinstance(part, MessageSegment)]


def turns() -> list[Step]:
    """Calls the tool in a run's first turn."""

    def step(request: Request) -> str | Answering:
        called = any(b'"tool"' in part.json for part in messages(request))
        return "ready" if called else calls(("wait", {}))

    return [step]


async def test_every_task_is_done_once() -> None:
    """More tasks than fit are all answered."""
    model = SmallCache(turns(), kv_cache_tokens=2048)
    agent = Agent(engine=model, tools=[wait], store="memory:", system="Be short.")
    async with agent:
        done = [each async for each in agent.pool().map([f"Task {n}" for n in range(20)])]
    assert sorted(each.index for each in done) == list(range(20))
    assert {each.reply.status for each in done} == {"done"}


async def test_tasks_may_come_one_by_one() -> None:
    """Those that are there are done while the next one is waited for."""
    model = SmallCache(["ready"], kv_cache_tokens=2048)
    ended = asyncio.Event()

    async def coming() -> AsyncIterator[str]:
        yield "first"
        await ended.wait()
        yield "second"

    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        found = []
        async for done in agent.pool().map(coming()):
            found.append((done.index, done.task.text))
            ended.set()
    assert found == [(0, "first"), (1, "second")]


async def test_a_session_that_another_holds_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such as one of a machine that was lost, until its lease runs out; not for ever."""
    monkeypatch.setattr("agent.pool.pool.BUSY_SECONDS", 0.5)
    model = SmallCache(["ready"])
    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        tasks = [Task("Task", session="one")]
        async with agent.session("one"):
            held = [each async for each in agent.pool().map(tasks)]
        async with agent.session("one") as session:
            going = asyncio.ensure_future(anext(agent.pool().map(tasks)))
            await asyncio.sleep(0.1)
            await session.__aexit__(None, None, None)
            freed = await going
    assert [each.reply.status for each in held] == ["engine_failed"]
    assert "is open in" in held[0].reply.detail
    assert freed.reply.status == "done"


async def test_a_task_with_a_wrong_session_id_says_so_and_ends_no_other() -> None:
    """Nothing is raised for it."""
    tasks = [Task("One", session="../one"), Task("Two", session="two")]
    async with Agent(engine=SmallCache(["ready"]), tools=[wait], store="memory:") as agent:
        ended = {done.index: done.reply async for done in agent.pool().map(tasks)}
    assert (ended[0].status, ended[1].status) == ("engine_failed", "done")
    assert "'../one' is not a session id" in ended[0].detail


async def test_no_more_run_at_a_time_than_the_cache_holds() -> None:
    """Without a limit all run at once; the pool keeps them within the capacity."""
    most = {}
    limits: tuple[Limit, ...] = ("kv", None)
    for limit in limits:
        model = SmallCache(["ready"], kv_cache_tokens=2048, seconds=0.02)
        agent = Agent(engine=model, tools=[wait], store="memory:", system="Be short.")
        long = "word " * 300
        async with agent:
            _ = [each async for each in agent.pool(limit).map([long] * 12)]
        most[limit] = model.most
    assert most[None] == 12
    assert 1 <= most["kv"] < 6


async def test_a_number_limits_the_sessions() -> None:
    """With 3 no more than 3 go at a time."""
    model = SmallCache(["ready"], seconds=0.01)
    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        _ = [each async for each in agent.pool(3).map(["Task"] * 9)]
    assert model.most == 3


@pytest.mark.parametrize(("version", "sent"), [("0.32.0", {-1, 0}), (None, {0})])
async def test_a_tasks_priority_is_sent_to_vllm_and_to_no_other_server(
    version: str | None, sent: set[int]
) -> None:
    """Where the server runs that policy, it goes by the same order as the pool."""
    model = SmallCache(["ready"], version=version)
    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        _ = [each async for each in agent.pool().map([Task("Chat", priority=-1), Task("Batch")])]
    assert {request.priority for request in model.requests} == sent


async def test_results_come_in_order_when_asked_for() -> None:
    """`ordered` holds back what ends early."""
    model = SmallCache(turns())
    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        found = [d.index async for d in agent.pool(4).map(["Task"] * 9, ordered=True)]
    assert found == list(range(9))


async def test_sessions_run_where_no_capacity_can_be_read() -> None:
    """Then a limit is found by its effects."""
    model = SmallCache(turns(), kv_cache_tokens=None)
    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        pool = agent.pool()
        assert len([each async for each in pool.map(["Task"] * 5)]) == 5
        assert pool.capacity is not None


async def test_a_closed_pool_leaves_its_sessions_to_be_resumed() -> None:
    """The turn that runs ends, the next does not start, and no run's end is recorded."""
    model = SmallCache(turns(), seconds=0.05)
    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        pool = agent.pool()

        async def close() -> None:
            await model.began.wait()
            pool.close("the user stopped it")

        closing = asyncio.create_task(close())
        assert [each async for each in pool.map([Task("Task", session="one")])] == []
        await closing
        async with agent.session("one") as session:
            assert not any(isinstance(each, RunEnded) for each in session.transcript.records)
            assert (await session.resume()).status == "done"


async def test_a_pool_that_is_closed_before_it_began_does_nothing() -> None:
    """As where Ctrl-C comes while the server is still asked what it can do."""
    model = SmallCache(turns(), seconds=0.05)
    async with Agent(engine=model, tools=[wait], store="memory:") as agent:
        pool = agent.pool()
        pool.close("the user stopped it")
        assert [each async for each in pool.map([Task("Task", session="one")])] == []
    assert not model.requests


def test_a_wrong_limit_is_refused() -> None:
    """The error says what may be given."""
    agent = Agent(engine=ScriptedModel(["x"]), tools=[], store="memory:")
    with pytest.raises(ConfigError, match="number of sessions"):
        agent.pool(0)


async def test_a_tenant_s_tasks_do_not_hold_up_those_of_another() -> None:
    """One that may have two sessions at a time, and has all the tasks before the other's."""
    model = SmallCache(turns(), kv_cache_tokens=100_000, seconds=0.005)
    pool = PoolTable(tenants={"acme": Tenant(sessions=2), "other": Tenant()})
    tasks = [Task(f"{n}", tenant="acme") for n in range(30)]
    tasks += [Task(f"{n}", tenant="other") for n in range(5)]
    async with Agent(
        engine=model, tools=[wait], store="memory:", system="Be short.", pool=pool
    ) as agent:
        done = [each.task async for each in agent.pool().map(tasks)]
    assert len(done) == 35
    last = max(place for place, task in enumerate(done) if task.tenant == "other")
    assert last < 20
    assert model.most <= 7


async def test_an_unknown_tenant_s_task_says_so() -> None:
    """And a session of it cannot be opened."""
    pool = PoolTable(tenants={"acme": Tenant()})
    async with Agent(engine=SmallCache(["ready"]), tools=[wait], store="memory:", pool=pool) as on:
        (done,) = [each async for each in on.pool().map([Task("Task", tenant="acne")])]
        assert "no tenant" in done.reply.detail
        with pytest.raises(ConfigError, match="no tenant"):
            on.pool().session(tenant="acne")
