"""A server made with the SDK: it speaks the newest protocol, unless it is asked otherwise.

Arguments: `stdio`, or the port of streamable HTTP.
"""

from __future__ import annotations

import asyncio
import sys

from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("sdk")


def grown() -> str:
    """Fresh fruit."""
    return "sweet"


@server.tool()
async def grow(context: Context) -> str:
    """Brings a tool."""
    server.add_tool(grown)
    await context.notify_tools_changed()
    return "it grew"


@server.tool()
async def rest() -> str:
    """Takes a moment."""
    await asyncio.sleep(0.3)
    return "rested"


if sys.argv[1] == "stdio":
    server.run("stdio")
else:
    server.run("streamable-http", port=int(sys.argv[1]))
