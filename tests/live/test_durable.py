"""Sessions that outlive their process and their server, on a real vLLM."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, aclosing, contextmanager, suppress
from pathlib import Path

import httpx

from agent import Agent, tool
from agent.engine.address import free_port
from agent.events import Event, ModelAnswered, Retrying, RunEnded, TextDelta

PROGRAM = """
import asyncio, sys
from agent import Agent
from agent.events import ModelAnswered

async def main(system, store):
    turns = 0
    async with Agent(system=system, tools=["calculate"], few_shot=(), store=store) as agent:
        async with agent.session("s") as session:
            for number in range(9):
                async for event in session.stream(f"What is {number + 11} * 7?"):
                    if isinstance(event, ModelAnswered):
                        turns += 1
                        print(turns, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def killed_in_turn_five(system: str, store: str) -> None:
    command = [sys.executable, "-c", PROGRAM, system, store]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != "4":
            assert process.poll() is None
        process.kill()


async def test_after_a_kill_the_first_request_finds_what_was_cached(tmp_path: Path) -> None:
    """SIGKILL in the fifth turn: the prompt is what it would have been, token by token."""
    system, store = f"You are assistant {uuid.uuid4()}.", str(tmp_path / "s.sqlite")
    killed_in_turn_five(system, store)
    agent = Agent(system=system, tools=["calculate"], few_shot=(), store=store)
    async with agent, agent.session("s") as session:
        block = session._open().parts.engine.facts.block_size or 1
        before = [r for r in session.transcript.records if isinstance(r, ModelAnswered)]
        if session.interrupted:
            await session.resume()
        await session.send("What is 5 * 7?")
        after = [r for r in session.transcript.records if isinstance(r, ModelAnswered)]
    assert len(before) >= 4
    known = before[-1].usage.prompt_tokens + before[-1].usage.completion_tokens - 1
    assert after[len(before)].usage.cached_tokens is not None
    assert after[len(before)].usage.cached_tokens >= known // block * block


async def test_what_a_stopped_answer_had_said_is_in_the_cache(tmp_path: Path) -> None:
    """Its part is sent again as the tokens that were generated."""
    system, store = f"You are assistant {uuid.uuid4()}.", str(tmp_path / "s.sqlite")
    agent = Agent(system=system, tools=["calculate"], few_shot=(), store=store)
    async with agent, agent.session("s") as session:
        block = session._open().parts.engine.facts.block_size or 1
        async with aclosing(session.stream("What is 11 * 7?")) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    break
        await session.send("What is 5 * 7?")
        answered = [r for r in session.transcript.records if isinstance(r, ModelAnswered)]
    part = next(each for each in answered if each.finish_reason == "abort")
    after = answered[answered.index(part) + 1]
    assert part.message.text
    known = part.usage.prompt_tokens + len(part.token_ids) - 1
    assert part.token_ids
    assert after.usage.cached_tokens is not None
    assert after.usage.cached_tokens >= known // block * block


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """An engine of this test's own, which it may kill."""
    command = [str(Path(sys.executable).with_name("agent")), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


async def answering(port: int) -> None:
    async with asyncio.timeout(180), httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(f"http://127.0.0.1:{port}/health")).is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.3)


async def gone(port: int) -> None:
    async with asyncio.timeout(30), httpx.AsyncClient() as client:
        with suppress(httpx.HTTPError):
            while True:
                await client.get(f"http://127.0.0.1:{port}/health")
                await asyncio.sleep(0.1)


async def test_a_run_goes_on_when_the_server_comes_back() -> None:
    """It is killed while a tool runs and started again; the user is told of each attempt."""
    port = free_port()
    with ExitStack() as engines:
        first = engines.enter_context(serving(port))
        await answering(port)

        @tool(read_only=True)
        async def get_city_forecast(city: str) -> str:
            """Get the weather forecast of a city."""
            first.kill()  # the engine dies with the process that keeps it
            await gone(port)
            return f"The weather in {city} will be sunny."

        url = f"http://127.0.0.1:{port}"
        events: list[Event] = []
        agent = Agent(base_url=url, tools=[get_city_forecast], store="memory:")
        async with agent, agent.session() as session:
            async for event in session.stream("Get the forecast of the city Bergen."):
                events.append(event)
                if isinstance(event, Retrying) and event.attempt == 1:
                    engines.enter_context(serving(port))
    answers = [each for each in events if isinstance(each, ModelAnswered)]
    assert answers[0].message.tool_calls
    assert any(isinstance(each, Retrying) for each in events)
    assert [each.status for each in events if isinstance(each, RunEnded)] == ["done"]
    assert "sunny" in answers[-1].message.text
    assert answers[-1].miss is not None
    assert answers[-1].miss.reason == "server_restarted"
