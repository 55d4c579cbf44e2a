"""Many tools in an agent: the prefix stays small, and every call is treated as a direct one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent import Tool, tool
from agent.context import formats
from agent.errors import ToolRefused
from agent.events import NoticeGiven, PermissionAsked, PermissionDecided, ToolFinished
from agent.store.memory import MemoryStore
from agent.testing import Answering, calls
from agent.tooling import Attributes, raw_tool
from tests.scripted import forecast, last_text, messages, scripted

SHARE = 16384 // 8


def many(count: int = 200) -> list[Tool]:
    def answering(number: int) -> Tool:
        return raw_tool(
            lambda city: f"{number}: {city}",
            name=f"lookup_{number}",
            description=f"Looks up register {number} of the city archive.",
            parameters={
                "type": "object",
                "properties": {"city": {"type": "string", "description": "Its name."}},
                "required": ["city"],
            },
            attributes=Attributes(result_tokens=200),
        )

    return [answering(number) for number in range(count)]


@tool
def moon_phase(day: int) -> str:
    """The phase of the moon."""
    return f"day {day}: half"


def through(name: str, **arguments: Any) -> Answering:
    return calls(("call_tool", {"name": name, "arguments": arguments}))


def offered(prompt_tools: bytes) -> list[str]:
    return [each["function"]["name"] for each in json.loads(prompt_tools)]


async def test_two_hundred_tools_stay_under_their_share_and_one_is_found_and_called() -> None:
    """The prefix has the way to them, and the records keep the call as the model made it."""
    agent, model = scripted(
        calls(("find_tools", {"query": "register 117", "limit": 2})),
        through("lookup_117", city="Oslo"),
        "Done.",
        tools=many(),
    )
    async with agent, agent.session("s") as session:
        reply = await session.send("Look it up.")
        finished = [r for r in session.transcript.records if isinstance(r, ToolFinished)]
    assert reply.status == "done"
    assert offered(model.requests[0].prompt.tools) == ["call_tool", "find_tools"]
    assert reply.context.prefix_tokens < SHARE
    found = last_text(model.requests[1]).splitlines()
    assert (json.loads(found[0])["name"], len(found)) == ("lookup_117", 3)
    assert [last_text(model.requests[2]), finished[1].call.name] == ["117: Oslo", "call_tool"]


async def test_tools_within_their_share_are_all_in_the_prefix() -> None:
    """Nothing changes for an agent with a few tools."""
    agent, model = scripted("Done.", tools=many(5))
    await agent.run("Go.")
    assert offered(model.requests[0].prompt.tools) == [f"lookup_{n}" for n in range(5)]


async def test_the_share_is_a_setting() -> None:
    """Of the window."""
    agent, model = scripted("Done.", tools=many(5), tools_share=0.01)
    await agent.run("Go.")
    assert offered(model.requests[0].prompt.tools) == ["call_tool", "find_tools"]


async def test_the_default_tools_are_never_hidden() -> None:
    """An unconfigured project offers the same in every window."""
    agent, model = scripted("Done.", tools=None, tools_share=0.001)
    await agent.run("Go.")
    assert offered(model.requests[0].prompt.tools) == list(agent.registry.names)


async def test_what_left_the_window_is_still_read_directly() -> None:
    """read_artifact stays in the prefix beside many others."""
    agent, model = scripted("Done.", tools=[*many(), "read_artifact"])
    await agent.run("Go.")
    assert offered(model.requests[0].prompt.tools) == ["call_tool", "find_tools", "read_artifact"]


async def test_a_denied_tool_is_denied_through_call_tool() -> None:
    """The rule names the inner tool, and so does what the model is told."""
    agent, model = scripted(
        through("lookup_3", city="Oslo"),
        "Done.",
        tools=many(),
        permissions={"deny": ["lookup_3:city=Os*"]},
    )
    async with agent, agent.session() as session:
        await session.send("Go.")
        (decided,) = [r for r in session.transcript.records if isinstance(r, PermissionDecided)]
    assert last_text(model.requests[1]).startswith("Error: lookup_3 is not allowed: ")
    assert (decided.allowed, decided.call.name) == (False, "call_tool")


async def test_the_user_is_asked_about_the_inner_tool() -> None:
    """And not about call_tool, which would say nothing."""
    asked: list[PermissionAsked] = []

    async def ask(question: PermissionAsked) -> Any:
        asked.append(question)
        return "deny"

    agent, _ = scripted(
        through("lookup_3", city="Oslo"),
        "Done.",
        tools=many(),
        ask=ask,
        permissions={"ask": ["lookup_*"]},
    )
    await agent.run("Go.")
    ((name, effect),) = [(each.call.name, each.effect) for each in asked]
    assert (name, effect) == ("lookup_3", '{"city": "Oslo"}')


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("lookup_3", {}, "Error: invalid arguments for lookup_3: city is missing"),
        ("lookup_999", {}, "Error: there is no tool named lookup_999. The tools are: lookup_"),
    ],
)
async def test_a_wrong_call_is_told_of_the_inner_tool(
    name: str, arguments: dict[str, Any], told: str
) -> None:
    """With what would be right."""
    agent, model = scripted(through(name, **arguments), "Done.", tools=many())
    await agent.run("Go.")
    assert last_text(model.requests[1]).startswith(told)


async def test_failures_count_however_the_tool_was_called() -> None:
    """Three failures of one call are enough, whether direct or through call_tool."""
    wrong, direct = through("lookup_3", town="Oslo"), calls(("lookup_3", {"town": "Oslo"}))
    agent, model = scripted(wrong, direct, wrong, direct, "Done.", tools=many())
    await agent.run("Go.")
    assert last_text(model.requests[4]).startswith("Error: this call to lookup_3 has failed 3")


async def test_a_late_tool_is_announced_once_and_the_prefix_stays() -> None:
    """Before the next request, behind all that was sent; also after the session was resumed."""
    store = MemoryStore()
    agent, model = scripted(
        "One.", through("moon_phase", day=3), "Two.", tools=[forecast], find_tools=True, store=store
    )
    notice = formats.new_tools(["moon_phase"])
    async with agent:
        async with agent.session("s") as session:
            await session.send("a")
            before = model.requests[0].prompt.tools
            agent.catalog.add([moon_phase])
            await session.send("b")
        async with agent.session("s") as session:
            await session.send("c")
            given = [r for r in session.transcript.records if isinstance(r, NoticeGiven)]
    assert given == [NoticeGiven(notice)]
    assert offered(before) == ["call_tool", "find_tools", "forecast"]
    assert {each.prompt.tools for each in model.requests} == {before}
    first, second = messages(model.requests[0]), messages(model.requests[1])
    assert second[: len(first)] == first
    assert second[-1]["content"].endswith(notice)
    assert last_text(model.requests[2]) == "day 3: half"


async def test_a_prefix_without_find_tools_takes_no_late_tools() -> None:
    """The model could not reach them."""
    agent, _ = scripted("One.")
    await agent.run("a")
    with pytest.raises(ToolRefused, match="find_tools=True"):
        agent.catalog.add([moon_phase])


async def test_a_resumed_session_keeps_the_tools_that_it_began_with() -> None:
    """What was in its prefix stays there, and what was found before is still called."""
    store = MemoryStore()
    first, first_model = scripted("One.", tools=many(), store=store)
    async with first, first.session("s") as session:
        await session.send("a")
        prefix = session.transcript.opened
    again, model = scripted(
        through("lookup_3", city="Oslo"),
        "Two.",
        "Three.",
        tools=many(5),
        store=store,
        tools_share=1.0,
    )
    async with again:
        async with again.session("s") as session:
            await session.send("b")
            assert session.transcript.opened == prefix
        await again.run("a new session")
    kept, called, new = model.requests
    assert kept.prompt.tools == first_model.requests[0].prompt.tools
    assert offered(kept.prompt.tools) == ["call_tool", "find_tools"]
    assert last_text(called) == "3: Oslo"
    assert offered(new.prompt.tools) == [f"lookup_{number}" for number in range(5)]
