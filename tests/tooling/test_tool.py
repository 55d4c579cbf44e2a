"""`@tool` and `raw_tool`."""

from __future__ import annotations

from typing import Any

import pytest

from agent.errors import ToolRefused
from agent.tooling import Attributes, ToolContext, raw_tool, tool
from agent.types import ToolSpec


def test_a_bare_decorator_takes_name_description_and_schema_from_the_function() -> None:
    @tool
    def forecast(city: str, days: int = 1) -> str:
        """Say how the weather will be."""
        return city * days

    assert forecast.spec == ToolSpec(
        name="forecast",
        description="Say how the weather will be.",
        parameters={
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "days": {"type": "integer", "default": 1},
            },
            "required": ["city"],
            "additionalProperties": False,
        },
    )


def test_a_decorated_function_can_still_be_called() -> None:
    @tool
    def double(number: int) -> int:
        return 2 * number

    assert double(4) == 8


async def test_a_decorated_coroutine_function_can_still_be_awaited() -> None:
    @tool
    async def double(number: int) -> int:
        return 2 * number

    assert await double(number=4) == 8


def test_keyword_arguments_replace_what_the_function_says() -> None:
    @tool(name="weather", description="Look outside.", idempotent=True, timeout=2.5)
    def forecast(city: str) -> str:
        """Another text."""
        return city

    assert (forecast.name, forecast.description) == ("weather", "Look outside.")
    assert forecast.attributes == Attributes(idempotent=True, timeout=2.5)


def test_a_read_only_tool_is_not_destructive() -> None:
    @tool(read_only=True)
    def look() -> str:
        return ""

    assert look.attributes == Attributes(read_only=True, destructive=False)


def test_a_bound_method_can_be_a_tool() -> None:
    class Counter:
        count = 0

        def increase(self, by: int) -> int:
            self.count += by
            return self.count

    increase = tool(Counter().increase)
    increase(2)

    assert increase(3) == 5
    assert list(increase.parameters["properties"]) == ["by"]


def test_an_object_that_can_be_called_can_be_a_tool() -> None:
    class Forecast:
        """Say how the weather will be."""

        def __call__(self, city: str) -> str:
            return city

    made = tool(name="forecast")(Forecast())

    assert made.description == "Say how the weather will be."
    assert made.parameters["required"] == ["city"]


@pytest.mark.parametrize("name", ["", "a b", "a.b", "ä", "a\n", "a" * 65])
def test_a_name_that_openai_would_refuse_is_refused(name: str) -> None:
    with pytest.raises(ToolRefused, match="1 to 64 letters"):
        tool(name=name)(lambda: None)


def test_a_timeout_of_nothing_is_refused() -> None:
    with pytest.raises(ToolRefused, match="Tool look: a timeout of 0 s"):
        tool(name="look", timeout=0)(lambda: None)


def test_a_tool_can_say_how_much_of_its_results_is_shown() -> None:
    @tool(result_tokens=4096)
    def log() -> str:
        return ""

    assert log.attributes.result_tokens == 4096


def test_a_limit_of_results_that_no_handle_fits_into_is_refused() -> None:
    with pytest.raises(ToolRefused, match="Tool look: result_tokens=127 is below 128"):
        tool(name="look", result_tokens=127)(lambda: None)


def test_a_tool_that_is_read_only_and_destructive_is_refused() -> None:
    with pytest.raises(ToolRefused, match="Tool look: it cannot be both"):
        tool(name="look", read_only=True, destructive=True)(lambda: None)


def test_a_raw_tool_keeps_its_schema_and_gets_plain_json_values() -> None:
    def handle(**arguments: Any) -> dict[str, Any]:
        return arguments

    made = raw_tool(
        handle,
        name="handle",
        description="Handle it.",
        parameters={"type": "object", "properties": {"the-key": {"type": "string"}}},
    )

    assert made.parameters == {"type": "object", "properties": {"the-key": {"type": "string"}}}
    assert made.arguments.read('{"the-key": "x"}') == {"the-key": "x"}


def test_a_raw_tool_does_not_share_the_schema_that_it_was_given() -> None:
    given: dict[str, Any] = {"type": "object", "properties": {"city": {"type": "string"}}}
    made = raw_tool(print, name="handle", description="", parameters=given)
    given["properties"]["city"]["type"] = "integer"

    assert made.parameters["properties"]["city"]["type"] == "string"


def test_a_raw_tool_may_take_a_context() -> None:
    def handle(context: ToolContext, **arguments: Any) -> None:
        raise NotImplementedError

    made = raw_tool(handle, name="handle", description="", parameters={"type": "object"})

    assert made.context_parameter == "context"


def test_a_raw_tool_whose_argument_would_hide_its_context_is_refused() -> None:
    def handle(context: ToolContext, **arguments: Any) -> None:
        raise NotImplementedError

    schema = {"type": "object", "properties": {"context": {"type": "string"}}}
    with pytest.raises(ToolRefused, match=r"Tool handle: \$\.properties\.context"):
        raw_tool(handle, name="handle", description="", parameters=schema)


def test_a_property_whose_schema_is_true_has_no_default() -> None:
    """It takes every value; other people's schemas have such properties."""
    properties = {"any": True, "days": {"type": "integer", "default": 1}}
    made = raw_tool(
        lambda **given: given,
        name="record",
        description="",
        parameters={"type": "object", "properties": properties},
    )
    assert made.effective({"any": [2]}) == {"any": [2], "days": 1}
