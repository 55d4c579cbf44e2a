"""Isolated tenants on a real vLLM: what one leaves in the cache, no other finds."""

from __future__ import annotations

import asyncio
import random
import sys
import uuid
from contextlib import ExitStack
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from agent import Agent, Session
from agent.config import PoolTable, Tenant
from agent.engine.address import free_port
from agent.errors import ConfigError
from agent.events import ModelAnswered
from agent.pool import Pool, Task
from agent.pool.admission import PoolAdmission
from agent.reply import Reply
from tests.benchmark import benchmark
from tests.live.serving import serving

TABLE = PoolTable(
    tenants={"acme": Tenant(isolate=True), "bravo": Tenant(isolate=True), "open": Tenant()}
)

BLOCK = 32
"""Tokens; what was warmed goes on for some behind the prefix."""

SYSTEM = "Answer what you are asked. " * 40

OFFER = {"tools": [], "few_shot": (), "temperature": 0.0, "pool": TABLE}


async def test_isolated_tenants_find_nothing_of_each_other() -> None:
    """Each sends the same twice in sessions of its own; without isolation everything is found."""
    said = f"{uuid.uuid4()} " + "A long text that all of them have. " * 40
    order = ["open", "acme", "bravo", "open", "acme", "bravo", ""]
    found: dict[str, list[int]] = {}
    prompts: list[int] = []

    async def work(session: Session, task: Task) -> Reply:
        reply = await session.send(task.text)
        assert reply.cache.misses == ()
        assert reply.usage.cached_tokens == reply.cache.expected_tokens
        records = (entry.record for entry in session.transcript)
        first = next(each.usage for each in records if isinstance(each, ModelAnswered))
        found.setdefault(task.tenant, []).append(first.cached_tokens or 0)
        prompts.append(first.prompt_tokens)
        return reply

    async with Agent(store="memory:", system=SYSTEM, answer_tokens=16, **OFFER) as agent:
        pool = agent.pool()
        for number, tenant in enumerate(order):
            tasks = [Task(said, f"{tenant}-{number}-{uuid.uuid4().hex}", tenant=tenant)]
            assert len([done async for done in pool.map(tasks, work)]) == 1
        prefix = (await agent.open()).prefix_tokens
    sys.stdout.write(f"cached of {max(prompts)}, of which {prefix} are the prefix: {found}\n")
    for tenant in ("open", "acme", "bravo"):
        first, second = found[tenant]
        assert prefix - BLOCK <= first <= prefix + BLOCK, "the prefix was warmed for each"
        assert second > max(prompts) - 2 * BLOCK
    assert found[""][0] > max(prompts) - 2 * BLOCK, "without isolation what `open` left is found"


async def test_a_resumed_session_goes_on_under_its_tenant(tmp_path: Path) -> None:
    """Another process, which is not told whose it is, finds what the session left; no other tenant
    gets at it."""
    name, store = uuid.uuid4().hex, str(tmp_path / "sessions.sqlite")
    offer: dict[str, Any] = {"store": store, "system": SYSTEM, "answer_tokens": 16, **OFFER}
    async with Agent(**offer) as agent, agent.session(name, tenant="acme") as session:
        first = await session.send("A long text that all of them have. " * 20)
    async with Agent(**offer) as agent:
        with pytest.raises(ConfigError, match=f"{name} is one of tenant acme"):
            await agent.session(name, tenant="bravo").__aenter__()
        async with agent.session(name) as session:
            reply = await session.send("And now?")
            assert session.tenant == "acme"
    assert (reply.usage.cached_tokens or 0) > first.context.tokens - BLOCK
    assert "salt_or_lora_changed" not in {miss.reason for miss in reply.cache.misses}


async def test_a_session_that_becomes_a_tenant_s_is_told_so() -> None:
    """Its own tokens are computed again, because vLLM does not find them under another salt."""
    name = uuid.uuid4().hex
    async with Agent(store="memory:", system=SYSTEM, answer_tokens=16, **OFFER) as agent:
        async with agent.session(name) as session:
            await session.send("A long text that all of them have. " * 20)
        async with agent.session(name, tenant="bravo") as session:
            reply = await session.send("And now?")
    assert [miss.reason for miss in reply.cache.misses] == ["salt_or_lora_changed"]


async def held_while_both_wait(url: str, weight: float) -> dict[str, float]:
    """Tokens that two tenants hold in the mean, of one pool and with equally many tasks."""
    questions = benchmark("pool_questions")
    more = {
        "tools": [questions.slow_calculator(0.05, 0.2)],
        "pool": PoolTable(tenants={"heavy": Tenant(weight=weight), "light": Tenant()}),
        "answer_tokens": 32,
    }
    seen: list[dict[str, int]] = []
    ended = asyncio.Event()

    async def work(session: Session, task: Task) -> Reply:
        dice = random.Random(uuid.uuid4().int)
        await session.send(questions.question(dice, 200))
        reply = await session.send(questions.question(dice, 10))
        ended.set()
        return reply

    async def watch(pool: Pool) -> None:
        await ended.wait()
        while True:
            assert isinstance(pool._admission, PoolAdmission)
            standings = list(pool._admission._accounts.standings.values())
            held = {each.tenant: 0 for each in standings if each.state == "waiting"}
            if len(held) == 2:
                for each in standings:
                    held[each.tenant] += each.tokens if each.resident else 0
                seen.append(held)
            await asyncio.sleep(0.05)

    system = "Use the calculator."
    async with Agent(base_url=url, store="memory:", system=system, **{**OFFER, **more}) as agent:
        pool = agent.pool()
        tasks = [Task(f"{n}", tenant=("heavy", "light")[n % 2]) for n in range(30)]
        watching = asyncio.ensure_future(watch(pool))
        assert len([done async for done in pool.map(tasks, work)]) == len(tasks)
        watching.cancel()
    return {name: mean(each[name] for each in seen) for name in ("heavy", "light")}


async def test_tenants_share_a_small_cache_by_weight() -> None:
    """Of 6,144 tokens the one of weight 3 holds far more than the other while both want more."""
    flags = ("--num-gpu-blocks-override", "193", "--max-model-len", "2048")
    with ExitStack() as stack:
        url = await asyncio.to_thread(stack.enter_context, serving(free_port(), *flags))
        held = await held_while_both_wait(url, 3.0)
        await asyncio.to_thread(stack.close)
    share = held["heavy"] / sum(held.values())
    sys.stdout.write(f"weights 3 and 1: {held}, {share:.0%} of what both hold\n")
    assert share > 0.58
