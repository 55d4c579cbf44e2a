"""LangChain's tools in one call: their shape, and the real ones where it is installed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel, Field

from agent import ToolFailed
from agent.errors import ToolRefused
from agent.tooling.langchain import tools_from_langchain
from agent.types import ToolCall
from tests.tooling.recorder import Recorder


class ToolException(Exception):  # its name in LangChain
    pass


class Lookup(BaseModel):
    """Look up a city."""

    city: str = Field(description="The city's name.")
    days: int = 1


class Shaped:
    """What a `BaseTool` has of what is used."""

    name = "look.up"
    description = "Look up a city."

    def __init__(self, schema: Any) -> None:
        self.tool_call_schema = schema

    async def ainvoke(self, arguments: dict[str, Any]) -> str:
        if arguments["city"] == "Nowhere":
            raise ToolException("there is no such city")
        return f"{arguments['city']} {arguments.get('days')}"


@pytest.mark.parametrize("schema", [Lookup, Lookup.model_json_schema()])
async def test_a_tool_keeps_its_schema_and_is_called(schema: Any) -> None:
    """Its name is mapped, its arguments are checked, its own failure is told as such."""
    (made,) = tools_from_langchain([Shaped(schema)])
    assert (made.original_name, made.description) == ("look.up", "Look up a city.")
    assert made.parameters["required"] == ["city"]
    assert made.parameters["properties"]["city"]["description"] == "The city's name."
    outcomes = await Recorder(made).run(
        ToolCall("1", made.name, '{"city": "Oslo", "days": 2}'),
        ToolCall("2", made.name, '{"days": 2}'),
        ToolCall("3", made.name, '{"city": "Nowhere"}'),
    )
    assert outcomes[0].text == "Oslo 2"
    assert [each.failure.kind for each in outcomes[1:] if each.failure] == [
        "invalid_arguments",
        "tool_failed",
    ]
    with pytest.raises(ToolFailed, match="there is no such city"):
        await made(city="Nowhere")


def test_what_is_no_tool_is_refused() -> None:
    """By what it lacks."""
    with pytest.raises(ToolRefused, match="no tool_call_schema, ainvoke"):
        tools_from_langchain([SimpleNamespace(name="x", description="y")])


async def test_tools_of_langchain_itself() -> None:
    """A function with a schema, run in LangChain's own way."""
    from langchain_core import tools

    plain = tools.StructuredTool.from_function(
        func=lambda number: f"{number} seen",
        name="see",
        description="See a number.",
        args_schema=type("Number", (BaseModel,), {"__annotations__": {"number": int}}),
    )
    (made,) = tools_from_langchain([plain])
    assert made.parameters["properties"] == {"number": {"type": "integer"}}
    assert await made(number=3) == "3 seen"
