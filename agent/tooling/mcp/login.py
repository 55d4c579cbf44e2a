"""Logging in at a server over HTTP, and out again."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import mcp_types as types
from mcp import Client

from agent.config import McpServer
from agent.errors import ToolFailed
from agent.tooling.mcp.connection import told
from agent.tooling.mcp.http import http_transport
from agent.tooling.mcp.oauth import Keys, new_login
from agent.tooling.mcp.state import Life


async def log_in(name: str, server: McpServer, show: Callable[[str], None]) -> int:
    """Have the user log in where the server asks for it; how many tools it then lists first.

    Args:
        show: gets the address that the user has to open.

    Raises:
        ToolFailed: it did not work; the message says why.
    """
    try:
        async with new_login(server, show) as login:
            transport = http_transport(server, Life(name), login)
            info = types.Implementation(name="holdfast", version=version("holdfast"))
            async with Client(transport, client_info=info, cache=None) as client:
                return len((await client.list_tools()).tools)
    except Exception as error:
        raise ToolFailed(f"MCP server {name} {told(error)}") from error


def log_out(server: McpServer) -> bool:
    """Forget the tokens and the registration; false where there were none."""
    return Keys(server).forget()
