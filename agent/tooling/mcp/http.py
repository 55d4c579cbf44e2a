"""A server at an address, over streamable HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
import httpx2
from anyio.streams.memory import MemoryObjectSendStream
from mcp.client._transport import ReadStream, TransportStreams
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.message import SessionMessage

from agent.config import McpServer
from agent.tooling.mcp.sieve import sieved

_TIMEOUT = httpx2.Timeout(30, read=300)
"""Seconds; a server may be silent for a while in the middle of an answer."""


@asynccontextmanager
async def http_transport(server: McpServer, name: str) -> AsyncIterator[TransportStreams]:
    """Redirects are followed on the same origin only, so that no header goes elsewhere."""
    async with (
        httpx2.AsyncClient(headers=dict(server.headers), timeout=_TIMEOUT) as http,
        streamable_http_client(str(server.url), http_client=http) as (received, sent),
        anyio.create_task_group() as tasks,
    ):
        deliver, passed = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        tasks.start_soon(_pass_on, received, deliver, name)
        async with passed:
            yield passed, sent
        tasks.cancel_scope.cancel()


async def _pass_on(
    received: ReadStream[SessionMessage | Exception],
    deliver: MemoryObjectSendStream[SessionMessage | Exception],
    name: str,
) -> None:
    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        async with deliver:
            async for each in received:
                await deliver.send(each if isinstance(each, Exception) else sieved(each, name))
