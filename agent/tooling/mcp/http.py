"""A server at an address, over streamable HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
import httpx2
from anyio.streams.memory import MemoryObjectSendStream
from mcp.client._transport import ReadStream, TransportStreams
from mcp.client.streamable_http import MCP_SESSION_ID, streamable_http_client
from mcp.shared.message import SessionMessage

from agent.config import McpServer
from agent.tooling.mcp.oauth import kept_login
from agent.tooling.mcp.sieve import sieved
from agent.tooling.mcp.state import Life

_TIMEOUT = httpx2.Timeout(30, read=300)
"""Seconds; a server may be silent for a while in the middle of an answer."""


@asynccontextmanager
async def http_transport(
    server: McpServer, life: Life, login: httpx2.Auth | None = None
) -> AsyncIterator[TransportStreams]:
    """Redirects are followed on the same origin only, so that no header goes elsewhere.

    Args:
        login: has the user log in; without it the tokens of an earlier login are sent.
    """

    def told() -> str:
        reason = _login_needed(server, life.server)
        life.end(reason)
        return reason

    auth = login or kept_login(server, told)

    async def look(response: httpx2.Response) -> None:
        if response.status_code == 401 and auth is None:
            told()
        if _is_forgotten(response):
            life.forgotten = True
            life.end("has forgotten the session")

    async with (
        httpx2.AsyncClient(
            headers=dict(server.headers),
            auth=auth,
            timeout=_TIMEOUT,
            event_hooks={"response": [look]},
        ) as http,
        streamable_http_client(str(server.url), http_client=http) as (received, sent),
        anyio.create_task_group() as tasks,
    ):
        deliver, passed = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        tasks.start_soon(_pass_on, received, deliver, life.server)
        async with passed:
            yield passed, sent
        tasks.cancel_scope.cancel()


def _login_needed(server: McpServer, name: str) -> str:
    """The end of a sentence about a server that answered 401."""
    if any(header.lower() == "authorization" for header in server.headers):
        return "does not take the Authorization header that is set for it (401)"
    return f"wants you to log in: agent tools login {name}"


def _is_forgotten(response: httpx2.Response) -> bool:
    """Whether it refuses a session that it does not know, as a server does that was started again.

    The protocol says 404; many servers say 400.
    https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
    """
    asked = response.request
    return (
        response.status_code in (400, 404)
        and asked.method == "POST"
        and MCP_SESSION_ID in asked.headers
    )


async def _pass_on(
    received: ReadStream[SessionMessage | Exception],
    deliver: MemoryObjectSendStream[SessionMessage | Exception],
    name: str,
) -> None:
    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        async with deliver:
            async for each in received:
                await deliver.send(each if isinstance(each, Exception) else sieved(each, name))
