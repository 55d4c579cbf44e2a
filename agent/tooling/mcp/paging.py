"""Lists that a server gives in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import TypeVar

import mcp_types as types
from mcp import Client

from agent.tooling.mcp.connection import MOST_PAGES, Connection

Page = TypeVar("Page", bound=types.PaginatedResult)


async def pages(
    connection: Connection, ask: Callable[[Client, str | None], Awaitable[Page]]
) -> AsyncIterator[Page]:
    """Page by page, to the last one or to `MOST_PAGES`.

    Raises:
        ToolFailed: the server does not answer.
    """
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = await connection.ask(partial(_with_cursor, ask, cursor))
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return


async def _with_cursor(
    ask: Callable[[Client, str | None], Awaitable[Page]], cursor: str | None, client: Client
) -> Page:
    return await ask(client, cursor)
