"""A server made with the SDK: it speaks the newest protocol, unless it is asked otherwise.

Arguments: `stdio`, or the port of streamable HTTP.
"""

import asyncio
import sys
from typing import Annotated

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.prompts.base import AssistantMessage, Message, UserMessage
from mcp.server.mcpserver.resolve import Elicit, Resolve, Sample
from mcp_types import CreateMessageResult, SamplingMessage, TextContent
from pydantic import BaseModel, Field

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


class Trip(BaseModel):
    """What is asked of the user."""

    city: str = Field(description="where to")
    days: int = Field(default=2, ge=1, le=30)
    by_train: bool = False


def ask_trip() -> Elicit[Trip]:
    return Elicit("Where do you want to go?", Trip)


def ask_model(topic: str) -> Sample:
    said = SamplingMessage(role="user", content=TextContent(text=f"Say something on {topic}."))
    return Sample([said], max_tokens=50)


@server.tool()
async def plan(trip: Annotated[ElicitationResult[Trip], Resolve(ask_trip)]) -> str:
    """Plans a trip."""
    return f"{trip.action} {trip.data.model_dump_json() if trip.action == 'accept' else ''}"


@server.tool()
async def muse(topic: str, said: Annotated[CreateMessageResult, Resolve(ask_model)]) -> str:
    """Has the model muse."""
    return f"The model says: {getattr(said.content, 'text', '')}"


if sys.argv[1] == "stdio":
    server.run("stdio")
else:
    server.run("streamable-http", port=int(sys.argv[1]))
