"""Nearly JSON: read where what was meant is plain, refused where it would be a guess."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from agent.tooling import raw_tool
from agent.tooling.arguments import Arguments, parse, parse_nearly, was_repaired
from agent.types import ToolCall, ToolFailure, ToolOutcome
from tests.tooling.recorder import Recorder

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
objects = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5), values, max_size=4
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"a": 1,}', {"a": 1}),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}),
        ("{'a': 'it\\'s', 'b': 'say \"x\"'}", {"a": "it's", "b": 'say "x"'}),
        ("{'a': True, 'b': None}", {"a": True, "b": None}),
        ('{"a": "x"', {"a": "x"}),
        ('{"a": {"b": "x"', {"a": {"b": "x"}}),
        ('{"a": [1]', {"a": [1]}),
        ('{"a": true', {"a": True}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ("```\n{'a': 1,}\n```", {"a": 1}),
        ('{"a": "x, ]",}', {"a": "x, ]"}),
    ],
)
def test_what_is_plainly_meant_is_read(text: str, meant: Any) -> None:
    """A model that writes so would write so again."""
    assert (parse_nearly(text), was_repaired(text)) == (meant, True)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1',
        '{"a": 12.5',
        '{"a": "x',
        '{"a": "x", "b',
        '{"a": "x", "b"',
        '{"a": "x",',
        '{"a":',
        '{"a": ["x"',
        '{"a": ["x", {"b": "y"',
        "{",
        '{"a": tru',
        '{"a": 1]',
        '{"a": 1}}',
        '{"a": 1} {"a": 2}',
        '{"a": 1, "a": 2,}',
        "{'a': 1, 'a': 2}",
        "{'a': 'it's'}",
        "{a: 1}",
        '{"a" 1}',
        '{"a": 1 "b": 2}',
        '{"a": [1,,]}',
        '{"a": [,]}',
        "{,}",
        '{"a": NaN,}',
        'Here it is: {"a": 1}',
        '```json\n{"a": "x',
        "['a',]",
        "```\n```",
        '{"a": ' + "[" * 100 + "]" * 100 + ",}",
    ],
)
def test_what_would_be_a_guess_is_malformed_as_before(text: str) -> None:
    """A call that was cut, or says two things, must not run as something else."""
    assert parse_nearly(text) == parse(text)
    assert isinstance(parse(text), ToolFailure)


@given(objects)
@settings(max_examples=150, deadline=None)
def test_json_is_never_repaired(value: dict[str, Any]) -> None:
    """Right arguments are what they are."""
    text = json.dumps(value)

    assert (parse_nearly(text), was_repaired(text)) == (parse(text), False)


@given(objects)
@settings(max_examples=150, deadline=None)
def test_what_python_prints_is_read_as_what_it_is(value: dict[str, Any]) -> None:
    """Single quotes, True and None come from Python's own spelling of a value."""
    text = repr(value)
    read = parse_nearly(text)

    assert read == value or isinstance(read, ToolFailure)  # \x1b, which JSON does not have
    assert isinstance(read, dict) or "\\x" in text or "\\U" in text


@given(objects, st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_a_cut_text_gives_what_was_before_the_cut_or_nothing(
    value: dict[str, Any], at: int
) -> None:
    """No string, number or name is ever shorter than it was written."""
    text = json.dumps(value)[:at]
    read = parse_nearly(text)
    if isinstance(read, ToolFailure) or not was_repaired(text):
        return

    def within(part: Any, whole: Any) -> bool:
        if isinstance(part, dict) and isinstance(whole, dict):
            return all(name in whole and within(part[name], whole[name]) for name in part)
        return bool(part == whole)

    assert within(read, value)


async def test_a_repaired_call_runs_is_flagged_and_logged() -> None:
    """Whoever looks at the run sees that the model wrote something else."""
    echo = raw_tool(dict, name="echo", description="", parameters={"type": "object"})
    with capture_logs() as logs:
        outcomes = await Recorder(echo).run(
            ToolCall("1", "echo", "{'a': 1}"), ToolCall("2", "echo", '{"a": 1}')
        )

    assert [(each.text, each.repaired) for each in outcomes] == [
        ('{"a": 1}', True),
        ('{"a": 1}', False),
    ]
    assert [(each["event"], each["tool"]) for each in logs] == [("arguments were repaired", "echo")]


async def test_what_call_tool_got_is_flagged_where_it_was_repaired() -> None:
    """The flag belongs to the call, whichever way it came."""
    echo = raw_tool(dict, name="echo", description="", parameters={"type": "object"})
    nearly = "{'name': 'echo', 'arguments': {'a': 1}}"
    outcomes = await Recorder(echo).run(
        ToolCall("1", "call_tool", nearly),
        ToolCall("2", "call_tool", '{"name": "echo", "arguments": {"a": 1}}'),
    )
    assert [(each.text, each.repaired) for each in outcomes] == [
        ('{"a": 1}', True),
        ('{"a": 1}', False),
    ]


def test_an_outcome_says_by_default_that_nothing_was_repaired() -> None:
    """Records of earlier versions have no word about it."""
    assert ToolOutcome("x").repaired is False


async def test_a_subclass_that_reads_otherwise_is_asked_by_the_dispatcher() -> None:
    """Tools from elsewhere mend what the model copied before it is read."""

    class Upper(Arguments):
        def read(self, text: str) -> dict[str, Any] | ToolFailure:
            return super().read(text.upper())

    echo = raw_tool(dict, name="echo", description="", parameters={"type": "object"})
    shouting = replace(echo, arguments=Upper(echo.parameters))
    (outcome,) = await Recorder(shouting).run(ToolCall("1", "echo", '{"a": "b",}'))

    assert (outcome.text, outcome.repaired) == ('{"A": "B"}', True)
