"""Tools from OpenAI's descriptions."""

from __future__ import annotations

from typing import Any

import pytest

from agent.errors import ToolRefused
from agent.tooling import Attributes
from agent.tooling.openai import tools_from_openai
from tests.tooling.recorder import Recorder, call

SPEC = {
    "name": "geo.lookup",
    "description": "Where a city is.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}


async def answer(name: str, arguments: dict[str, Any]) -> str:
    return f"{name} {arguments['city']}"


@pytest.mark.parametrize("spec", [SPEC, {"type": "function", "function": SPEC}])
async def test_a_described_tool_is_checked_and_called_by_its_own_name(spec: dict[str, Any]) -> None:
    """Whatever name the model has for it; wrong arguments do not reach the function."""
    (tool,) = tools_from_openai([spec], answer, Attributes(read_only=True, destructive=False))
    assert (tool.description, tool.attributes.read_only) == ("Where a city is.", True)
    right, wrong = await Recorder(tool).run(
        call(tool.name, city="Oslo"), call(tool.name, "2", town="Oslo")
    )
    assert right.text == "geo.lookup Oslo"
    assert wrong.failure is not None
    assert wrong.failure.kind == "invalid_arguments"


async def test_the_function_need_not_be_asynchronous() -> None:
    """Then it runs in a thread."""
    (tool,) = tools_from_openai([SPEC], lambda name, arguments: f"{name}: {arguments['city']}")
    (outcome,) = await Recorder(tool).run(call(tool.name, city="Oslo"))
    assert outcome.text == "geo.lookup: Oslo"


def test_a_tool_without_parameters_takes_none() -> None:
    """OpenAI's API allows to leave them out."""
    (tool,) = tools_from_openai([{"name": "ping"}], answer)
    assert (tool.name, dict(tool.parameters)["type"]) == ("ping", "object")


@pytest.mark.parametrize("spec", [{}, {"type": "function", "function": 3}, {"name": 1}])
def test_what_is_no_description_is_refused(spec: dict[str, Any]) -> None:
    """With what one looks like."""
    with pytest.raises(ToolRefused, match="is not a tool: write"):
        tools_from_openai([spec], answer)
