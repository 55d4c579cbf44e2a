"""Tools that are described as OpenAI's API wants them, and called by one function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from agent.errors import ToolRefused
from agent.tooling.tool import Attributes, Tool, raw_tool
from agent.types import JSON

Call: TypeAlias = Callable[[str, dict[str, Any]], Any]
"""Runs the tool of a name with its checked arguments; asynchronous, or in a thread."""


def tools_from_openai(
    specs: Iterable[Mapping[str, JSON]], call: Call, attributes: Attributes | None = None
) -> tuple[Tool, ...]:
    """Makes tools of an OpenAI request's `tools`, for `Agent(tools=[…])`.

    Args:
        specs: `{"type": "function", "function": {…}}`, or what is under `function` alone.
        call: gets the tool's name as it stands there, and the arguments.
        attributes: what all of them say of their effects; by default that they change something.

    Raises:
        ToolRefused: one of them is not such a description, or its schema cannot be used.
    """
    return tuple(_tool(spec, call, attributes) for spec in specs)


def _tool(spec: Mapping[str, JSON], call: Call, attributes: Attributes | None) -> Tool:
    described = spec.get("function", spec)
    name = described.get("name") if isinstance(described, Mapping) else None
    if not isinstance(name, str):
        raise ToolRefused(
            f'{spec!r} is not a tool: write {{"type": "function", "function": {{"name": …}}}}'
        )

    async def awaited(**arguments: Any) -> Any:
        return await call(name, arguments)

    def called(**arguments: Any) -> Any:
        return call(name, arguments)

    return raw_tool(
        awaited if inspect.iscoroutinefunction(call) else called,
        name=name,
        description=described.get("description") or "",
        parameters=described.get("parameters") or {"type": "object", "properties": {}},
        attributes=attributes,
        repair=True,
    )
