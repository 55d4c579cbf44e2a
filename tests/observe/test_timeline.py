"""A session's records become turns whose parts add up to what the server counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.events import (
    EpochOpened,
    ModelAnswered,
    Record,
    Replacement,
    RequestSent,
    RunEnded,
    SessionOpened,
    ToolFinished,
    UserSpoke,
)
from agent.observe.timeline import shared_out, timeline
from agent.types import AssistantMessage, ToolCall, ToolOutcome, Usage
from tests.observe.sessions import Entry, long_session

OPENED = SessionOpened("s", "m", "h", None)
CALL = ToolCall("c1", "search", "{}")


def entries(*records: Record) -> list[Entry]:
    return [Entry(number, float(number), record) for number, record in enumerate(records)]


def answered(turn: int, prompt: int, generated: int, *calls: ToolCall) -> ModelAnswered:
    message = AssistantMessage("", calls)
    return ModelAnswered(turn, message, "stop", Usage(prompt, 0, generated), 5.0, 15.0)


def sent(turn: int, prompt: int, prefix: int = 100) -> RequestSent:
    return RequestSent(turn, prompt, 0, 50, 1000, prefix)


def test_what_entered_between_two_requests_is_the_difference_of_their_sizes() -> None:
    made = timeline(
        entries(
            OPENED,
            UserSpoke("Hello"),
            sent(1, 120),
            answered(1, 120, 7, CALL),
            ToolFinished(CALL, ToolOutcome("x"), "x"),
            sent(2, 160),
        )
    )
    first, second = made.turns
    assert (first.parts["prefix"], first.parts["user"]) == (100, 20)
    assert (second.parts["assistant"], second.parts["results"]) == (7, 33)


def test_retrieved_passages_are_a_part_of_their_own() -> None:
    passages = '<passage id="1" source="a" lines="1-2">'
    made = timeline(
        entries(
            OPENED,
            UserSpoke("x" * len(passages), retrieved=passages),
            sent(1, 180),
            answered(1, 180, 1, CALL),
            ToolFinished(CALL, ToolOutcome(), passages),
            sent(2, 200),
        )
    )
    assert 38 <= made.turns[0].parts["passages"] <= 40
    assert made.turns[1].parts["passages"] == made.turns[0].parts["passages"] + 19


def test_after_a_compaction_what_stayed_keeps_its_size_and_the_rest_is_what_stands_for_it() -> None:
    made = timeline(
        entries(
            OPENED,
            UserSpoke("first"),
            sent(1, 120),
            answered(1, 120, 10, CALL),
            ToolFinished(CALL, ToolOutcome(), "long " * 50),
            sent(2, 400),
            answered(2, 400, 20),
            RunEnded("done"),
            UserSpoke("second"),
            EpochOpened(1, 3, "[opening]", (Replacement(4, "short"),), (), "", 430, Usage()),
            sent(1, 200),
        )
    )
    last = made.turns[-1]
    assert last.epoch == 1
    assert last.parts["assistant"] == 30
    assert last.parts["results"] == 0
    assert last.parts["shortened"] + last.parts["user"] == 70
    assert made.epochs[0].before == 3
    assert made.epochs[0].masked == 1


def test_a_request_without_an_answer_is_a_turn_too() -> None:
    """The run was stopped, or its process died."""
    made = timeline(entries(OPENED, UserSpoke("a"), sent(1, 120), RunEnded("cancelled", "stopped")))
    assert made.turns[0].total is None
    assert made.runs[0].status == "cancelled"


def test_a_session_of_an_earlier_version_has_its_prefix_guessed() -> None:
    made = timeline(entries(OPENED, UserSpoke("x" * 40), RequestSent(1, 120, 0, 50)))
    assert made.turns[0].parts["prefix"] == 110


def test_calls_have_their_outcome_and_who_allowed_them() -> None:
    call = timeline(long_session(18)).turns[16].calls[0]
    assert call.ok is False
    assert call.permission is not None
    assert call.permission.by == "rule"


@given(st.integers(1, 60), st.sets(st.integers(13, 60), max_size=4))
def test_the_parts_add_up_to_the_prompt(turns: int, compacted: set[int]) -> None:
    for turn in timeline(long_session(turns, compacted=compacted)).turns:
        assert sum(turn.parts.values()) == turn.prompt
        assert min(turn.parts.values()) >= 0


@given(
    st.lists(
        st.tuples(st.integers(1, 2000), st.integers(0, 200), st.booleans()), min_size=1, max_size=20
    )
)
def test_whatever_the_server_counted_the_parts_add_up(
    turns: list[tuple[int, int, bool]],
) -> None:
    """Also where a template rewrites what stood before and the prompt shrinks."""
    records: list[Record] = [OPENED]
    for number, (prompt, generated, spoke) in enumerate(turns):
        if spoke:
            records.append(UserSpoke("word " * number))
        records += [sent(number, prompt), answered(number, prompt, generated)]
    for turn in timeline(entries(*records)).turns:
        assert sum(turn.parts.values()) == turn.prompt
        assert min(turn.parts.values()) >= 0


@given(st.integers(0, 10_000), st.lists(st.integers(0, 5000), min_size=1, max_size=20))
def test_shares_add_up(tokens: int, characters: list[int]) -> None:
    shares = shared_out(tokens, characters)
    assert sum(shares) == tokens
    assert min(shares) >= 0
