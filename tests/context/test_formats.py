"""The runtime's own texts, and the name of the language that they make up."""

from __future__ import annotations

import inspect
from typing import get_args

import pytest

from agent.context import formats
from agent.types import FailureKind, ToolFailure, ToolOutcome

PASSAGE = formats.Passage("1f2e", "docs/a.md", 3, 7, "The port is 8080.")


def test_a_passage_says_where_it_stands() -> None:
    """An answer can cite source and lines."""
    assert formats.passage(PASSAGE) == (
        '<passage id="1f2e" source="docs/a.md" lines="3-7">\nThe port is 8080.\n</passage>'
    )


def test_passages_follow_one_another() -> None:
    """A search result is its passages on lines of their own."""
    assert formats.passages([PASSAGE, PASSAGE]).count("<passage ") == 2


@pytest.mark.parametrize("kind", get_args(FailureKind))
def test_every_failure_begins_alike_and_carries_its_reason(kind: FailureKind) -> None:
    """A failure never looks like a result."""
    text = formats.tool_failure("tool", ToolFailure(kind, "the reason", ("the detail",)))
    assert text.startswith("Error: ")
    assert "the reason" in text or "the detail" in text or kind == "cancelled"


def test_a_passage_that_is_still_there_is_named_and_not_repeated() -> None:
    """Its id, source and lines are enough to find it and to cite it."""
    assert formats.passage_above(PASSAGE) == (
        '<passage id="1f2e" source="docs/a.md" lines="3-7">See above.</passage>'
    )


def test_passages_stand_behind_the_users_words() -> None:
    """What was retrieved never moves what the user said."""
    assert formats.with_passages("Which port?", "found").startswith("Which port?\n\n")


def test_found_tools_say_how_to_call_them() -> None:
    """One line a tool, and the fixed tool that calls them."""
    text = formats.tools_found(['{"name":"a"}', '{"name":"b"}'])
    assert text.splitlines()[:2] == ['{"name":"a"}', '{"name":"b"}']
    assert "call_tool" in text.splitlines()[-1]


def test_new_tools_are_a_note_with_their_names() -> None:
    """They are announced behind what was sent, like anything that changes."""
    assert formats.new_tools(["a", "b"]) == (
        "[Note: new tools: a, b. find_tools describes them, call_tool calls them]"
    )


def test_a_result_is_its_text_or_its_failure() -> None:
    """An outcome has one rendering."""
    assert formats.tool_result("tool", ToolOutcome("text")) == "text"
    failed = ToolOutcome(failure=ToolFailure("tool_failed", "no"))
    assert formats.tool_result("tool", failed) == "Error: no"


def test_the_fingerprint_covers_every_format() -> None:
    """A new format that is not among the samples would be a language that nobody taught."""
    source = inspect.getsource(formats.samples) + inspect.getsource(formats.passages)
    source += inspect.getsource(formats.tool_result)
    public = [
        name
        for name, each in vars(formats).items()
        if inspect.isfunction(each) and each.__module__ == formats.__name__ and name[0] != "_"
    ]
    missing = [n for n in public if n not in ("samples", "fingerprint") and f"{n}(" not in source]
    assert missing == []


def test_the_fingerprint_is_that_of_the_rendered_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """It changes with a format's words, and with nothing else."""
    before = formats.fingerprint()
    assert formats.fingerprint() == before
    monkeypatch.setattr(formats, "empty_answer", lambda: "Say something.")
    assert formats.fingerprint() != before
