"""A tool of an MCP server as a tool of ours."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import mcp_types as types

from agent.errors import ToolRefused
from agent.tooling.context import ToolContext
from agent.tooling.mcp.connection import Connection
from agent.tooling.mcp.guarding import GUARD, MendedArguments, broken_schema
from agent.tooling.mcp.results import read_call
from agent.tooling.names import allowed_name
from agent.tooling.tool import Attributes, Tool, raw_tool

LONGEST = 32_768
"""Characters of a tool's description and schema: every request carries them."""


def tool_of(connection: Connection, listed: types.Tool) -> Tool:
    """The tool, with its text broken where it could be a control token.

    Raises:
        ToolRefused: its schema cannot be used, or is too long.
    """
    name = allowed_name(f"{connection.name}__{listed.name}")
    description = listed.description or listed.title or ""
    size = len(description) + len(json.dumps(listed.input_schema))
    if size > LONGEST:
        raise ToolRefused(
            f"Tool {name}: its description and schema have {size} characters, over {LONGEST}."
        )

    async def call(*, context_of_call: ToolContext, **arguments: Any) -> str | bytes:
        async def told(progress: float, total: float | None, message: str | None) -> None:
            share = min(1.0, max(0.0, progress / total)) if total else None
            context_of_call.progress(message or "", share)

        with connection.answering.during(context_of_call.waiting):
            result = await connection.ask(
                lambda client: client.call_tool(listed.name, arguments, progress_callback=told)
            )
        return await read_call(result, context_of_call.artifacts)

    tool = raw_tool(
        call,
        name=name,
        description=GUARD.broken(description),
        parameters=listed.input_schema,
        attributes=_attributes(listed.annotations or types.ToolAnnotations()),
        repair=True,
    )
    return replace(
        tool,
        parameters=broken_schema(tool.parameters),
        arguments=MendedArguments(tool.parameters),
    )


def _attributes(said: types.ToolAnnotations) -> Attributes:
    """The server's own word, with the protocol's defaults for what it leaves out."""
    read_only = bool(said.read_only_hint)
    return Attributes(
        read_only=read_only,
        idempotent=bool(said.idempotent_hint),
        destructive=not read_only and said.destructive_hint is not False,
        open_world=said.open_world_hint is not False,
    )
