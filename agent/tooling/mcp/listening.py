"""Hears of changes from servers of the protocol 2026-07-28, which tell only who listens.

Earlier ones send the same notifications unasked; both reach the client's message handler.
"""

from __future__ import annotations

from collections.abc import Callable

import anyio
import structlog
from mcp import Client, MCPError
from mcp.client.subscriptions import ListenNotSupportedError, SubscriptionLost

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two attempts."""

_log = structlog.get_logger("agent.mcp")


async def keep_listening(client: Client, missed: Callable[[], None]) -> None:
    """As long as the connection lives; at once over where the server does not tell of tools.

    Args:
        missed: called when nobody listened for a while, so that changes may have been missed.
    """
    tools = client.server_capabilities.tools
    if tools is None or not tools.list_changed:
        return
    pause = _FIRST_PAUSE
    while True:
        try:
            async with client.listen(tools_list_changed=True) as changes:
                if pause > _FIRST_PAUSE:
                    missed()
                async for _ in changes:
                    pass
        except ListenNotSupportedError:
            return
        except (MCPError, SubscriptionLost, TimeoutError) as error:
            _log.debug("not told of MCP tools that change", reason=str(error))
        await anyio.sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 2)
