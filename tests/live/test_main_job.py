"""The main job on a real vLLM: tools are called, and the prefix cache does its work."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from agent import Agent, ToolContext, ToolFailed, tool
from agent.engine.client import EngineClient
from agent.engine.request import MessageSegment, Prompt, Request, TokenSegment
from agent.engine.tokens import TokenIds
from agent.engine.wire import message_json
from agent.events import ModelAnswered, RequestSent
from agent.types import UserMessage

QUESTIONS = [f"What is {number} * 7?" for number in range(11, 31)]


@tool(read_only=True)
async def forecast(city: str, days: int = 1) -> str:
    """Get the weather forecast of a city."""
    return f"The weather in {city} will be sunny for {days} days."


@tool
async def open_account(name: str) -> str:
    """Open the account of a customer."""
    raise ToolFailed("the bank is closed.")


def calculator() -> Agent:
    return Agent(tools=["calculate", "search"], store="memory:")


async def test_a_tool_is_called_and_its_result_answered() -> None:
    """The model calls a tool that it has never seen and quotes what came back."""
    async with Agent(tools=[forecast], store="memory:") as agent:
        reply = await agent.run("Get the forecast of the city Bergen for 3 days.")
    assert reply.status == "done"
    assert [(call.name, call.arguments) for call in reply.tool_calls] == [
        ("forecast", {"city": "Bergen", "days": 3})
    ]
    assert "sunny" in reply.text


async def test_a_failed_tool_is_reported() -> None:
    """The run goes on, and the answer is honest."""
    async with Agent(tools=[open_account], store="memory:") as agent:
        reply = await agent.run("Open the account of the customer Harlan.")
    assert (reply.status, [call.ok for call in reply.tool_calls]) == ("done", [False])
    assert "the bank is closed" in reply.text


async def test_the_cache_holds_what_is_expected_on_every_turn() -> None:
    """In a session of several runs the reported cached tokens are those expected, to the token."""
    # A prefix of its own: what other tests left in the cache would be found beyond expectation.
    system = f"You are assistant {uuid.uuid4()}."
    agent = Agent(system=system, tools=["calculate"], store="memory:")
    async with agent, agent.session() as session:
        for question in QUESTIONS[:5]:
            await session.send(question)
        sent = [r for r in session.transcript.records if isinstance(r, RequestSent)]
        answered = [r for r in session.transcript.records if isinstance(r, ModelAnswered)]
    assert [r.prompt_tokens for r in sent] == [r.usage.prompt_tokens for r in answered]
    expected = [r.expected_cached_tokens for r in sent]
    assert [r.usage.cached_tokens for r in answered] == expected
    assert expected[-1] > expected[0] > 0


async def test_every_first_turn_after_the_first_run_finds_the_whole_prefix() -> None:
    """Twenty questions, one engine: the prefix is computed once."""
    async with calculator() as agent:
        parts = await agent.open()
        block = parts.engine.facts.block_size or 1
        whole = parts.prefix_tokens // block * block
        await agent.run("Hello")
        for question in QUESTIONS:
            async with agent.session() as session:
                await session.send(question)
                first = next(r for r in session.transcript.records if isinstance(r, ModelAnswered))
            assert first.usage.cached_tokens is not None
            assert first.usage.cached_tokens >= whole > 0


async def test_eight_runs_at_once_are_not_mixed() -> None:
    """Each answers its own question, and all share one prefix."""
    async with calculator() as agent:
        replies = await asyncio.gather(*(agent.run(question) for question in QUESTIONS[:8]))
        for number, reply in zip(range(11, 19), replies, strict=True):
            assert str(number * 7) in reply.text
    assert len({reply.session for reply in replies}) == 8


async def test_ready_token_ids_give_the_same_prompt(engine_url: str) -> None:
    """The server takes ids in place of messages, and echoes them."""
    client = await EngineClient.connect(engine_url)
    try:
        count = await client.count(Prompt((MessageSegment(message_json(UserMessage("Hello"))),)))
        assert count.ids is not None
        prompt = Prompt((TokenSegment(TokenIds(count.ids)),))
        chunks = [chunk async for chunk in client.stream(Request("ids", prompt, 8))]
    finally:
        await client.close()
    assert next(c.prompt_ids for c in chunks if c.prompt_ids) == tuple(count.ids)
    assert next(c.usage for c in chunks if c.usage).prompt_tokens == count.tokens


async def test_a_prompt_that_would_not_fit_is_refused_before_it_is_sent() -> None:
    """The server counts it, and the run ends with the numbers."""
    async with Agent(tools=["calculate"], store="memory:") as agent:
        reply = await agent.run("word " * 40_000)
    assert (reply.status, reply.turns) == ("window_full", 0)


async def test_a_resumed_session_finds_its_cache(tmp_path: Path) -> None:
    """Another agent goes on with the session, and the server still holds its prompt."""
    for _ in range(2):
        async with Agent(tools=["calculate"], store=tmp_path / "s.sqlite") as agent:
            reply = await agent.run("What is 6 * 7?", session="resumed")
    assert reply.cache.cached_tokens is not None
    assert reply.cache.cached_tokens > reply.context.prefix_tokens


def test_the_command_prints_the_contracts_object() -> None:
    """`agent run --json` on the real engine."""
    ran = subprocess.run(
        [Path(sys.executable).with_name("agent"), "run", "--json", "What is 12 * 31?"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=True,
        env={**os.environ, "AGENT_STORE": "memory:"},
        timeout=120,
    )
    reply = json.loads(ran.stdout)
    assert "372" in reply["text"]
    assert (reply["status"], reply["tool_calls"][0]["name"]) == ("done", "calculate")
    assert reply["usage"]["prompt_tokens"] > 0


@pytest.mark.checkout
@pytest.mark.parametrize("example", ["quickstart", "streaming", "together"])
def test_an_example_runs(example: str) -> None:
    """What the examples show is what happens."""
    program = Path(__file__).parents[2] / "examples" / f"{example}.py"
    ran = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


async def test_a_session_knows_its_place() -> None:
    """A tool gets its session's id and the project's directory."""

    @tool(read_only=True)
    async def get_city_forecast(city: str, context: ToolContext) -> str:
        """Get the weather forecast of a city."""
        return f"The weather in {city} will be sunny. Session {context.session_id}."

    async with Agent(tools=[get_city_forecast], store="memory:") as agent:
        reply = await agent.run("Get the forecast of the city Bergen.", session="known")
    assert [call.ok for call in reply.tool_calls] == [True]
