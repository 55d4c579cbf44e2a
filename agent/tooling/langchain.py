"""LangChain's tools as tools of an agent, by what they have in common: none of it is imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.errors import ToolFailed, ToolRefused
from agent.tooling.tool import Attributes, Tool, raw_tool
from agent.types import JSON

_NEEDED = ("name", "description", "tool_call_schema", "ainvoke")


def tools_from_langchain(
    tools: Iterable[Any], attributes: Attributes | None = None
) -> tuple[Tool, ...]:
    """Makes tools of LangChain's (`langchain_core.tools.BaseTool`), for `Agent(tools=[…])`.

    Parameters that LangChain injects are not shown to the model. A `ToolException` becomes a failed
    result, in its own words.

    Args:
        attributes: what all of them say of their effects; by default that they change something.

    Raises:
        ToolRefused: one of them is no such tool, or its schema cannot be used.
    """
    return tuple(_tool(each, attributes) for each in tools)


def _tool(given: Any, attributes: Attributes | None) -> Tool:
    missing = [name for name in _NEEDED if not hasattr(given, name)]
    if missing:
        raise ToolRefused(f"{given!r} is no tool of LangChain: it has no {', '.join(missing)}")

    async def invoke(**arguments: Any) -> Any:
        try:
            return await given.ainvoke(arguments)
        except Exception as error:
            if _is_tool_exception(error):
                raise ToolFailed(str(error)) from error
            raise

    return raw_tool(
        invoke,
        name=given.name,
        description=given.description or "",
        parameters=_parameters(given),
        attributes=attributes,
        repair=True,
    )


def _parameters(given: Any) -> Mapping[str, JSON]:
    """A dictionary, or a class of pydantic's; one of its first version has the older method."""
    described = given.tool_call_schema
    if isinstance(described, Mapping):
        return described
    read = getattr(described, "model_json_schema", None) or described.schema
    schema: dict[str, JSON] = read()
    schema.pop("description", None)  # the tool's own, again
    return schema


def _is_tool_exception(error: Exception) -> bool:
    return any(each.__name__ == "ToolException" for each in type(error).__mro__)
