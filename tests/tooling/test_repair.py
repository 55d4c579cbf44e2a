"""Foreign schemas made JSON Schema where their meaning is plain, and refused where it is not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent.errors import ToolRefused
from agent.tooling import Tool, raw_tool
from agent.types import ToolFailure
from tests.tooling.recorder import Recorder, call


def repaired(schema: Any, name: str = "look") -> Tool:
    return raw_tool(dict, name=name, description="", parameters=schema, repair=True)


def with_city(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"city": schema}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"type": "float"}, {"type": "number"}),
        (
            {"type": "tuple", "items": {"type": "int"}},
            {"type": "array", "items": {"type": "integer"}},
        ),
        ({"type": "dict", "properties": {}}, {"type": "object", "properties": {}}),
        ({"type": "any", "description": "x"}, {"description": "x"}),
        ({"type": ["str", "none"]}, {"type": ["string", "null"]}),
        ({"type": "STRING"}, {"type": "string"}),
        ("string", {"type": "string"}),
        ({"properties": {}}, {"type": "object", "properties": {}}),
        ({"items": {}}, {"type": "array", "items": {}}),
        ({"enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}),
        ({"enum": ["a", 1]}, {"enum": ["a", 1]}),
        (
            {"type": "tuple", "items": [{"type": "float"}]},
            {"type": "array", "prefixItems": [{"type": "number"}]},
        ),
        ({"type": "string", "optional": True}, {"type": "string", "optional": True}),
        ({"anyOf": [{"type": "int"}]}, {"anyOf": [{"type": "integer"}]}),
    ],
)
def test_a_plain_meaning_becomes_json_schema(given: Any, expected: Any) -> None:
    """The model must see, and the checker check, what the author meant."""
    assert repaired(with_city(given)).parameters["properties"]["city"] == expected


@pytest.mark.parametrize("flag", [True, "true", "True"])
def test_required_inside_a_property_is_moved_to_its_object(flag: object) -> None:
    """There it is no keyword, and jsonschema refuses it."""
    made = repaired(with_city({"type": "string", "required": flag}))

    assert made.parameters["required"] == ["city"]
    assert made.repairs == (
        f"Tool look: {flag!r} belongs into the list of the object at $.properties.city.required",
    )


def test_not_required_inside_a_property_is_dropped() -> None:
    """It is what a property is anyway."""
    made = repaired(with_city({"type": "string", "required": False}))

    assert "required" not in made.parameters
    assert made.arguments.read("{}") == {}


def test_each_repair_is_kept_and_logged_with_tool_and_path() -> None:
    """Its author should know, and put it right."""
    with capture_logs() as logs:
        made = repaired({"properties": {"x": {"type": "float"}}})

    assert made.repairs == (
        "Tool look: the missing type is 'object' at $.type",
        "Tool look: 'float' is 'number' at $.properties.x.type",
    )
    assert [(each["log_level"], each["repairs"]) for each in logs] == [("warning", made.repairs)]


def test_a_right_schema_is_not_touched() -> None:
    """A warning about nothing would be noise."""
    with capture_logs() as logs:
        made = repaired(with_city({"type": "string", "format": "date"}))

    assert (made.repairs, logs) == ((), [])


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        (with_city({"type": "HashMap<K>"}), "$.properties.city.type"),
        (with_city({"type": 3}), "$.properties.city.type"),
        (with_city({"type": "dict", "properties": {"a": 7}}), "$.properties.city.properties.a"),
        (with_city({"type": "string", "required": "perhaps"}), "$.properties.city.required"),
        (with_city("a city"), "$.properties.city.type"),
        ({"type": "array"}, "$.type"),
        ({"type": "dict", "properties": []}, "$.properties"),
        (with_city({"enum": "a or b"}), "$.properties.city.enum"),
    ],
)
def test_what_could_mean_several_things_is_refused_with_tool_and_path(
    schema: Any, place: str
) -> None:
    """A guess would be checked against every call of the session."""
    with pytest.raises(ToolRefused, match=f"Tool look: .*{re.escape(place)}"):
        repaired(schema)


async def test_a_tool_with_a_forbidden_name_is_called_by_its_mapped_one() -> None:
    """The model never sees the original; a person does."""
    made = repaired({"type": "dict", "properties": {"x": {"type": "float"}}}, "math.sqrt")
    (outcome,) = await Recorder(made).run(call(made.name, x=1.5))

    assert made.original_name == "math.sqrt"
    assert made.name.startswith("math_sqrt_")
    assert outcome.text == '{"x": 1.5}'


def test_a_repaired_schema_checks_what_it_says() -> None:
    """`float` must not become no limit at all."""
    made = repaired(with_city({"type": "float"}))

    assert made.arguments.read('{"city": "x"}') == ToolFailure(
        "invalid_arguments", details=('city must be number, got "x"',)
    )
