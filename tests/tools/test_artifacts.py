"""The tool that reads artifacts, over whatever reader the runtime gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import ToolContext, ToolFailed
from agent.tools.artifacts import read_artifact


class Repeating:
    """Says what it was asked."""

    async def read(self, handle: str, offset: int, query: str) -> str:
        return f"{handle}/{offset}/{query}"


def context(artifacts: Repeating | None) -> ToolContext:
    return ToolContext("session", "call", Path(), artifacts=artifacts)


async def test_it_gives_what_the_runtime_reads() -> None:
    assert await read_artifact("art_1", context(Repeating())) == "art_1/0/"
    assert await read_artifact("art_1", context(Repeating()), offset=7) == "art_1/7/"
    assert await read_artifact("art_1", context(Repeating()), query="a b") == "art_1/0/a b"


async def test_outside_a_session_there_is_nothing_to_read() -> None:
    with pytest.raises(ToolFailed, match="no stored texts outside a session"):
        await read_artifact("art_1", context(None))


def test_the_model_reads_these_words() -> None:
    """The bundled model is taught them."""
    assert read_artifact.description == (
        "Read a long or left-out text again by its handle: a part from an offset on, or the lines "
        "that hold a query."
    )
    assert read_artifact.parameters == {
        "type": "object",
        "properties": {
            "handle": {"type": "string", "description": "The handle, such as art_0123456789."},
            "offset": {
                "type": "integer",
                "description": "The first character to read.",
                "default": 0,
            },
            "query": {
                "type": "string",
                "description": "Text to search for instead.",
                "default": "",
            },
        },
        "required": ["handle"],
        "additionalProperties": False,
    }


def test_it_changes_nothing() -> None:
    assert read_artifact.attributes.read_only
    assert read_artifact.attributes.idempotent
