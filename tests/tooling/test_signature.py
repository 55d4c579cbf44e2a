"""Schemas from signatures, type hints and docstrings."""

from __future__ import annotations

import datetime
import enum
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from agent.errors import ToolRefused
from agent.tooling import ToolContext, tool


class Unit(enum.Enum):
    CELSIUS = "c"
    FAHRENHEIT = "f"


class Place(BaseModel):
    """Where something is."""

    title: str
    inside: Place | None = None


def schema_of(function: Callable[..., Any]) -> dict[str, Any]:
    return tool(function).parameters


def read(function: Callable[..., Any], text: str) -> Any:
    return tool(function).arguments.read(text)


def google(city: str, days: int = 1) -> None:
    """Say how the weather will be.

    It may be wrong.

    Args:
        city: The city,
            by its name.
        days (int): How many days.

    Returns:
        Nothing.
    """


def numpy(city: str, days: int = 1) -> None:
    """Say how the weather will be.

    It may be wrong.

    Parameters
    ----------
    city : str
        The city,
        by its name.
    days : int
        How many days.
    """


def sphinx(city: str, days: int = 1) -> None:
    """Say how the weather will be.

    It may be wrong.

    :param city: The city,
        by its name.
    :param int days: How many days.
    :returns: Nothing.
    """


@pytest.mark.parametrize("function", [google, numpy, sphinx])
def test_descriptions_come_from_docstrings_of_each_style(function: Callable[..., None]) -> None:
    made = tool(function)

    assert made.description == "Say how the weather will be.\n\nIt may be wrong."
    assert {key: held["description"] for key, held in made.parameters["properties"].items()} == {
        "city": "The city, by its name.",
        "days": "How many days.",
    }


def test_a_description_in_the_type_wins_over_the_docstring() -> None:
    def forecast(city: Annotated[str, Field(description="A town.")]) -> None:
        """Say it.

        Args:
            city: A city.
        """

    assert schema_of(forecast)["properties"]["city"]["description"] == "A town."


def test_a_docstring_that_cannot_be_parsed_is_the_description_as_it_stands() -> None:
    def forecast() -> None:
        """:param"""

    assert tool(forecast).description == ":param"


def test_a_function_without_docstring_has_an_empty_description() -> None:
    def forecast(city: str) -> None:
        raise NotImplementedError

    assert tool(forecast).description == ""


def test_a_function_without_parameters_has_an_empty_object() -> None:
    def now() -> None:
        raise NotImplementedError

    assert schema_of(now) == {"type": "object", "properties": {}, "additionalProperties": False}


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (dict[str, bool], {"type": "object", "additionalProperties": {"type": "boolean"}}),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        (datetime.date, {"type": "string", "format": "date"}),
        (Path, {"type": "string", "format": "path"}),
        (
            Annotated[float, Field(ge=0, lt=1)],
            {"type": "number", "exclusiveMaximum": 1, "minimum": 0},
        ),
    ],
)
def test_a_type_hint_becomes_its_schema(hint: Any, expected: dict[str, Any]) -> None:
    def function(value: Any) -> None:
        raise NotImplementedError

    function.__annotations__["value"] = hint

    assert schema_of(function)["properties"]["value"] == expected


def test_an_enum_becomes_its_values_and_comes_back_as_itself() -> None:
    def forecast(unit: Unit = Unit.CELSIUS) -> None:
        raise NotImplementedError

    assert schema_of(forecast)["properties"]["unit"]["default"] == "c"
    assert read(forecast, '{"unit": "f"}') == {"unit": Unit.FAHRENHEIT}


def test_a_nested_model_keeps_its_fields_and_comes_back_as_itself() -> None:
    def go(place: Place) -> None:
        raise NotImplementedError

    assert schema_of(go)["$defs"]["Place"]["required"] == ["title"]
    assert read(go, '{"place": {"title": "a", "inside": {"title": "b"}}}') == {
        "place": Place(title="a", inside=Place(title="b"))
    }


def test_titles_made_by_pydantic_are_dropped_and_fields_named_title_are_not() -> None:
    def go(place: Place, title: str) -> None:
        raise NotImplementedError

    schema = schema_of(go)

    assert schema["$defs"]["Place"]["properties"]["title"] == {"type": "string"}
    assert schema["properties"]["title"] == {"type": "string"}


@pytest.mark.parametrize("name", ["schema", "copy", "json", "model_config", "_private", "self_"])
def test_a_parameter_may_have_a_name_that_pydantic_uses_itself(name: str) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def function({name}: str) -> None: ...", namespace)

    assert read(namespace["function"], json.dumps({name: "x"})) == {name: "x"}


def test_the_functions_own_default_is_used_for_an_argument_left_out() -> None:
    marker = object()

    def function(city: str, extra: Any = marker) -> None:
        raise NotImplementedError

    assert "default" not in schema_of(function)["properties"]["extra"]
    assert read(function, '{"city": "x"}') == {"city": "x"}


def test_the_context_parameter_is_not_in_the_schema() -> None:
    def function(city: str, context: ToolContext) -> None:
        raise NotImplementedError

    made = tool(function)

    assert list(made.parameters["properties"]) == ["city"]
    assert made.context_parameter == "context"


def test_an_optional_context_is_a_context_too() -> None:
    def function(city: str, context: ToolContext | None = None) -> None:
        raise NotImplementedError

    assert tool(function).context_parameter == "context"


def test_two_contexts_are_refused() -> None:
    def function(one: ToolContext, two: ToolContext) -> None:
        raise NotImplementedError

    with pytest.raises(ToolRefused, match="Tool function: more than one ToolContext: one, two"):
        tool(function)


def test_a_parameter_without_type_hint_is_refused_by_name() -> None:
    def function(city) -> None:  # type: ignore[no-untyped-def]
        raise NotImplementedError

    with pytest.raises(ToolRefused, match="Tool function: the parameter city has no type hint"):
        tool(function)


def test_parameters_that_cannot_be_passed_by_name_are_refused() -> None:
    def stars(*cities: str) -> None:
        raise NotImplementedError

    def double_stars(**cities: str) -> None:
        raise NotImplementedError

    def slash(city: str, /) -> None:
        raise NotImplementedError

    for function in (stars, double_stars, slash):
        with pytest.raises(ToolRefused, match=f"Tool {function.__name__}: .* by name"):
            tool(function)


def test_a_type_that_json_cannot_express_is_refused_by_parameter() -> None:
    def function(city: str, callback: Callable[[], None]) -> None:
        raise NotImplementedError

    with pytest.raises(ToolRefused, match=r"Tool function: the type of \$\.properties\.callback"):
        tool(function)


def test_a_type_that_pydantic_does_not_know_is_refused_by_parameter() -> None:
    class Stranger:
        pass

    def function(thing: Any) -> None:
        raise NotImplementedError

    function.__annotations__["thing"] = Stranger

    with pytest.raises(ToolRefused, match=r"\$\.properties\.thing"):
        tool(function)


def test_a_type_hint_that_cannot_be_resolved_is_refused() -> None:
    def function(city: Missing) -> None:  # type: ignore[name-defined] # noqa: F821
        raise NotImplementedError

    with pytest.raises(ToolRefused, match=r"Tool function: a type hint cannot be read .*Missing"):
        tool(function)


def test_a_generator_is_refused() -> None:
    def function() -> Iterator[str]:
        yield ""

    with pytest.raises(ToolRefused, match="Tool function: it is a generator"):
        tool(function)


_PRINT_SCHEMA = """
import json
from dataclasses import dataclass, field
from pydantic import BaseModel
from agent import tool

COLOURS = {"red", "green", "blue", "black", "white"}

class Paint(BaseModel):
    colours: set[str] = COLOURS

@dataclass
class Box:
    colours: frozenset[str] = frozenset(COLOURS)

@tool
def function(
    tags: set[str] = COLOURS,
    nested: list[set[str]] = [COLOURS],
    paint: Paint = Paint(),
    box: Box = Box(),
    size: float = 1.5,
) -> None: ...

print(json.dumps(function.parameters))
"""


def test_the_schema_has_the_same_bytes_in_processes_with_different_hashes() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_SCHEMA],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(printed) == 1


def test_an_iterable_can_be_read_by_the_rules_and_by_the_function() -> None:
    """pydantic makes an iterator of it, of which the first reader leaves nothing."""

    def total(numbers: Iterable[int]) -> int:
        return sum(numbers)

    assert read(total, '{"numbers": [1, 2]}') == {"numbers": [1, 2]}
