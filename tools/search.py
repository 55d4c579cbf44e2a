"""Search over the knowledge index."""

from __future__ import annotations

from agent import ModelRetry, ToolContext, ToolFailed, tool

_MOST_PASSAGES = 20


@tool(read_only=True, idempotent=True)
async def search(query: str, context: ToolContext, limit: int = 5) -> str:
    """Search the documents for a question or keywords. Returns passages with their sources.

    Cite the id of each passage that you use in brackets, as in [c25d8e10].

    Args:
        query: What to look for.
        limit: The largest number of passages.
    """
    if context.search is None:
        raise ToolFailed("There is no knowledge index. Build one with `agent index PATH`.")
    if not 1 <= limit <= _MOST_PASSAGES:
        raise ModelRetry(f"limit must be from 1 to {_MOST_PASSAGES}, got {limit}.")
    return await context.search(query, limit)
