"""The resources of an MCP server, for the model: one tool a server that lists and reads them."""

from __future__ import annotations

import mcp_types as types

from agent.tooling.context import ToolContext
from agent.tooling.mcp.connection import Connection
from agent.tooling.mcp.paging import pages
from agent.tooling.mcp.results import read_contents
from agent.tooling.names import allowed_name
from agent.tooling.tool import Attributes, Tool, raw_tool

_PARAMETERS = {
    "type": "object",
    "properties": {
        "uri": {"type": "string", "description": "the resource's URI; empty lists all resources"}
    },
}


def resource_tool(connection: Connection) -> Tool:
    """`server__read_resource`: reads by URI, and without one says which there are."""

    async def read_resource(*, context_of_call: ToolContext, uri: str = "") -> str | bytes:
        if not uri:
            return await _listing(connection)
        result = await connection.ask(lambda client: client.read_resource(uri))
        return await read_contents(result, context_of_call.artifacts)

    return raw_tool(
        read_resource,
        name=allowed_name(f"{connection.name}__read_resource"),
        description=f"Read a resource of {connection.name}, or list its resources.",
        parameters=_PARAMETERS,
        attributes=Attributes(read_only=True, idempotent=True, destructive=False),
    )


async def _listing(connection: Connection) -> str:
    lines = []
    async for resources in pages(connection, lambda client, c: client.list_resources(cursor=c)):
        lines += [_line(each.uri, each) for each in resources.resources]
    async for templates in pages(
        connection, lambda client, c: client.list_resource_templates(cursor=c)
    ):
        lines += [_line(each.uri_template, each) for each in templates.resource_templates]
    return "\n".join(sorted(lines)) or "There are no resources."


def _line(uri: str, held: types.Resource | types.ResourceTemplate) -> str:
    about = ", ".join(filter(None, (held.name, held.mime_type, held.description)))
    return f"{uri}: {' '.join(about.split())}"
