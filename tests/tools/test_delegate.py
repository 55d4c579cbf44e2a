"""`delegate`: a run in a session of its own, with the same prefix and a budget of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from agent import ModelRetry, ToolContext, ToolFailed, tool
from agent.engine.request import Request
from agent.store.memory import MemoryStore
from agent.testing import Answering, calls
from agent.tools.delegate import delegate
from tests.scripted import last_text, messages, scripted

ASKS = calls(("delegate", {"task": "Count the stars."}))


def _by_task(request: Request) -> Answering:
    """Two agents ask one model: what it answers goes by what it is asked."""
    texts = [str(each["content"]) for each in messages(request)]
    if texts[-1] == "Go.":
        return ASKS
    return "Seven." if texts[-1] == "Count the stars." else f"They say: {texts[-1]}"


async def test_the_sub_agents_answer_is_the_result() -> None:
    """And its turns are not in the window."""
    agent, model = scripted(_by_task, _by_task, _by_task, tools=("delegate",))
    reply = await agent.run("Go.")
    assert reply.text == "They say: Seven."
    assert [len(messages(each)) for each in model.requests] == [2, 2, 4]


async def test_the_sub_agent_has_the_same_prefix() -> None:
    """Byte for byte, tools included, so that the server's cache holds one copy."""
    agent, model = scripted(_by_task, _by_task, _by_task, tools=("delegate",))
    await agent.run("Go.")
    outer, inner, _ = model.requests
    assert inner.prompt.tools == outer.prompt.tools
    assert inner.prompt.segments[0] == outer.prompt.segments[0]


async def test_the_sub_agents_session_is_kept_beside_the_agents() -> None:
    """Its transcript can be read afterwards."""
    store = MemoryStore()
    agent, model = scripted(_by_task, _by_task, _by_task, tools=("delegate",), store=store)
    await agent.run("Go.", session="main")
    names = [each.session for each in model.requests]
    assert names[0] == names[2] == "main"
    assert names[1].startswith("main.")
    assert await store.load(names[1])


async def test_a_sub_agent_starts_no_other_by_default() -> None:
    """The tool is in the shared prefix, and says that it cannot."""
    told: list[str] = []

    def listens(request: Request) -> Answering:
        told.append(last_text(request))
        return "Alone."

    agent, _ = scripted(ASKS, ASKS, listens, "Done.", tools=("delegate",))
    assert (await agent.run("Go.")).text == "Done."
    assert "No sub-agent can be started here" in told[0]


async def test_a_deeper_limit_lets_a_sub_agent_delegate() -> None:
    """The depth is a setting."""
    agent, model = scripted(
        ASKS, ASKS, "Innermost.", "Inner.", "Outer.", tools=("delegate",), delegate_depth=2
    )
    assert (await agent.run("Go.")).text == "Outer."
    assert len({each.session for each in model.requests}) == 3


async def test_sub_agents_that_wait_for_their_own_hold_up_nobody() -> None:
    """Each of them counts its own; no more than four of one agent run at a time."""
    running, most = 0, 0

    @tool
    async def count() -> str:
        """Count for a while."""
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        return "1"

    def by_level(request: Request) -> Answering:
        said = messages(request)
        if said[-1]["role"] == "tool":
            return Answering(str(sum(int(m["content"]) for m in said if m["role"] == "tool")))
        level = int(str(said[-1]["content"]).split()[1])
        below = [("delegate", {"task": f"Level {level - 1} of {number}"}) for number in range(6)]
        return calls(*(below[:1] if level == 1 else below)) if level else calls(("count", {}))

    agent, _ = scripted(by_level, tools=("delegate", count), delegate_depth=2)
    async with asyncio.timeout(20):
        assert (await agent.run("Level 2")).text == "6"
    assert most == 4


async def test_the_sub_agent_has_a_budget_of_its_own() -> None:
    """Its limit of turns ends it, not the agent that asked."""

    @tool
    def look() -> str:
        """Look."""
        return "nothing"

    agent, _ = scripted(
        ASKS, *[calls(("look", {}))] * 2, last_text, tools=("delegate", look), delegate_turns=2
    )
    reply = await agent.run("Go.")
    assert "The sub-agent ended without an answer" in reply.text
    assert "2 turns" in reply.text


async def test_stopping_the_agent_stops_the_sub_agent() -> None:
    """Its tool is cancelled too."""
    ended = asyncio.Event()
    begun = asyncio.Event()

    @tool
    async def wait() -> None:
        """Wait."""
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    agent, _ = scripted(ASKS, calls(("wait", {})), tools=("delegate", wait))
    run = asyncio.ensure_future(agent.run("Go."))
    await begun.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert ended.is_set()


@pytest.mark.parametrize(("task", "error"), [(" ", ModelRetry), ("x" * 20_001, ModelRetry)])
async def test_a_task_that_cannot_be_given_is_asked_for_again(
    context: ToolContext, task: str, error: type[Exception]
) -> None:
    """Empty, or longer than any task."""
    with pytest.raises(error):
        await delegate(task, context)


async def test_outside_a_session_there_is_no_sub_agent(tmp_path: Path) -> None:
    """As in `agent tools call`."""
    with pytest.raises(ToolFailed, match="No sub-agent"):
        await delegate("Go.", ToolContext("session", "call", tmp_path))
