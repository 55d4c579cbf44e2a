"""An isolated tenant's sessions find nothing that others left in the cache, and are told why."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from agent import Agent, Reply, Session
from agent.config import PoolTable, Tenant
from agent.engine.request import Request, ServerFacts
from agent.errors import ConfigError
from agent.pool import Task
from agent.pool.pool import WAITING
from agent.tenants import check_tenant, sampling_salt
from agent.testing import Answering, ScriptedModel, calls
from tests.scripted import last_text

SECRET = "not to be guessed"
TABLE = PoolTable(
    tenants={"acme": Tenant(isolate=True), "bravo": Tenant(isolate=True), "open": Tenant()},
    secret=SECRET,
)


class Vllm(ScriptedModel):
    """It says that it is one, and has room for much."""

    @property
    def facts(self) -> ServerFacts:
        plain = ScriptedModel.facts.fget(self)  # type: ignore[attr-defined]
        assert isinstance(plain, ServerFacts)
        return replace(plain, version="0.32.0", kv_cache_tokens=100_000, started=1.0)


def agent_on(
    model: ScriptedModel,
    pool: PoolTable = TABLE,
    store: str = "memory:",
    *,
    system: str = "You are helpful. " * 60,
    tools: Sequence[str] = (),
) -> Agent:
    """With a prefix of some blocks."""
    return Agent(
        engine=model, tools=list(tools), few_shot=(), store=store, system=system, pool=pool
    )


async def test_each_isolated_tenant_has_a_salt_of_its_own() -> None:
    """Of all its requests, in a pool and outside; the others have none."""
    model = Vllm(["Fine."])
    async with agent_on(model) as agent:
        tasks = [Task("Hello", f"{name}-1", tenant=name) for name in ("acme", "bravo", "open")]
        assert [d.reply.status async for d in agent.pool().map(tasks)] == ["done"] * 3
        for name in ("acme", "bravo", "open"):
            async with agent.session(f"{name}-2", tenant=name) as session:
                await session.send("Hello")
    salts: dict[str, set[str]] = {}
    for request in model.requests:
        salts.setdefault(request.session.partition("-")[0], set()).add(request.salt)
    assert salts["open"] == {""}
    assert all(len(salts[name]) == 1 for name in ("acme", "bravo"))
    assert len(salts["acme"] | salts["bravo"] | {""}) == 3


async def test_what_a_tenant_s_sessions_find_is_what_is_expected() -> None:
    """The prefix is warmed for each tenant, and nothing else is found of others."""
    model = Vllm(["Fine."])
    async with agent_on(model) as agent:
        for session, tenant in (("o", "open"), ("a1", "acme"), ("a2", "acme"), ("b", "bravo")):
            async with agent.session(session, tenant=tenant) as opened:
                reply = await opened.send("The same long question of all of them. " * 20)
            assert reply.cache.misses == ()
            assert reply.usage.cached_tokens == reply.cache.expected_tokens
            found = (reply.usage.cached_tokens or 0) > reply.context.prefix_tokens
            assert found == (session == "a2")


async def salts_of(agent: Agent, model: ScriptedModel, session: str, tenant: str = "") -> set[str]:
    """What one more run of a session is sent under; it finds what the one before has left."""
    before = len(model.requests)
    async with agent.session(session, tenant=tenant) as opened:
        reply = await opened.send("And now?")
    assert reply.usage.cached_tokens == reply.cache.expected_tokens
    assert "salt_or_lora_changed" not in {miss.reason for miss in reply.cache.misses}
    return {request.salt for request in model.requests[before:]}


async def test_a_resumed_session_goes_on_under_its_tenant() -> None:
    """Without being told whose it is, it finds what it left."""
    model = Vllm(["Fine."])
    async with agent_on(model) as agent:
        first = await salts_of(agent, model, "s", "acme")
        assert "" not in first
        assert await salts_of(agent, model, "s") == first
        assert await salts_of(agent, model, "s", "acme") == first
        async with agent.session("s") as session:
            assert session.tenant == "acme"


@pytest.mark.parametrize("another", ["bravo", "open"])
async def test_a_session_is_never_opened_for_another_tenant(another: str) -> None:
    """Nothing is sent and nothing recorded, in a pool and outside."""
    model = Vllm(["Fine."])
    async with agent_on(model) as agent:
        await salts_of(agent, model, "s", "acme")
        requests, store = len(model.requests), (await agent.open()).store
        (before,) = await store.sessions()
        for opened in (
            agent.session("s", tenant=another),
            agent.pool().session("s", tenant=another),
        ):
            with pytest.raises(ConfigError, match=f"s is one of tenant acme.*not|for {another}"):
                await opened.__aenter__()
        tasks = [Task("Hello", "s", tenant=another)]
        (done,) = [each async for each in agent.pool().map(tasks)]
        assert done.reply.status == "engine_failed"
        assert "is one of tenant acme" in done.reply.detail
        (after,) = await store.sessions()
        assert (after.entries, after.writer) == (before.entries, None)
    assert len(model.requests) == requests


async def test_a_session_that_is_nobody_s_becomes_a_tenant_s_and_stays_it() -> None:
    """It is computed anew, which is told, and from then on finds what it left as the tenant's."""
    model = Vllm(["Fine."])
    async with agent_on(model) as agent:
        async with agent.session("s") as session:
            await session.send("Hello " * 100)
            assert session.tenant == ""
        async with agent.session("s", tenant="acme") as session:
            reply = await session.send("And now?")
        assert [miss.reason for miss in reply.cache.misses] == ["salt_or_lora_changed"]
        assert await salts_of(agent, model, "s") == {model.requests[-1].salt}
        assert model.requests[-1].salt
        with pytest.raises(ConfigError, match="s is one of tenant acme"):
            await agent.session("s", tenant="bravo").__aenter__()


async def test_a_session_whose_tenant_is_none_any_more_is_refused(tmp_path: Path) -> None:
    """Else its words would be computed where all find them."""
    model, store = Vllm(["Fine."]), str(tmp_path / "sessions.sqlite")
    async with agent_on(model, store=store) as agent:
        await salts_of(agent, model, "s", "acme")
    table = PoolTable(tenants={"bravo": Tenant(isolate=True)}, secret=SECRET)
    async with agent_on(model, table, store) as agent:
        with pytest.raises(ConfigError, match=r"session s is one of 'acme', which is no tenant"):
            await agent.session("s").__aenter__()


async def test_forks_and_sub_agents_are_their_parent_s_tenant_s() -> None:
    """Also of a session that became a tenant's when it was on its way."""

    def answer(request: Request) -> str | Answering:
        asks = last_text(request) == "Ask somebody."
        return calls(("delegate", {"task": "Look."})) if asks else "Fine."

    model = Vllm([answer])
    async with agent_on(model, tools=["delegate"]) as agent:
        async with agent.session("s") as session:
            await session.send("Hello")
        before = len(model.requests)
        async with agent.session("s", tenant="acme") as session:
            await session.send("Ask somebody.")
            async with await session.fork(4, "early") as early:
                assert early.tenant == "acme"
                await early.send("And now?")
        salts = {request.salt for request in model.requests[before:]}
        assert {request.session[:2] for request in model.requests[before:]} >= {"s", "s.", "ea"}
    assert len(salts) == 1
    assert "" not in salts


async def test_a_changed_configuration_does_not_take_a_session_from_its_tenant(
    tmp_path: Path,
) -> None:
    """The new epoch is the tenant's, too."""
    model, store = Vllm(["Fine."]), str(tmp_path / "sessions.sqlite")
    async with agent_on(model, store=store) as agent:
        first = await salts_of(agent, model, "s", "acme")
    async with agent_on(model, store=store, system="Another one. " * 60) as agent:
        before = len(model.requests)
        async with agent.session("s", on_change="new_epoch") as session:
            await session.send("And now?")
            assert session.tenant == "acme"
        assert {request.salt for request in model.requests[before:]} == first


async def test_resumed_sessions_of_one_tenant_are_all_opened_in_a_pool() -> None:
    """Though their tasks do not say whose they are, they do not count as sessions yet to come."""
    names = [f"s{number}" for number in range(WAITING + 4)]
    model, together = Vllm(["Fine."]), asyncio.Barrier(len(names))

    async def meet(session: Session, task: Task) -> Reply:
        reply = await session.send(task.text)
        await together.wait()
        return reply

    async with agent_on(model) as agent:
        begun = [Task("Hello", name, tenant="acme") for name in names]
        assert len([done async for done in agent.pool().map(begun)]) == len(names)
        pool = agent.pool()
        going_on = [Task("And now?", name) for name in names]
        async with asyncio.timeout(20):
            ended = [done async for done in pool.map(going_on, meet)]
    assert {done.reply.status for done in ended} == {"done"}


async def test_copies_of_the_prefix_count_in_the_pool() -> None:
    """One for each isolated tenant that has a place."""
    model = Vllm(["Fine."])
    async with agent_on(model) as agent:
        pool = agent.pool()
        prefix = (await agent.open()).prefix_tokens // 16 * 16
        seen = []
        async with AsyncExitStack() as stack:
            for tenant in ("open", "acme", "acme", "bravo"):
                session = await stack.enter_async_context(pool.session(tenant=tenant))
                await session.send("Hello")
                seen.append(pool.load.copies)
    assert seen == [0, prefix, prefix, 2 * prefix]


async def test_a_server_that_is_no_vllm_isolates_nobody() -> None:
    """It would ignore the salt."""

    class Other(ScriptedModel):
        @property
        def facts(self) -> ServerFacts:
            plain = ScriptedModel.facts.fget(self)  # type: ignore[attr-defined]
            assert isinstance(plain, ServerFacts)
            return replace(plain, block_size=None)

    async with agent_on(Other(["Fine."])) as agent:
        with pytest.raises(ConfigError, match=r"acme is to be isolated.*leave `isolate` out"):
            await agent.session(tenant="acme").__aenter__()
        async with agent.session(tenant="open") as session:
            assert (await session.send("Hello")).status == "done"


def test_what_mcp_servers_have_completed_is_under_a_salt_too(tmp_path: Path) -> None:
    """Where somebody is isolated, since any tenant's words may be in it."""
    isolated, plain = Agent(project=tmp_path, pool=TABLE), Agent(project=tmp_path)
    assert len(sampling_salt(isolated.settings)) == 64
    assert sampling_salt(plain.settings) == ""


def test_an_unknown_tenant_is_refused_where_there_are_any() -> None:
    """A name that was mistyped would have no limits else."""
    check_tenant("acme", {})
    check_tenant("", {"acme": Tenant()})
    with pytest.raises(ConfigError, match=r"'acne' is no tenant\. There are: acme"):
        check_tenant("acne", {"acme": Tenant()})
