"""MCP servers and a real model: what a server samples, and what the cache does when tools come."""

from __future__ import annotations

import sys
from pathlib import Path

from agent import Agent
from agent.events import ModelAnswered, NoticeGiven
from tests.tooling.mcp.conftest import SDK, odd_server


async def test_a_server_samples_the_engines_model() -> None:
    """Over the agent's own connection, within its tokens."""
    server = {"command": sys.executable, "args": [str(SDK), "stdio"], "sampling_tokens": 2000}
    async with Agent(tools=[], store="memory:", mcp_servers={"s": server}) as agent:
        outcome, text = await agent.call_tool("s__muse", '{"topic": "the tides"}')
    assert outcome.ok, outcome.failure
    assert text.startswith("The model says: ")


async def test_a_tool_that_comes_late_costs_no_cached_token(tmp_path: Path) -> None:
    """The request behind the announcement finds all that the one before has sent."""
    given = {"store": "memory:", "system": "Help.", "answer_tokens": 40, "max_turns": 3}
    servers = {"s": odd_server(tmp_path, "growing")}
    async with (
        Agent(tools=[], few_shot=[], mcp_servers=servers, **given) as agent,
        agent.session("late") as session,
    ):
        prefix = (await agent.open()).prefix.hash
        await session.send("Say hello.")
        await agent.call_tool("s__grow", "{}")
        reply = await session.send("Say hello again.")
        records = session.transcript.records
        told = [each.text for each in records if isinstance(each, NoticeGiven)]
        answers = [each for each in records if isinstance(each, ModelAnswered)]
        assert session.transcript.opened is not None
        assert session.transcript.opened.prefix_hash == prefix
    assert any("s__grown" in each for each in told)
    assert reply.cache.cached_tokens >= reply.cache.expected_tokens > 0
    assert not any(each.miss for each in answers)
