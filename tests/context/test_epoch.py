"""What a compacted window is made of."""

from __future__ import annotations

from agent.context.epoch import epoch_of, visible
from agent.context.transcript import Entry
from agent.events import (
    EpochOpened,
    ModelAnswered,
    NoticeGiven,
    Record,
    Replacement,
    Shortened,
    ToolFinished,
    UserSpoke,
)
from agent.types import AssistantMessage, ToolCall, ToolOutcome, Usage

CALL = ToolCall("call_1", "look", "{}")


def entries(*records: Record) -> list[Entry]:
    return [Entry(number, 0.0, record) for number, record in enumerate(records)]


def answered(text: str = "", *calls: ToolCall, reasoning: str = "") -> ModelAnswered:
    message = AssistantMessage(text, calls, reasoning)
    return ModelAnswered(1, message, "stop", Usage(), 0.0, 0.0, token_ids=(1, 2, 3, 4))


def epoch(first_kept: int, **given: object) -> EpochOpened:
    fields = {"opening": "", "masked": (), "shortened": (), "artifact": "", **given}
    return EpochOpened(
        number=1,
        first_kept=first_kept,
        tokens_before=10,
        usage=Usage(),
        **fields,  # type: ignore[arg-type]
    )


def test_without_a_compaction_everything_is_visible() -> None:
    all_of_it = entries(UserSpoke("one"), answered("two"))
    assert visible(all_of_it) == all_of_it
    assert epoch_of(all_of_it) is None


def test_what_is_before_the_first_kept_entry_is_not_visible() -> None:
    seen = visible(entries(UserSpoke("one"), answered("two"), UserSpoke("three"), epoch(2)))
    assert [entry.record for entry in seen] == [UserSpoke("three")]


def test_a_masked_result_keeps_its_call_and_its_place() -> None:
    result = ToolFinished(CALL, ToolOutcome("long"), "long")
    made = entries(
        UserSpoke("one"), answered("", CALL), result, epoch(0, masked=(Replacement(2, "short"),))
    )
    seen = [entry.record for entry in visible(made)]
    assert seen[:2] == [made[0].record, made[1].record]
    assert isinstance(seen[2], ToolFinished)
    assert (seen[2].call, seen[2].text) == (CALL, "short")


def test_an_answer_without_its_reasoning_keeps_the_rest_of_its_tokens() -> None:
    made = entries(
        UserSpoke("one"), answered("two", reasoning="why"), epoch(0, shortened=(Shortened(1, 3),))
    )
    seen = visible(made)[1].record
    assert isinstance(seen, ModelAnswered)
    assert (seen.message.text, seen.message.reasoning, seen.token_ids) == ("two", "", (4,))


def test_the_opening_and_the_next_user_message_are_one_message() -> None:
    seen = visible(
        entries(UserSpoke("one"), answered("two"), UserSpoke("three"), epoch(2, opening="So far."))
    )
    assert [entry.record for entry in seen] == [UserSpoke("So far.\n\nthree")]


def test_the_opening_stands_alone_before_an_answer() -> None:
    seen = visible(entries(UserSpoke("one"), answered("two"), epoch(1, opening="So far.")))
    assert [type(entry.record) for entry in seen] == [NoticeGiven, ModelAnswered]
    assert seen[0].record == NoticeGiven("So far.")


def test_the_opening_is_there_even_when_nothing_else_is() -> None:
    seen = visible(entries(UserSpoke("one"), answered("two"), epoch(9, opening="So far.")))
    assert [entry.record for entry in seen] == [NoticeGiven("So far.")]


def test_what_follows_the_compaction_is_visible_as_it_is() -> None:
    made = entries(UserSpoke("one"), epoch(0), UserSpoke("two"))
    assert [entry.record for entry in visible(made)] == [UserSpoke("one"), UserSpoke("two")]


def test_only_the_last_compaction_counts() -> None:
    made = entries(
        UserSpoke("one"), epoch(0, opening="First."), UserSpoke("two"), epoch(2, opening="Second.")
    )
    assert [entry.record for entry in visible(made)] == [UserSpoke("Second.\n\ntwo")]
    found = epoch_of(made)
    assert found is not None
    assert found.opening == "Second."
