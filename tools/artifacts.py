"""What is too long for the window, read again."""

from __future__ import annotations

from agent import ToolContext, ToolFailed, tool


@tool(read_only=True, idempotent=True)
async def read_artifact(handle: str, context: ToolContext, offset: int = 0, query: str = "") -> str:
    """Read a long or left-out text again by its handle: a part from an offset on, or the lines that hold a query.

    Args:
        handle: The handle, such as art_0123456789.
        offset: The first character to read.
        query: Text to search for instead.
    """  # noqa: E501 - the model reads the description as it stands, on one line
    if context.artifacts is None:
        raise ToolFailed("There are no stored texts outside a session.")
    return await context.artifacts.read(handle, offset, query)
