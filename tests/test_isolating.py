"""An isolated tenant's sessions find nothing that others left in the cache, and are told why."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from agent import Agent
from agent.config import PoolTable, Tenant
from agent.engine.request import ServerFacts
from agent.errors import ConfigError
from agent.isolating import sampling_salt
from agent.pool import Task
from agent.testing import ScriptedModel

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


def agent_on(model: ScriptedModel, pool: PoolTable = TABLE) -> Agent:
    """With a prefix of some blocks."""
    system = "You are helpful. " * 60
    return Agent(engine=model, tools=[], few_shot=(), store="memory:", system=system, pool=pool)


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


async def test_a_session_that_goes_on_for_another_tenant_is_told_why_it_is_computed_anew() -> None:
    """Nothing of what it left without a salt is found with one."""
    model = Vllm(["Fine."])
    async with agent_on(model) as agent:
        async with agent.session("s", tenant="open") as session:
            await session.send("Hello " * 100)
        async with agent.session("s", tenant="acme") as session:
            reply = await session.send("And now?")
    assert [miss.reason for miss in reply.cache.misses] == ["salt_or_lora_changed"]


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
