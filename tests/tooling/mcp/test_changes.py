"""Servers whose tools change while sessions live: what is new is told, and the prefix stays."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from agent import Agent
from agent.context import formats
from agent.events import NoticeGiven
from agent.store.memory import MemoryStore
from agent.testing import ScriptedModel, calls
from tests.scripted import last_text, messages, scripted
from tests.tooling.mcp.conftest import SDK, odd_server
from tests.tooling.mcp.serving import sdk


@pytest.fixture
def sdk_over_http() -> Iterator[dict[str, Any]]:
    with sdk() as served:
        yield served.settings


def server_of(kind: str, folder: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    """Of the earlier protocol, of the newest over stdio, or of the newest over HTTP."""
    if kind == "earlier":
        return odd_server(folder, "growing")
    if kind == "stdio":
        return {"command": sys.executable, "args": [str(SDK), "stdio"]}
    served: dict[str, Any] = request.getfixturevalue("sdk_over_http")
    return served


def growing(
    folder: Path, *more: Any, server: Any = None, later: Sequence[Any] = (), **given: Any
) -> tuple[Agent, Any]:
    """An agent whose model has the server grow, and then calls what grew."""
    return scripted(
        calls(("s__grow", {})),
        *later,
        calls(("call_tool", {"name": "s__grown", "arguments": {}})),
        "Done.",
        *more,
        permissions={"allow": ["mcp:s/*"]},
        mcp_servers={"s": server or odd_server(folder, "growing")},
        **given,
    )


def names(model: ScriptedModel, request: int = 0) -> list[str]:
    tools = json.loads(model.requests[request].prompt.tools)
    return [each["function"]["name"] for each in tools]


@pytest.mark.parametrize("kind", ["earlier", "stdio", "http"])
async def test_a_new_tool_is_told_and_called_and_the_prefix_does_not_move(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    """In the very next request, where the server tells of it before its answer. The newest protocol
    tells on another stream, a moment later.
    """
    later = () if kind == "earlier" else (calls(("s__rest", {})),)
    agent, model = growing(tmp_path, later=later, server=server_of(kind, tmp_path, request))
    async with agent, agent.session("s") as session:
        before = (await agent.open()).prefix.hash
        reply = await session.send("Go.")
        told = [r.text for r in session.transcript.records if isinstance(r, NoticeGiven)]
        opened = session.transcript.opened
    assert reply.status == "done"
    assert told == [formats.new_tools(["s__grown"])]
    assert told[0] in [each["content"] for each in messages(model.requests[-2])]
    assert last_text(model.requests[-1]) in ("grown", "sweet")
    assert opened is not None
    assert opened.prefix_hash == before
    assert len({each.prompt.tools for each in model.requests}) == 1
    assert "s__grown" not in names(model)
    whole = [b"".join(s.json for s in each.prompt.segments) for each in model.requests]
    assert all(whole[n + 1].startswith(whole[n]) for n in range(len(whole) - 1))


async def test_the_fixed_tools_stand_there_where_tools_can_change(tmp_path: Path) -> None:
    """And nowhere else, unless they are wanted."""
    changing, model = scripted("Done.", mcp_servers={"s": odd_server(tmp_path, "growing")})
    await changing.run("Go.")
    assert {"find_tools", "call_tool"} <= set(names(model))
    still, model = scripted("Done.", mcp_servers={"s": odd_server(tmp_path)})
    await still.run("Go.")
    assert "call_tool" not in names(model)


async def test_without_the_fixed_tools_the_log_says_when_a_new_one_is_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The prefix never changes, so that it is there when the agent opens again."""
    agent, model = growing(tmp_path, find_tools=False)
    async with agent:
        reply = await agent.run("Go.")
    assert reply.status == "done"
    assert "call_tool" not in names(model)
    assert "new tools of MCP server s are not offered (s__grown)" in caplog.text
    assert "until the agent opens again" in caplog.text


async def test_a_session_that_cannot_be_told_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One that began without the fixed tools keeps its prefix; new sessions are told."""
    store = MemoryStore()
    plain, _ = scripted("Hello.", store=store)
    async with plain:
        await plain.run("Hi.", session="old")
    agent, model = growing(tmp_path, "Again.", "New.", store=store)
    async with agent:
        async with agent.session("old") as session:
            await session.send("Go.")
            await session.send("Go on.")
        await agent.run("Hi.", session="new")
    assert caplog.text.count("s__grown came after session old began") == 1
    assert not any("new tools" in str(each["content"]) for each in messages(model.requests[-2]))
    assert formats.new_tools(["s__grown"]) in str(messages(model.requests[-1]))


async def test_what_cannot_be_used_is_left_out_of_the_new_ones(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By name, as at the start; and one that is there already is not told again."""
    agent, _ = growing(tmp_path, calls(("s__grow", {})), "Done.")
    async with agent, agent.session("s") as session:
        await session.send("Go.")
        await session.send("Again.")
        told = [r for r in session.transcript.records if isinstance(r, NoticeGiven)]
    assert len(told) == 1
    assert "tool 'unusable' of MCP server s is left out" in caplog.text


async def test_a_server_that_never_stops_to_change_is_asked_now_and_then(tmp_path: Path) -> None:
    """Two thousand notifications are no two thousand lists."""
    agent, model = scripted(
        calls(("s__never_still", {})),
        calls(("s__lists", {})),
        "Done.",
        permissions={"allow": ["mcp:s/*"]},
        mcp_servers={"s": odd_server(tmp_path, "growing")},
    )
    async with agent:
        await agent.run("Go.")
    assert int(last_text(model.requests[-1])) <= 3
