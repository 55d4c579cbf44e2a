"""Prompts of MCP servers: listed, and sent as the user's own message."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from agent.errors import ConfigError, ToolFailed
from tests.scripted import last_text, scripted
from tests.tooling.mcp.conftest import SDK, npm_server, odd_server

SERVER: dict[str, Any] = {"command": sys.executable, "args": [str(SDK), "stdio"]}


async def test_prompts_are_listed_and_sent(tmp_path: Path) -> None:
    """With their arguments, from code."""
    agent, model = scripted("Done.", mcp_servers={"s": SERVER, "none": odd_server(tmp_path)})
    async with agent, agent.session("s") as session:
        offered = await agent.prompts()
        await session.send(await session.prompt("s:report", {"city": "Oslo"}))
    assert [each.usage for each in offered] == [
        "s:dialogue question=…",
        "s:report city=… [style=…]",
    ]
    assert offered[1].description == "A report on a city."
    assert last_text(model.requests[0]) == "Write a short report about Oslo."


async def test_a_dialogue_says_who_speaks() -> None:
    """The assistant's words would else read as the user's."""
    agent, _ = scripted(mcp_servers={"s": SERVER})
    async with agent, agent.session("s") as session:
        text = await session.prompt("s:dialogue", "question=Why?")
    assert text == "user: Why?\n\nassistant: Are you sure?\n\nuser: Yes."


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("s:nothing", "", "no prompt 's:nothing'.*s:report"),
        ("s:report", "", "needs city"),
        ("s:report", {"town": "Oslo"}, "does not take town"),
    ],
)
async def test_a_wrong_prompt_is_refused_by_name(name: str, arguments: Any, said: str) -> None:
    """With what there is."""
    agent, _ = scripted(mcp_servers={"s": SERVER})
    async with agent, agent.session("s") as session:
        with pytest.raises(ConfigError, match=said):
            await session.prompt(name, arguments)


async def test_without_servers_there_are_no_prompts() -> None:
    """And asking for one is an error like any other."""
    agent, _ = scripted()
    async with agent, agent.session("s") as session:
        assert await agent.prompts() == ()
        with pytest.raises(ConfigError, match="no prompt"):
            await session.prompt("s:report")


@pytest.mark.usefixtures("npm_servers")
async def test_the_prompts_of_everything(tmp_path: Path) -> None:
    """One with arguments, one with a resource in it, and one that the server refuses."""
    agent, _ = scripted(mcp_servers={"all": npm_server("everything", "stdio")})
    async with agent, agent.session("s") as session:
        names = [each.full_name for each in await agent.prompts()]
        assert {"all:simple-prompt", "all:args-prompt", "all:resource-prompt"} <= set(names)
        assert "Oslo" in await session.prompt("all:args-prompt", "city=Oslo state=Viken")
        bound = await session.prompt(
            "all:resource-prompt", {"resourceType": "Text", "resourceId": "1"}
        )
        assert "Resource 1" in bound
        with pytest.raises(ToolFailed, match="MCP server all"):
            await session.prompt("all:resource-prompt", {"resourceType": "None", "resourceId": "1"})
