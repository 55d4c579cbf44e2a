"""All MCP servers of an agent. One that fails is named in the log, and the others go on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import mcp_types as types
import structlog

from agent.config import McpServer
from agent.errors import ToolRefused
from agent.tooling.mcp.connection import Connection, ServerDown
from agent.tooling.mcp.resources import resource_tool
from agent.tooling.mcp.tools import tool_of
from agent.tooling.permissions import MCP
from agent.tooling.registry import Registered, Registry

MOST_TOOLS = 500
"""Tools of one server."""

_log = structlog.get_logger("agent.mcp")


class Servers:
    """Opened with the agent and closed with it."""

    def __init__(self, servers: Mapping[str, McpServer], root: Path) -> None:
        """`root` is the project: the servers' directory and the root that they are told of."""
        self._connections = [Connection(name, servers[name], root) for name in sorted(servers)]

    async def open(self) -> tuple[Registered, ...]:
        """Connects to all at the same time; their tools in an order that is always the same."""
        found = await asyncio.gather(*(self._open(each) for each in self._connections))
        return tuple(tool for tools in found for tool in tools)

    async def close(self) -> None:
        """Ends every connection."""
        await asyncio.gather(*(each.close() for each in self._connections))

    async def _open(self, connection: Connection) -> list[Registered]:
        try:
            listed = await connection.tools()
        except ServerDown as error:
            _log.warning(f"MCP server {connection.name} is left out: it {error}")
            return []
        if len(listed) > MOST_TOOLS:
            _log.warning(
                f"MCP server {connection.name} has {len(listed)} tools: the first {MOST_TOOLS} by "
                "name are taken"
            )
        return list(_usable(connection, sorted(listed, key=_order)[:MOST_TOOLS]))


def _usable(connection: Connection, listed: list[types.Tool]) -> Registry:
    registry = Registry()
    for each in listed:
        try:
            registry.add(tool_of(connection, each), MCP + connection.name)
        except ToolRefused as error:
            _log.warning(f"a tool of MCP server {connection.name} is left out: {error}")
    if connection.has_resources:
        reader = resource_tool(connection)
        if registry.get(reader.name) is None:
            registry.add(reader, MCP + connection.name)
    return registry


def _order(tool: types.Tool) -> tuple[str, str]:
    """By name; of two with one name it is always the same that comes first."""
    return tool.name, json.dumps(tool.model_dump(mode="json"), sort_keys=True)
