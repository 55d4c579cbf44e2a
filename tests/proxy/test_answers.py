"""Answers put together from what a server streams, whole or cut anywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.proxy.answers import answer_of, streamed, usage_of
from agent.types import Usage

CACHED = {"prompt_tokens_details": {"cached_tokens": 64}}
USAGE = {"prompt_tokens": 70, "completion_tokens": 3, **CACHED}


def line(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode()


def choice(delta: dict[str, Any], reason: str | None = None, index: int = 0) -> bytes:
    return line({"choices": [{"index": index, "delta": delta, "finish_reason": reason}]})


END = [choice({}, "stop"), line({"choices": [], "usage": USAGE}), b"data: [DONE]"]


def test_a_stream_is_one_message_with_its_usage() -> None:
    pieces = [choice({"role": "assistant", "content": ""}), choice({"content": "Sand and "})]
    answer, usage = streamed([*pieces, choice({"content": "sea."}), *END])
    assert answer == {"role": "assistant", "content": "Sand and sea."}
    assert usage == Usage(70, 64, 3)


def test_lines_that_are_no_data_are_passed_over() -> None:
    """Comments that keep the connection open, events' names, empty lines."""
    lines = [b": keep-alive", b"", b"event: x", choice({"content": "a"}), b"data:", *END]
    assert streamed(lines)[0] == {"role": "assistant", "content": "a"}


def test_calls_are_put_together() -> None:
    first = {"index": 0, "id": "c1", "function": {"name": "forecast", "arguments": ""}}
    rest = {"index": 0, "function": {"arguments": '{"city": "Oslo"}'}}
    answer, _ = streamed([choice({"tool_calls": [each]}) for each in (first, rest)] + END)
    (call,) = answer["tool_calls"] if answer else ()
    assert (call["id"], call["function"]["name"]) == ("c1", "forecast")
    assert call["function"]["arguments"] == '{"city": "Oslo"}'


def test_of_several_answers_the_first_is_taken() -> None:
    pieces = [choice({"content": "a"}), choice({"content": "X"}, index=1), choice({"content": "b"})]
    assert streamed([*pieces, *END])[0] == {"role": "assistant", "content": "ab"}


def test_a_stream_that_was_broken_off_has_no_message() -> None:
    assert streamed([choice({"content": "a"}), b'data: {"choi']) == (None, None)


def test_a_stream_without_usage_has_none() -> None:
    answer, usage = streamed([choice({"content": "a"}), choice({}, "stop"), b"data: [DONE]"])
    assert answer is not None
    assert usage is None


def test_usage_with_each_chunk_counts_once() -> None:
    """vLLM's continuous_usage_stats: only the last one says what was cached."""
    early = {"choices": [], "usage": {"prompt_tokens": 70, "completion_tokens": 1}}
    assert streamed([line(early), *END])[1] == Usage(70, 64, 3)


@pytest.mark.parametrize("reply", [{}, {"choices": []}, {"choices": [{}]}, {"choices": None}])
def test_a_reply_without_a_message_has_no_answer(reply: dict[str, Any]) -> None:
    assert answer_of(reply) is None


def test_a_reply_says_what_it_cost_or_nothing() -> None:
    assert usage_of({"usage": USAGE}) == Usage(70, 64, 3)
    assert usage_of({"usage": {"prompt_tokens": 5}}) == Usage(5, None, 0)
    assert usage_of({}) is None
