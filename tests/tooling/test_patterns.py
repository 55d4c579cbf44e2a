"""Patterns of schemas: found as `re` finds them, and never for longer than the limit."""

from __future__ import annotations

import re
import time

import pytest

from agent.errors import ToolRefused
from agent.tooling import raw_tool
from agent.tooling.patterns import PatternTooSlow, compiled, matches, time_limit
from agent.types import ToolFailure

ENDLESS = "^(a|a|aa)+$"


@pytest.mark.parametrize("keyword", ["pattern", "patternProperties", "additionalProperties"])
def test_a_catastrophic_pattern_ends_in_a_failure_in_bounded_time(keyword: str) -> None:
    """With `re` this call would hold up the whole process for years."""
    text = "a" * 60 + "!"
    schemas = {
        "pattern": {"properties": {"x": {"pattern": ENDLESS}}},
        "patternProperties": {"patternProperties": {ENDLESS: {}}},
        "additionalProperties": {"patternProperties": {ENDLESS: {}}, "additionalProperties": False},
    }
    slow = raw_tool(
        print, name="slow", description="", parameters={"type": "object", **schemas[keyword]}
    )
    began = time.process_time()
    read = slow.arguments.read(f'{{"x": "{text}", "{text}": 1}}')

    assert time.process_time() - began < 2
    assert read == ToolFailure(
        "invalid_arguments",
        details=(f'whether a value matches "{ENDLESS}" takes too long to find',),
    )


def test_many_slow_values_share_one_limit() -> None:
    """A list of a thousand such values would take a thousand times as long."""

    def search_all() -> None:
        with time_limit():
            for number in range(10_000):
                matches(ENDLESS, "a" * (20 + number % 3) + "!")

    began = time.process_time()
    with pytest.raises(PatternTooSlow):
        search_all()

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("/items/{i}$", "/items/{i}"),
        ("/items/{i}$", "/items/"),
        ("a{e}", "b{e}"),
        ("a{e<=1}", "b"),
        ("x{2}", "xx"),
        ("x{2,}", "xx"),
        ("x{,2}y", "xxy"),
        ("x{}", "x{}"),
        ("[{]", "{"),
        (r"\{x\}", "{x}"),
        (r"\\{", "\\{"),
        (r"\N{DIGIT ONE}", "1"),
        ("^$", "\n"),
        ("(?i)É", "é"),
        (r"^\d+$", "١٢"),
        (r"\bfoo\b", "a foo b"),
        ("a", "😀a"),
    ],
)
def test_patterns_are_found_as_re_finds_them(pattern: str, text: str) -> None:
    """The `regex` package reads `{i}` as leave to be wrong by one character; `re` does not."""
    assert matches(pattern, text) == (re.search(pattern, text) is not None)


@pytest.mark.parametrize("pattern", ["(", r"\p{L}", "a**", r"\q"])
def test_a_pattern_that_re_does_not_know_is_wrong(pattern: str) -> None:
    """Other programs that read the schema would refuse it, or read something else."""
    with pytest.raises(re.error):
        compiled(pattern)


def test_patterns_that_nothing_can_stop_are_refused() -> None:
    """jsonschema searches by itself for what `unevaluatedProperties` leaves over."""
    schema = {
        "type": "object",
        "patternProperties": {"^x": {}},
        "unevaluatedProperties": False,
    }
    with pytest.raises(ToolRefused, match=r"Tool look: unevaluatedProperties at \$"):
        raw_tool(print, name="look", description="", parameters=schema)
