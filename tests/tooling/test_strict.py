"""Strict schemas decide as the original ones, on every instance, or are not made."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agent.tooling import raw_tool, tool
from agent.tooling.strict import Constrains, constrained, strict_schema
from agent.types import JSON
from tests.shared_data import members

NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-4, 6), st.sampled_from(["", "x", "xy", 1.0, 2.5, -0.5])
)
INSTANCES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
BOUND = st.integers(-3, 5) | st.sampled_from([0.5, 1.5, -0.5])
REFERENCE = st.sampled_from(["#/$defs/one", "#/$defs/two", "#"]).map(lambda to: {"$ref": to})


def object_of(inner: st.SearchStrategy[JSON]) -> st.SearchStrategy[JSON]:
    """Mostly closed objects, with some properties required."""
    return st.builds(
        lambda properties, required, closed, extra: {
            "type": "object",
            "properties": properties,
            "required": [name for name in properties if name in required],
            **closed,
            **extra,
        },
        st.dictionaries(NAMES, inner, max_size=3),
        st.sets(NAMES),
        st.sampled_from([{"additionalProperties": False}] * 6 + [{}]),
        st.sampled_from([{}] * 6 + [{"minLength": 3}, {"minProperties": 1}]),
    )


def number() -> st.SearchStrategy[JSON]:
    keywords = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
    return st.builds(
        lambda kind, bounds: {"type": kind, **bounds},
        st.sampled_from(["integer", "number", ["integer", "null"], ["number", "string"], "string"]),
        st.dictionaries(st.sampled_from(keywords), BOUND, max_size=2),
    )


def choices() -> st.SearchStrategy[JSON]:
    kinds = st.sampled_from(["string", "integer", "number", "null", ["boolean", "string"]])
    typed = st.one_of(st.just({}), kinds.map(lambda kind: {"type": kind}))
    chosen = st.one_of(
        st.lists(SCALARS, min_size=1, max_size=4).map(lambda values: {"enum": values}),
        SCALARS.map(lambda value: {"const": value}),
    )
    return st.builds(lambda kind, values: {**kind, **values}, typed, chosen)


def composed(inner: st.SearchStrategy[JSON]) -> st.SearchStrategy[JSON]:
    keyword = st.sampled_from(["anyOf", "oneOf", "allOf"])
    return st.builds(
        lambda key, held: {key: held[:1] if key == "allOf" else held},
        keyword,
        st.lists(inner, min_size=1, max_size=3),
    )


def array_of(inner: st.SearchStrategy[JSON]) -> st.SearchStrategy[JSON]:
    bounds = st.dictionaries(st.sampled_from(["minItems", "maxItems"]), st.integers(0, 2))
    return st.builds(lambda items, few: {"type": "array", "items": items, **few}, inner, bounds)


INNER = st.recursive(
    st.one_of(
        number(),
        choices(),
        st.just({"type": "boolean", "description": "x"}),
        REFERENCE,
        st.sampled_from([True, {}, {"type": "string", "pattern": "x"}]),
    ),
    lambda inner: object_of(inner) | array_of(inner) | composed(inner),
    max_leaves=5,
)
DEFINITION = object_of(number() | choices() | REFERENCE) | number() | choices()
SCHEMAS = st.builds(
    lambda root, one, two: {**root, "$defs": {"one": one, "two": two}},
    object_of(INNER),
    DEFINITION,
    DEFINITION,
)


def verdict(schema: JSON, instance: JSON) -> bool:
    return Draft202012Validator(schema).is_valid(instance)


@settings(max_examples=400 if os.environ.get("HOLDFAST_FULL") else 150, deadline=None)
@given(SCHEMAS, st.lists(st.dictionaries(NAMES, INSTANCES, max_size=3) | INSTANCES, max_size=8))
def test_a_strict_schema_decides_as_the_original(schema: JSON, instances: Any) -> None:
    """In both modes, whatever the schema: the same verdict on each instance, or reasons."""
    mode: Constrains
    for mode in ("vllm", "openai"):
        strict = strict_schema(schema, mode)
        assert (strict.schema is None) == bool(strict.reasons)
        for instance in instances if strict.schema is not None else ():
            assert verdict(strict.schema, instance) == verdict(schema, instance)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ({"const": "x"}, {"type": "string", "enum": ["x"]}),
        ({"type": "string", "enum": ["x", 1]}, {"type": "string", "enum": ["x"]}),
        (
            {"type": "integer", "minimum": 0.5, "exclusiveMaximum": 9, "minLength": 3},
            {"type": "integer", "maximum": 8, "minimum": 1},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "null"}]},
            {"anyOf": [{"type": "string"}, {"type": "null"}]},
        ),
        ({"allOf": [{"type": "null"}], "title": "Nothing"}, {"type": "null"}),
    ],
)
def test_what_a_strict_mode_does_not_know_is_said_otherwise(inner: Any, expected: Any) -> None:
    """The keywords differ, the verdicts do not."""
    strict = strict_schema(closed(inner))
    assert strict.schema is not None
    assert strict.schema["properties"]["a"] == expected


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ({"type": "string", "pattern": "x"}, "$.properties.a: pattern cannot be kept"),
        ({"type": "string", "maxLength": 2}, "$.properties.a: maxLength cannot be kept"),
        ({"type": "array"}, "$.properties.a: items of every kind are allowed"),
        ({"type": "number", "multipleOf": 2}, "$.properties.a: multipleOf cannot be kept"),
        ({}, "$.properties.a: no type"),
        (True, "$.properties.a: a schema that is true or false has no type"),
        (
            {"type": "object"},
            "$.properties.a: other properties are allowed: additionalProperties is not false",
        ),
        (
            {"oneOf": [{"type": "integer"}, {"type": "number"}]},
            "$.properties.a: branches of oneOf that one value may satisfy together",
        ),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "$.properties.a: no value is allowed"),
        ({"type": "string", "not": {"const": "x"}}, "$.properties.a: not cannot be kept"),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_place(inner: Any, reason: str) -> None:
    """A tool that is not strict has every reason told."""
    assert strict_schema(closed(inner)).reasons == (reason,)


def test_openai_wants_every_property_and_vllm_does_not() -> None:
    """Nullable in place of optional would take null, which the original refuses."""
    schema = closed({"type": "integer", "default": 1}, required=[])
    assert strict_schema(schema, "openai").reasons == ("$: a may be left out",)
    kept = strict_schema(schema).schema
    assert kept is not None
    assert kept["properties"]["a"] == {"type": "integer", "default": 1}


def test_branches_that_a_shared_choice_tells_apart_exclude_each_other() -> None:
    """As discriminated unions are written, behind references."""
    cat, dog = ({**closed({"const": kind}), "title": kind} for kind in ("cat", "dog"))
    refs = [{"$ref": "#/$defs/cat"}, {"$ref": "#/$defs/dog"}]
    schema = {**closed({"oneOf": refs}), "$defs": {"cat": cat, "dog": dog, "unused": {"not": {}}}}
    strict = strict_schema(schema, "openai").schema
    assert strict is not None
    assert strict["properties"]["a"] == {"anyOf": refs}
    assert sorted(strict["$defs"]) == ["cat", "dog"]


def test_only_tools_that_can_be_are_strict() -> None:
    """The others are told as ever, and without the setting all are."""

    @tool
    def paint(colour: str, coats: int = 1) -> str:
        """Paint."""
        return colour

    loose = raw_tool(dict, name="loose", description="", parameters={"type": "object"})
    specs = (paint.spec, loose.spec)
    assert [each.strict for each in constrained(specs, "vllm")] == [True, False]
    assert [each.strict for each in constrained(specs, "openai")] == [False, False]
    assert constrained(specs, None) == specs


@pytest.mark.parametrize("archive", ["draft2020-12", "draft7"])
def test_the_test_suite_of_json_schema_gives_the_same_verdicts(archive: str) -> None:
    """Each schema of it as that of an argument, where it can be strict."""
    same = 0
    for group in groups(archive):
        schema = closed(group["schema"])
        strict = strict_schema(schema).schema
        for case in group["tests"] if strict is not None else ():
            instance = {"a": case["data"]}
            assert verdict(strict, instance) == verdict(schema, instance), (schema, instance)
            same += 1
    assert same > 30


def groups(archive: str) -> list[Any]:
    read = members("json-schema/test-suite.tar.zst")
    return [
        group
        for name, text in read.items()
        if name.startswith(f"tests/{archive}/") and "/optional/" not in name
        if name.endswith(".json")
        for group in json.loads(text)
    ]


def closed(inner: Any, required: Any = ("a",)) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"a": inner},
        "required": list(required),
        "additionalProperties": False,
    }
