"""Arguments: from the model's JSON text to keyword arguments, or to what is wrong with them."""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, Field

from agent.tooling import raw_tool, tool
from agent.tooling.arguments import DEEPEST, Arguments, parse
from agent.types import JSON, ToolFailure

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


class Place(BaseModel):
    lat: float
    name: str = ""


def short(text: str) -> str:
    if len(text) > 3:
        raise ValueError("longer than three")
    return text


@tool
def forecast(
    city: str,
    days: Annotated[int, Field(ge=1, le=14)] = 1,
    unit: Literal["c", "f"] = "c",
    when: datetime.date | None = None,
    place: Place | None = None,
    tags: list[str] | None = None,
    code: Annotated[str, AfterValidator(short)] = "",
    mixed: int | str = 0,
) -> None:
    """Say how the weather will be."""


def details(text: str) -> tuple[str, ...]:
    failure = forecast.arguments.read(text)
    assert isinstance(failure, ToolFailure)
    assert failure.kind == "invalid_arguments"
    return failure.details


def test_right_arguments_come_out_converted() -> None:
    text = '{"city": "Bern", "when": "2026-02-28", "place": {"lat": 1}, "days": 3}'

    assert forecast.arguments.read(text) == {
        "city": "Bern",
        "when": datetime.date(2026, 2, 28),
        "place": Place(lat=1),
        "days": 3,
    }


@pytest.mark.parametrize("text", ["", " \n"])
def test_no_text_is_no_arguments(text: str) -> None:
    assert parse(text) == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "Expecting property name enclosed in double quotes at character 1"),
        ('{"a": 1', "Expecting ',' delimiter at character 7"),
        ('{"a": 1}}', "Extra data at character 8"),
        ("[1]", "an object is needed, got [1]"),
        ('"a"', 'an object is needed, got "a"'),
        ("null", "an object is needed, got null"),
        ('{"a": 1, "a": 2}', 'the key "a" appears more than once'),
        ('{"b": {"a": 1, "a": 1}}', 'the key "a" appears more than once'),
        ('{"a": NaN}', "NaN is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity is not a JSON number"),
        ('{"a": 1e999}', 'the number "1e999" is too large'),
        ('{"a": ' + "9" * 5000 + "}", "a number with too many digits"),
        ('{"a": "\\ud800"}', "half of a surrogate pair"),
        ('{"\\udc00": 1}', "half of a surrogate pair"),
        ('{"a": "\ud800"}', "half of a surrogate pair"),
        ('{"a": ' * 65 + "1" + "}" * 65, "nested more than 64 levels deep"),
        ("[" * 100_000, "nested more than 64 levels deep"),
    ],
)
def test_text_that_is_not_a_json_object_is_malformed_with_a_reason(text: str, reason: str) -> None:
    assert parse(text) == ToolFailure("malformed_json", reason)


def test_arguments_may_be_nested_to_the_limit() -> None:
    text = '{"a": ' * DEEPEST + "1" + "}" * DEEPEST

    assert parse(text) == json.loads(text)


def test_an_escaped_surrogate_pair_is_one_character() -> None:
    assert parse('{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", ("city is missing (string)",)),
        ('{"city": 1}', ("city must be string, got 1",)),
        ('{"city": "x", "days": "3"}', ('days must be integer, got "3"',)),
        ('{"city": "x", "days": true}', ("days must be integer, got true",)),
        ('{"city": "x", "days": 0}', ("days must be at least 1, got 0",)),
        ('{"city": "x", "days": 15}', ("days must be at most 14, got 15",)),
        ('{"city": "x", "unit": "k"}', ('unit must be one of "c", "f", got "k"',)),
        ('{"city": "x", "tags": "y"}', ('tags must be array or null, got "y"',)),
        ('{"city": "x", "tags": ["y", 1]}', ("tags[1] must be string, got 1",)),
        ('{"city": "x", "place": {"lat": "n"}}', ('place.lat must be number, got "n"',)),
        ('{"city": "x", "place": {}}', ("place.lat is missing (number)",)),
        ('{"city": "x", "mixed": null}', ("mixed must be integer or string, got null",)),
        (
            '{"city": "x", "when": "2026-02-30"}',
            (
                "when: Input should be a valid date or datetime, "
                'day value is outside expected range, got "2026-02-30"',
            ),
        ),
        ('{"city": "x", "code": "long"}', ('code: Value error, longer than three, got "long"',)),
        (
            '{"city": "x", "town": 1, "year": 2}',
            ("town, year are unknown, allowed: city, days, unit, when, place, tags, code, mixed",),
        ),
    ],
)
def test_each_wrong_path_says_what_was_given_and_what_is_allowed(
    text: str, expected: tuple[str, ...]
) -> None:
    assert details(text) == expected


@pytest.mark.parametrize(
    ("schema", "detail"),
    [
        ({"anyOf": [False, {"type": "string"}]}, "v must be string, got 1"),
        (
            {"oneOf": [{"type": "string"}, False, {"type": "null"}]},
            "v must be string or null, got 1",
        ),
        ({"anyOf": [False, False]}, "no value is allowed where 1 stands"),
        (False, "no value is allowed where 1 stands"),
    ],
)
def test_a_schema_that_is_false_is_told_as_what_it_leaves(schema: JSON, detail: str) -> None:
    """Generators of schemas write it for a branch that cannot be."""
    read = Arguments({"type": "object", "properties": {"v": schema}}).read('{"v": 1}')
    assert read == ToolFailure("invalid_arguments", details=(detail,))


def test_every_wrong_path_is_named() -> None:
    assert details('{"days": 0, "unit": 1, "town": 2}') == (
        "days must be at least 1, got 0",
        'unit must be one of "c", "f", got 1',
        "city is missing (string)",
        "town is unknown, allowed: city, days, unit, when, place, tags, code, mixed",
    )


def test_a_long_value_is_shortened() -> None:
    (detail,) = details(json.dumps({"city": ["x" * 10_000]}))

    assert len(detail) < 100
    assert detail.endswith("…")


def test_of_very_many_wrong_paths_the_first_are_named_and_the_rest_counted() -> None:
    told = details(json.dumps({"city": "x", "tags": list(range(100))}))

    assert told[:2] == ("tags[0] must be string, got 0", "tags[1] must be string, got 1")
    assert told[-1] == "and 92 more"


def test_a_schema_that_refers_to_itself_without_end_fails_the_call_only() -> None:
    endless = raw_tool(
        print,
        name="endless",
        description="",
        parameters={"type": "object", "properties": {"a": {"$ref": "#/properties/a"}}},
    )

    assert endless.arguments.read('{"a": 1}') == ToolFailure(
        "invalid_arguments", details=("the arguments are nested too deeply",)
    )


@given(st.dictionaries(st.text(max_size=5), values, max_size=5))
@settings(max_examples=50, deadline=None)
def test_every_json_object_is_read_as_json_reads_it(value: dict[str, Any]) -> None:
    text = json.dumps(value)

    assert parse(text) in (
        json.loads(text),
        ToolFailure("malformed_json", "half of a surrogate pair"),
    )


@given(
    st.text()
    | st.text(alphabet='{}[]":,0123456789.eE+-\\u nulltrefas')
    | values.map(json.dumps)
    | values.map(lambda value: json.dumps(value)[:-1])
    | st.dictionaries(
        st.sampled_from(["city", "days", "unit", "when", "place", "mixed"]), values
    ).map(json.dumps)
)
@settings(max_examples=200, deadline=None)
def test_any_text_gives_arguments_or_a_failure_that_says_something(text: str) -> None:
    result = forecast.arguments.read(text)

    if isinstance(result, ToolFailure):
        assert result.kind in ("malformed_json", "invalid_arguments")
        assert result.reason or all(result.details)
        assert sum(map(len, (result.reason, *result.details))) < 3000
    else:
        assert isinstance(result["city"], str)
