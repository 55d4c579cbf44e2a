"""`find_tools` and `call_tool`: how a model reaches tools that are not in its prefix."""

from __future__ import annotations

import json
from dataclasses import dataclass

from agent.errors import ToolFailed
from agent.tooling.arguments import Arguments
from agent.tooling.context import ToolContext
from agent.tooling.schema import canonical
from agent.tooling.tool import tool
from agent.types import ToolCall, ToolFailure, ToolSpec

MOST_FOUND = 20
"""Tools that one search describes."""


@tool(read_only=True, idempotent=True, open_world=False)
async def find_tools(query: str, context: ToolContext, limit: int = 5) -> str:
    """Search for more tools by what they do. Returns their names, descriptions and parameters.

    Args:
        query: What to look for.
        limit: The largest number of tools.
    """
    if context.tools is None:
        raise ToolFailed("There are no other tools here.")
    return await context.tools(query, max(1, min(limit, MOST_FOUND)))


CALL_TOOL = ToolSpec(
    "call_tool",
    "Call a tool that find_tools found, with the arguments that its parameters ask for.",
    canonical(
        {
            "type": "object",
            "properties": {
                "name": {"type": "string", "description": "The name of the tool."},
                "arguments": {"type": "object", "description": "The arguments, by name."},
            },
            "required": ["name", "arguments"],
            "additionalProperties": False,
        }
    ),
)
"""Runs another tool; it has no function of its own."""

RESERVED = frozenset({find_tools.name, CALL_TOOL.name})
"""Names that no other tool may have."""

_ARGUMENTS = Arguments(CALL_TOOL.parameters)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The call that is meant, and whether what `call_tool` got was nearly JSON only."""

    call: ToolCall
    repaired: bool = False


def unwrapped(call: ToolCall) -> Unwrapped | ToolFailure:
    """The call that `call_tool` is asked to make, with the same id; any other call as it is."""
    if call.name != CALL_TOOL.name:
        return Unwrapped(call)
    reading = _ARGUMENTS.reading(call.arguments)
    given = reading.arguments
    if isinstance(given, ToolFailure):
        return given
    if given["name"] == CALL_TOOL.name:
        return ToolFailure("invalid_arguments", details=("name must be another tool's name",))
    arguments = json.dumps(given["arguments"], ensure_ascii=False)
    return Unwrapped(ToolCall(call.id, given["name"], arguments), reading.repaired)


def target(call: ToolCall) -> ToolCall:
    """The same; where what is asked of `call_tool` cannot be read, that call itself."""
    inner = unwrapped(call)
    return call if isinstance(inner, ToolFailure) else inner.call
