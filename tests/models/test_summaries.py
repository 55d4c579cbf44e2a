"""The one right summary of a conversation."""

from __future__ import annotations

from agent.context import formats
from agent.models.training.generator import dialogue
from agent.models.training.summaries import NOTHING_YET, OPEN, summary_line, summary_of
from agent.types import AssistantMessage, ToolCall, ToolMessage, UserMessage

SUMMARISE = UserMessage(formats.summarise(256))
CALL = AssistantMessage(tool_calls=(ToolCall("1", "look", "{}"),))


def test_the_last_request_is_in_the_summary() -> None:
    """It is the one that a session most likely comes back to."""
    said = [UserMessage("A"), AssistantMessage("1."), UserMessage("B"), AssistantMessage("2.")]
    assert summary_of([*said, SUMMARISE]) == "- A -> 1.\n- B -> 2."


def test_a_request_without_an_answer_is_open() -> None:
    """The runtime asks in the middle of a turn, when the window is full."""
    messages = [UserMessage("A"), CALL, ToolMessage("1", "look", "x"), SUMMARISE]
    assert summary_of(messages) == f"- A -> {OPEN}"


def test_handles_of_results_are_kept_once() -> None:
    """What was cut can be read again after the summary."""
    whole = formats.Artifact("art_0123456789", 9000)
    cut = ToolMessage("1", "look", formats.cut_result("a", "b", whole))
    messages = [UserMessage("A"), CALL, cut, cut, AssistantMessage("1.")]
    assert summary_of(messages) == "- A -> 1. [art_0123456789]"


def test_the_lines_of_an_earlier_summary_are_kept() -> None:
    """A second summary replaces the first one."""
    whole = formats.Artifact("art_0123456789", 9000)
    begun = formats.opening(["A"], summary_line("A", "1."), whole)
    messages = [UserMessage(f"{begun}\n\nB"), AssistantMessage("2.")]
    assert summary_of(messages) == "- A -> 1.\n- B -> 2."


def test_passages_behind_a_request_are_no_part_of_it() -> None:
    """They can be found again, and they are long."""
    found = formats.passage(formats.Passage("1", "a.md", 1, 2, "text"))
    messages = [UserMessage(formats.with_passages("A?", found)), AssistantMessage("1.")]
    assert summary_of(messages) == "- A? -> 1."


def test_nothing_was_asked() -> None:
    """Notes ask for nothing."""
    assert summary_of([UserMessage(formats.note("It is 3pm.")), SUMMARISE]) == NOTHING_YET


def test_half_of_the_summaries_are_asked_for_in_the_middle_of_a_turn() -> None:
    """Both occur, and every one has a line for each request."""
    made = [dialogue(seed, "test", "summary") for seed in range(40)]
    opened = [each.messages[-1].text.splitlines()[-1].endswith(OPEN) for each in made]
    handles = [f"{OPEN} [art_" in each.messages[-1].text for each in made]
    assert 8 < sum(opened) + sum(handles) < 32
    assert any(handles)
