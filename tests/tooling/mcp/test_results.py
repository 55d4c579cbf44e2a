"""What an MCP tool returned, in the words that the model reads."""

from __future__ import annotations

from typing import Any

import mcp_types as types
import pytest

from agent.tooling.mcp.results import read_call


@pytest.mark.parametrize(
    ("texts", "structured", "read"),
    [
        (["sweet"], {"result": "sweet"}, "sweet"),
        (["3"], {"result": 3}, "3"),
        (["a", "b"], {"result": ["a", "b"]}, "a\nb"),
        (['{"a": 1}'], {"a": 1}, '{"a": 1}'),
        (["sweet"], {"result": "sour"}, 'sweet\n{"result": "sour"}'),
        (["a"], {"result": ["a", "b"]}, 'a\n{"result": ["a", "b"]}'),
        ([], {"result": "sweet"}, '{"result": "sweet"}'),
    ],
)
async def test_structured_content_is_not_read_twice(
    texts: list[str], structured: dict[str, Any], read: str
) -> None:
    """Where the text says the same; what differs is read."""
    blocks: list[Any] = [types.TextContent(text=each) for each in texts]
    result = types.CallToolResult(content=blocks, structured_content=structured)
    assert await read_call(result, None) == read
