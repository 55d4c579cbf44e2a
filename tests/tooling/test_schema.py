"""Checks of schemas that tools bring themselves, and their canonical form."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from agent.errors import ToolRefused
from agent.tooling import Tool, raw_tool


def made(schema: Any) -> Tool:
    return raw_tool(print, name="look", description="", parameters=schema)


def with_city(schema: Any, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"city": schema}, **more}


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        (with_city({"type": "float"}), "$.properties.city.type"),
        (with_city({"type": "string", "minLength": -1}), "$.properties.city.minLength"),
        (with_city({"type": "string"}, required="city"), "$.required"),
        ({"type": "string"}, "$.type"),
        ({}, "$.type"),
        (with_city({"$ref": "#/$defs/City"}), "$.properties.city.$ref"),
        (
            with_city({"prefixItems": [{"$ref": "#/nowhere"}]}),
            "$.properties.city.prefixItems[0].$ref",
        ),
        (with_city({"$ref": "#city"}), "$.properties.city.$ref"),
        (with_city({"$ref": "https://example.org/city.json"}), "$.properties.city.$ref"),
        (with_city({"$ref": "file:///etc/passwd"}), "$.properties.city.$ref"),
        (with_city({"$ref": "city.json"}), "$.properties.city.$ref"),
        (with_city({"$id": "https://example.org/city"}), "$.properties.city"),
        (with_city({"pattern": "("}), "$.properties.city.pattern"),
        (with_city({"patternProperties": {"[": {}}}), "$.properties.city.patternProperties"),
        ({"type": "object", "$schema": "https://example.org/dialect"}, "$.$schema"),
        ([], "$"),
        ({"type": "object", "default": float("nan")}, "not JSON"),
        ({"type": "object", "default": {1, 2}}, "not JSON"),
    ],
)
def test_a_bad_schema_is_refused_with_tool_and_place(schema: Any, place: str) -> None:
    with pytest.raises(ToolRefused, match=f"Tool look: .*{re.escape(place)}"):
        made(schema)


@pytest.mark.parametrize(
    "schema",
    [
        with_city({"$ref": "#/$defs/a~1b%25"}, **{"$defs": {"a/b%": {"type": "string"}}}),
        with_city({"$ref": "#city"}, **{"$defs": {"City": {"$anchor": "city"}}}),
        with_city({"$ref": "#/$defs/City/anyOf/1"}, **{"$defs": {"City": {"anyOf": [{}, {}]}}}),
        with_city({"$ref": "#"}),
        with_city({"type": "string"}, **{"$id": "https://example.org/root"}),
        with_city(
            {"type": "string", "exclusiveMinimum": True, "minimum": 0},
            **{"$schema": "http://json-schema.org/draft-04/schema#"},
        ),
        with_city({"enum": [{"$ref": "https://example.org/only-data"}]}),
    ],
)
def test_a_good_schema_is_taken(schema: dict[str, Any]) -> None:
    assert made(schema).parameters["properties"].keys() == {"city"}


def test_a_schema_nested_beyond_reason_is_refused() -> None:
    schema: dict[str, Any] = {}
    for _ in range(5000):
        schema = {"not": schema}

    with pytest.raises(ToolRefused, match="Tool look: "):
        made(with_city(schema))


def test_equal_schemas_have_equal_bytes_whatever_the_order_of_their_keys() -> None:
    schema = with_city({"type": "string", "description": "A city."}, required=["city"])
    turned = {
        "required": ["city"],
        "properties": {"city": {"description": "A city.", "type": "string"}},
        "type": "object",
    }

    assert json.dumps(made(schema).parameters) == json.dumps(made(turned).parameters)


def test_data_in_a_schema_is_left_as_it_is() -> None:
    data = {"title": "Mr", "type": 1, "a": [{"title": "Dr"}]}
    schema = with_city({"const": data, "default": data, "enum": [data], "examples": [data]})

    assert made(schema).parameters["properties"]["city"] == {
        "const": data,
        "default": data,
        "enum": [data],
        "examples": [data],
    }


def test_titles_are_dropped_at_every_depth_and_names_are_kept() -> None:
    schema = with_city(
        {"anyOf": [{"title": "A", "type": "string"}], "items": {"title": "B"}, "title": "C"},
        title="D",
        **{"$defs": {"title": {"title": "E", "type": "string"}}},
    )

    assert made(schema).parameters == {
        "type": "object",
        "properties": {"city": {"items": {}, "anyOf": [{"type": "string"}]}},
        "$defs": {"title": {"type": "string"}},
    }
