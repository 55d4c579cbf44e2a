"""Verdicts of JSON Schema: those of python-jsonschema, on the official suite and on hard values."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7, DRAFT202012

from agent.tooling import raw_tool
from agent.tooling.arguments import LONGEST
from agent.tooling.validation import compiled
from agent.types import ToolFailure
from tests.shared_data import members

DRAFTS = {
    "draft2020-12": (
        "https://json-schema.org/draft/2020-12/schema",
        Draft202012Validator,
        DRAFT202012,
    ),
    "draft7": ("http://json-schema.org/draft-07/schema#", Draft7Validator, DRAFT7),
}


@cache
def suite() -> dict[str, Any]:
    files = members("json-schema/test-suite.tar.zst")
    return {name: json.loads(held) for name, held in files.items() if name.endswith(".json")}


def documents(draft: str) -> Registry[Any]:
    """What the suite's schemas refer to, as its server would give it."""
    specification = DRAFTS[draft][2]
    return Registry().with_resources(
        (
            name.replace("remotes/", "http://localhost:1234/", 1),
            Resource.from_contents(held, default_specification=specification),
        )
        for name, held in suite().items()
        if name.startswith("remotes/")
    )


def cases(draft: str) -> Iterator[tuple[str, Any, Any]]:
    for name, groups in suite().items():
        if not name.startswith(f"tests/{draft}/"):
            continue
        for group in groups:
            for test in group["tests"]:
                where = f"{name}: {group['description']}: {test['description']}"
                yield where, group["schema"], test["data"]


def verdict(judge: Callable[[], bool]) -> str:
    try:
        return str(judge())
    except Exception as error:  # noqa: BLE001 - a wrong pattern, a reference that leads nowhere
        return type(error).__name__


def ours_is_valid(schema: Any, known: Registry[Any], data: Any) -> bool:
    return compiled(schema, documents=known).is_valid(data)


@pytest.mark.parametrize(
    ("draft", "expected"), [("draft2020-12", (2216, 9)), ("draft7", (1721, 0))]
)
def test_every_verdict_of_the_official_suite_is_that_of_jsonschema(
    draft: str, expected: tuple[int, int]
) -> None:
    """What we do for safety must not change what a schema means."""
    identifier, oracle, _ = DRAFTS[draft]
    known = documents(draft)
    different = []
    judged = foreign = 0
    for where, schema, data in cases(draft):
        declared = {"$schema": identifier, **schema} if isinstance(schema, dict) else schema
        judge = oracle(schema, registry=known, format_checker=oracle.FORMAT_CHECKER)
        ours = verdict(partial(ours_is_valid, declared, known, data))
        if ours == "KeyError":
            foreign += 1  # a dialect of the suite's own; a tool's schema may not have one
            continue
        judged += 1
        theirs = verdict(partial(judge.is_valid, data))
        if ours != theirs:
            different.append((where, theirs, ours))

    assert different == []
    assert (judged, foreign) == expected


def test_a_reference_to_another_document_is_never_fetched() -> None:
    """The schema's author could make the process ask any address."""
    judged = compiled({"$ref": "http://localhost:1234/integer.json"})

    with pytest.raises(Exception, match="Unresolvable"):
        judged.is_valid(1)


def test_the_limits_hold_inside_a_reference_to_the_whole_schema() -> None:
    """There jsonschema would go on with its own class of the declared dialect."""
    looped = compiled(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "properties": {"a": {"$ref": "#"}, "b": {"pattern": "^(a|a|aa)+$"}},
        }
    )
    with pytest.raises(Exception, match=r"\^\(a\|a\|aa\)\+\$"):
        looped.is_valid({"a": {"b": "a" * 60 + "!"}})


def with_value(schema: dict[str, Any], **more: Any) -> Any:
    parameters = {"type": "object", "properties": {"x": schema}, **more}
    return raw_tool(print, name="look", description="", parameters=parameters).arguments


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"format": "date"}, "2026-02-28", "2026-02-30"),
        ({"format": "date-time"}, "2026-02-28T10:00:00Z", "2026-02-28 10:00"),
        ({"format": "time"}, "10:00:00Z", "25:00:00Z"),
        ({"format": "email"}, "a@b.c", "a"),
        ({"format": "ipv4"}, "10.0.0.1", "10.0.0.256"),
        ({"format": "ipv6"}, "::1", ":::1"),
        ({"format": "uuid"}, "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8"),
        ({"format": "uri"}, "https://example.org/a", "no uri"),
        ({"format": "hostname"}, "example.org", "-a-.org"),
        ({"format": "json-pointer"}, "/a/b", "a"),
        ({"format": "regex"}, "a+", "("),
    ],
)
def test_a_format_is_checked(schema: dict[str, Any], right: str, wrong: str) -> None:
    """A wrong date would reach the tool, and fail there in other words."""
    read = with_value(schema).read(json.dumps({"x": wrong}))

    assert with_value(schema).read(json.dumps({"x": right})) == {"x": right}
    assert read == ToolFailure(
        "invalid_arguments",
        details=(f"x must be a valid {schema['format']}, got {json.dumps(wrong)}",),
    )


@pytest.mark.parametrize("format_", sorted(Draft202012Validator.FORMAT_CHECKER.checkers))
@pytest.mark.parametrize("text", ["²", "(" * 5000, "a" * 200_000, "0" * 200_000, "%" * 50_000])
def test_no_format_fails_or_hangs_on_a_strange_text(format_: str, text: str) -> None:
    """Some checkers raise what jsonschema does not expect."""
    began = time.process_time()
    with_value({"format": format_}).read(json.dumps({"x": text}))

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("items", "unique"),
    [
        ([1, 1.0], False),
        ([1, True], True),
        ([[1], [True]], True),
        ([{"a": 1, "b": 2}, {"b": 2, "a": 1.0}], False),
        ([0, False, "", None, [], {}], True),
        ([[[]], [{}]], True),
    ],
)
def test_items_are_equal_as_json_is(items: list[Any], unique: bool) -> None:
    """Python's own equality takes true for 1."""
    schema = {"uniqueItems": True}

    assert (
        compiled(schema).is_valid(items) == unique == Draft202012Validator(schema).is_valid(items)
    )


def test_a_long_list_of_objects_is_compared_in_one_pass() -> None:
    """Each with each would take minutes."""
    text = json.dumps({"x": [{"a": number} for number in range(50_000)]})
    began = time.process_time()

    assert isinstance(with_value({"uniqueItems": True}).read(text), dict)
    assert time.process_time() - began < 5


def test_arguments_of_absurd_length_are_not_read() -> None:
    """Reading them would hold up every other call."""
    assert with_value({}).read(json.dumps({"x": "y" * LONGEST})) == ToolFailure(
        "invalid_arguments",
        details=("the arguments are 1,000,009 characters long, at most 1,000,000 are allowed",),
    )


def test_a_number_too_large_to_divide_is_a_wrong_argument() -> None:
    """Python cannot make a float of it."""
    assert with_value({"multipleOf": 0.5}).read('{"x": ' + "9" * 400 + "}") == ToolFailure(
        "invalid_arguments", details=("a number is too large to be checked",)
    )


def test_names_that_a_pattern_allows_are_not_called_unknown() -> None:
    """The model would leave out what was right."""
    arguments = with_value({}, patternProperties={"^n": {}}, additionalProperties=False)

    assert arguments.read('{"n1": 1, "m": 2}') == ToolFailure(
        "invalid_arguments", details=("m is unknown, allowed: x",)
    )
