"""Takes tools that are no tools out of a server's list, before the SDK sees it.

The SDK refuses a list as a whole for one wrong entry; a server's other tools are worth having.
"""

from __future__ import annotations

from typing import Any

import structlog
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCResponse
from mcp_types.methods import validate_server_result
from pydantic import ValidationError

_VERSION = "2025-11-25"
"""The protocol by which an entry is judged; a newer one allows more of an output's schema only."""

_log = structlog.get_logger("agent.mcp")


def sieved(session_message: SessionMessage, server: str) -> SessionMessage:
    """The message without the tools that the protocol does not allow, which the log names."""
    message = session_message.message
    if not isinstance(message, JSONRPCResponse) or not isinstance(
        message.result.get("tools"), list
    ):
        return session_message
    usable = [_usable(each, server) for each in message.result["tools"]]
    message.result["tools"] = [each for each in usable if each is not None]
    return session_message


def _usable(entry: Any, server: str) -> dict[str, Any] | None:
    """The entry, without the schema of its output where that is what is wrong."""
    if isinstance(entry, dict) and isinstance(entry.get("inputSchema"), dict):
        # What takes no arguments often says nothing at all; it can only be an object.
        entry = {**entry, "inputSchema": {"type": "object", **entry["inputSchema"]}}
    reason = _wrong(entry)
    if reason is None:
        return dict(entry)
    if isinstance(entry, dict):
        without = {key: held for key, held in entry.items() if key != "outputSchema"}
        if _wrong(without) is None:
            return without
    name = entry.get("name") if isinstance(entry, dict) else entry
    _log.warning(f"tool {name!r:.100} of MCP server {server} is left out: {reason}")
    return None


def _wrong(entry: Any) -> str | None:
    try:
        validate_server_result("tools/list", _VERSION, {"tools": [entry]})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][2:])
        return f"{place or 'it'}: {first['msg']}"
    return None
