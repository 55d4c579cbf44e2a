"""A server made with the SDK: it speaks the newest protocol, unless it is asked otherwise.

Arguments: `stdio`, or the port of streamable HTTP.
"""

from __future__ import annotations

import asyncio
import sys

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.prompts.base import AssistantMessage, Message, UserMessage

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


@server.prompt()
def report(city: str, style: str = "short") -> str:
    """A report on a city."""
    return f"Write a {style} report about {city}."


@server.prompt()
def dialogue(question: str) -> list[Message]:
    """Begins with a question back."""
    return [UserMessage(question), AssistantMessage("Are you sure?"), UserMessage("Yes.")]


if sys.argv[1] == "stdio":
    server.run("stdio")
else:
    server.run("streamable-http", port=int(sys.argv[1]))
