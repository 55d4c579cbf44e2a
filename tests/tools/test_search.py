"""The search tool, over whatever search the runtime gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import ModelRetry, ToolContext, ToolFailed
from agent.tools.search import search


async def repeat(query: str, limit: int) -> str:
    return f"{query}/{limit}"


async def test_a_search_gives_what_the_runtime_found() -> None:
    context = ToolContext("session", "call", Path(), search=repeat)

    assert await search("ferry", context) == "ferry/5"
    assert await search("ferry", context, limit=20) == "ferry/20"


async def test_without_an_index_the_model_and_the_user_are_told_how_to_build_one() -> None:
    with pytest.raises(ToolFailed, match="Build one with `agent index PATH`"):
        await search("ferry", ToolContext("session", "call", Path()))


@pytest.mark.parametrize("limit", [0, -1, 21])
async def test_a_limit_out_of_range_is_asked_for_again(limit: int) -> None:
    context = ToolContext("session", "call", Path(), search=repeat)

    with pytest.raises(ModelRetry, match=f"limit must be from 1 to 20, got {limit}"):
        await search("ferry", context, limit=limit)
