"""The transcript: numbered, frozen, and the same after a round trip through JSON."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.context.transcript import Entry, Transcript, decode, encode, unfinished_calls
from agent.errors import StoreError
from agent.events import (
    CacheMiss,
    ModelAnswered,
    NoticeGiven,
    Record,
    RequestSent,
    RunEnded,
    SessionOpened,
    ToolFinished,
    ToolStarted,
    UserSpoke,
)
from agent.types import AssistantMessage, ToolCall, ToolFailure, ToolOutcome, Usage

text = st.text(st.characters(exclude_categories=["Cs"]))
calls = st.builds(ToolCall, id=text, name=text, arguments=text)
outcomes = st.builds(
    ToolOutcome,
    text=text,
    failure=st.none()
    | st.builds(
        ToolFailure,
        kind=st.sampled_from(["timeout", "crashed", "unknown_tool"]),
        reason=text,
        details=st.lists(text).map(tuple),
    ),
    milliseconds=st.floats(0, 1e6),
)
records: st.SearchStrategy[Record] = st.one_of(
    st.builds(
        SessionOpened,
        session=text,
        model=text,
        prefix_hash=text,
        prefix=st.dictionaries(text, st.lists(text)),
    ),
    st.builds(UserSpoke, text=text),
    st.builds(NoticeGiven, text=text),
    st.builds(RequestSent, st.integers(), st.integers(), st.integers(), st.integers()),
    st.builds(
        ModelAnswered,
        turn=st.integers(),
        message=st.builds(
            AssistantMessage, text=text, tool_calls=st.lists(calls).map(tuple), reasoning=text
        ),
        finish_reason=text,
        usage=st.builds(Usage, st.integers(), st.none() | st.integers(), st.integers()),
        first_token_ms=st.floats(0, 1e6),
        total_ms=st.floats(0, 1e6),
        miss=st.none() | st.builds(CacheMiss, st.integers(), st.integers(), st.just("evicted")),
    ),
    st.builds(ToolStarted, call=calls),
    st.builds(ToolFinished, call=calls, outcome=outcomes, text=text, artifact=text),
    st.builds(RunEnded, status=st.just("done"), detail=text),
)
entries = st.builds(Entry, sequence=st.integers(0), time=st.floats(0, 1e12), record=records)


@given(entries)
def test_an_entry_survives_the_round_trip(entry: Entry) -> None:
    """What was stored is what was recorded."""
    assert decode(encode(entry)) == entry


@given(entries)
def test_the_encoding_is_canonical(entry: Entry) -> None:
    """Encoding what was decoded gives the same bytes."""
    assert encode(decode(encode(entry))) == encode(entry)


def test_the_bytes_of_a_result_are_not_written_down() -> None:
    """A record has their handle."""
    call = ToolCall("1", "draw", "{}")
    finished = ToolFinished(call, ToolOutcome(content=b"\xff\xfe"), "[2 bytes]", "art_0123456789")
    written = encode(Entry(0, 0.0, finished))
    assert b"content" not in written
    assert decode(written).record == dataclasses.replace(finished, outcome=ToolOutcome())


def test_an_entry_without_a_handle_is_read() -> None:
    """Earlier versions had none."""
    record = (
        b'{"kind":"tool_finished","call":{"id":"1","name":"add","arguments":"{}"},'
        b'"outcome":{"text":"3","failure":null,"milliseconds":1.5},"text":"3"}'
    )
    entry = decode(b'{"sequence":0,"time":1,"record":' + record + b"}")
    assert entry.record == ToolFinished(
        ToolCall("1", "add", "{}"), ToolOutcome("3", milliseconds=1.5), "3", artifact=""
    )


def test_damage_is_named() -> None:
    """A line that is not an entry is an error, with the place."""
    with pytest.raises(StoreError, match="not a transcript entry"):
        decode(b'{"sequence": 0, "time": 1, "record": {"kind": "no_such_kind"}}')


def test_a_gap_in_the_log_is_refused() -> None:
    """A lost entry is noticed when the session is opened."""
    log = [Entry(0, 0.0, UserSpoke("a")), Entry(2, 0.0, UserSpoke("b"))]
    with pytest.raises(StoreError, match="entry 2 stands where entry 1 belongs"):
        Transcript(log)


def test_records_are_frozen() -> None:
    """Nothing that was recorded can be changed."""
    entry = Transcript().next_entry(UserSpoke("a"), 0.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.record.text = "b"  # type: ignore[union-attr,misc]


def test_a_call_without_a_result_is_unfinished() -> None:
    """A call that was started is told from one that was not."""
    transcript = Transcript()
    first, second, third = (ToolCall(name, "t", "{}") for name in ("1", "2", "3"))
    answer = AssistantMessage(tool_calls=(first, second, third))
    for record in (
        ModelAnswered(1, answer, "tool_calls", Usage(), 0, 0),
        ToolStarted(first),
        ToolStarted(second),
        ToolFinished(first, ToolOutcome("ok"), "ok"),
    ):
        transcript.append(transcript.next_entry(record, 0.0))
    assert unfinished_calls(transcript) == ((second, True), (third, False))
