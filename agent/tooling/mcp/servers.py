"""All MCP servers of an agent. One that fails is named in the log, and the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import structlog

from agent.config import McpServer
from agent.errors import ToolFailed
from agent.tooling.context import Artifacts
from agent.tooling.hosting import Host
from agent.tooling.mcp.connection import Connection, ServerDown
from agent.tooling.mcp.prompts import prompt_text, prompts_of
from agent.tooling.mcp.roster import AddLate, Roster
from agent.tooling.prompting import ServerPrompt
from agent.tooling.registry import Registered

_log = structlog.get_logger("agent.mcp")


class Servers:
    """Opened with the agent and closed with it."""

    def __init__(
        self, servers: Mapping[str, McpServer], root: Path, host: Host | None = None
    ) -> None:
        """Nothing is started yet.

        Args:
            root: the project: the servers' directory and the root that they are told of.
            host: answers what they ask; None declines.
        """
        self._connections = [
            Connection(name, servers[name], root, host or Host()) for name in sorted(servers)
        ]
        self._rosters = [Roster(each) for each in self._connections]
        self.failed: dict[str, str] = {}
        """Why servers are left out, by name: the end of a sentence about each."""

    async def open(self) -> tuple[Registered, ...]:
        """Connects to all at the same time; their tools in an order that is always the same."""
        found = await asyncio.gather(*(self._open(each) for each in self._rosters))
        return tuple(tool for tools in found for tool in tools)

    @property
    def may_add_tools(self) -> bool:
        """Whether a server has said that its list of tools can change."""
        return any(each.tools_change for each in self._connections)

    def follow(self, add: AddLate) -> None:
        """Have tools added that a server announces from now on."""
        for each in self._rosters:
            each.follow(add)

    async def prompts(self) -> tuple[ServerPrompt, ...]:
        """The prompts of all servers, by server and name."""
        found = await asyncio.gather(
            *(_prompts(each) for each in self._connections if each.has_prompts)
        )
        together = (prompt for prompts in found for prompt in prompts)
        return tuple(sorted(together, key=lambda each: (each.server, each.name)))

    async def prompt(
        self, prompt: ServerPrompt, arguments: Mapping[str, str], artifacts: Artifacts | None
    ) -> str:
        """One of them, as a message of the user's.

        Raises:
            ToolFailed: the server refused, or could not be reached.
        """
        (connection,) = (each for each in self._connections if each.name == prompt.server)
        return await prompt_text(connection, prompt.name, arguments, artifacts)

    async def close(self) -> None:
        """Ends every connection."""
        for roster in self._rosters:
            roster.close()
        await asyncio.gather(*(each.close() for each in self._connections))

    async def _open(self, roster: Roster) -> list[Registered]:
        try:
            return list(await roster.tools())
        except ServerDown as error:
            name = roster.connection.name
            self.failed[name] = str(error)
            _log.warning(f"MCP server {name} is left out: it {error}")
            return []


async def _prompts(connection: Connection) -> list[ServerPrompt]:
    try:
        return await prompts_of(connection)
    except ToolFailed as error:
        _log.warning(f"prompts are left out: {error}")
        return []
