"""Lines that several commands print."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agent.cli.chat_printing import TurnPrinter
from agent.cli.render import (
    call_text,
    folded,
    footer,
    footnotes,
    json_line,
    outcome_line,
    short_outcome_line,
)
from agent.cli.session_text import entry_lines
from agent.context.given import Source
from agent.context.transcript import Entry
from agent.events import PermissionDecided, ToolFinished, ToolProgressed
from agent.reply import reply_without_run
from agent.types import ToolCall, ToolFailure, ToolOutcome, Usage

FINISHED = ToolFinished(
    ToolCall("1", "forecast", '{"city": "Oslo"}'), ToolOutcome("rain", milliseconds=12.4), "rain"
)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ('{"city": "Tromsø", "days": 3}', 'f(city="Tromsø", days=3)'),
        ("{}", "f()"),
        ('{"a": {"b": [1, null]}}', 'f(a={"b": [1, null]})'),
        ("[1]", "f([1])"),
        ('{"broken', 'f({"broken)'),
        ("", "f()"),
        ("[" * 100_000, "f(" + "[" * 198 + "… (100003 characters)"),
        ('{"text": "' + "x" * 300 + '"}', 'f(text="' + "x" * 192 + "… (310 characters)"),
        ('{"text": "a\\nb"}', 'f(text="a\\nb")'),
    ],
)
def test_a_call_is_one_line(arguments: str, text: str) -> None:
    """Whatever the model wrote, and however much."""
    assert call_text(ToolCall("1", "f", arguments)) == text


def test_an_outcome_is_one_line() -> None:
    """The call, its time and its result."""
    assert outcome_line(FINISHED) == '✓ forecast(city="Oslo") 12 ms → rain'


def test_a_failed_outcome_has_another_mark() -> None:
    """One look is enough."""
    failed = replace(FINISHED, outcome=ToolOutcome(failure=ToolFailure("crashed", "x")))
    assert short_outcome_line(failed) == "✗ forecast 0 ms → rain"


def test_a_long_result_is_folded() -> None:
    """Its head on one line, and how long it is."""
    assert folded("a\n b\t" + "c" * 200, 10) == "a b cccccc… (205 characters)"


def test_the_footer_leaves_out_what_is_not_known() -> None:
    """A server that reports no cached tokens has not cached 0%."""
    reply = reply_without_run("s", "done", "")
    assert footer(reply, None, 0) == "context 0/0"


def test_the_footer_has_all_that_is_known() -> None:
    """In the order of the contract."""
    reply = replace(reply_without_run("s", "done", ""), usage=Usage(200, 184, 5))
    assert footer(reply, 41.3, 3) == "context 0/0 · cached 92% · 41 tok/s · turn 3"


def test_a_json_line_is_one_line_of_the_same_value() -> None:
    """With nothing in it that a terminal obeys."""
    value = {"text": "a\nb\x1b\x7f\x9b\u202eé☂"}
    line = json_line(value)
    assert json.loads(line) == value
    assert line == '{"text": "a\\nb\\u001b\\u007f\\u009b\\u202eé☂"}'


def test_sources_are_footnotes() -> None:
    """File and lines of each; an id that was never given says so."""
    cited = (Source("aaaaaaaa", "docs/tides.md", 3, 9), Source("cccccccc", given=False))
    reply = replace(reply_without_run("s", "done", ""), sources=cited)
    assert footnotes(reply) == (
        "[aaaaaaaa] docs/tides.md:3-9\n[cccccccc] is no passage that was given to the model"
    )


THROUGH = ToolCall("1", "call_tool", '{"name": "pay", "arguments": {"sum": 3}}')


def test_a_refused_call_is_shown_by_the_tool_that_it_meant() -> None:
    """Not by call_tool, through which the model reached it."""
    decided = PermissionDecided(THROUGH, allowed=False, rule="pay", by="deny")
    assert list(entry_lines(Entry(7, 0.0, decided))) == ["#7 refused pay: pay"]


def test_progress_is_shown_by_the_tool_that_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The same in the chat."""
    TurnPrinter(show_reasoning=False).show(ToolProgressed(THROUGH, "half"))
    assert capsys.readouterr().out == "… pay half\n"
