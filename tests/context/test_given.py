"""What was given is found by its id."""

from __future__ import annotations

from agent.context.given import Given, Source
from agent.context.transcript import Transcript
from agent.events import GivenPassage, NoticeGiven, Record, ToolFinished, UserSpoke
from agent.types import ToolCall, ToolOutcome

TIDES = GivenPassage("aaaaaaaa", "docs/tides.md", 3, 9)
CRANES = GivenPassage("bbbbbbbb", "docs/cranes.md", 1, 4)


def test_messages_and_results_give_passages() -> None:
    """Whichever way they were retrieved."""
    call = ToolCall("call-1", "search", "{}")
    records: list[Record] = [
        UserSpoke("When?", retrieved="…", passages=(TIDES,)),
        NoticeGiven("It is late."),
        ToolFinished(call, ToolOutcome("…"), "…", passages=(CRANES,)),
    ]
    transcript = Transcript()
    for record in records:
        transcript.append(transcript.next_entry(record, 0.0))
    assert [each.file for each in transcript.given] == ["docs/tides.md", "docs/cranes.md"]


def test_a_passage_that_comes_in_parts_has_all_its_lines() -> None:
    """In whichever order they come."""
    given = Given([GivenPassage("aaaaaaaa", "docs/tides.md", 10, 12)])
    given.add([TIDES])
    assert given["aaaaaaaa"] == Source("aaaaaaaa", "docs/tides.md", 3, 12)


def test_what_was_not_given_is_not_found() -> None:
    """Whatever else was."""
    assert Given([TIDES])["bbbbbbbb"] is None
