"""Keeps the text of MCP tools text: it stands in the prefix, which the server renders and encodes.

Which strings are control tokens is known only once the engine is, and the prefix must not depend on
that. So everything is broken that looks like a control token of any family.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.engine.guard import WELL_KNOWN, WELL_KNOWN_SHAPES, TextGuard
from agent.tooling.arguments import Arguments
from agent.tooling.schema import Schema
from agent.types import JSON, ToolFailure

GUARD = TextGuard(
    (*WELL_KNOWN, "]~b]", "]~!b[", "[e~["),
    (
        *WELL_KNOWN_SHAPES,
        ("<", r"[^\s<>]{1,64}>"),
        ("[", r"/?[A-Z][A-Z0-9_]{1,63}\]"),
        ("◁", r"[^◁▷\n]{1,64}▷"),
    ),
)
"""Wider than for a server that cannot be asked: an invisible character in a description costs
little."""


class MendedArguments(Arguments):
    """Takes what the model copied from a broken schema as the server meant it."""

    def read(self, text: str) -> dict[str, Any] | ToolFailure:
        """The arguments with every broken string whole again."""
        return super().read(GUARD.mended(text))


def broken_schema(schema: Mapping[str, JSON]) -> Schema:
    """The schema with every string in it broken, names of properties too."""
    return {GUARD.broken(key): _broken(value) for key, value in schema.items()}


def _broken(value: JSON) -> JSON:
    match value:
        case str():
            return GUARD.broken(value)
        case list():
            return [_broken(each) for each in value]
        case dict():
            return broken_schema(value)
        case _:
            return value
