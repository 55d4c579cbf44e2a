"""What a chat request asks, and answers put together from what is streamed, whole or cut."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.proxy import chat
from agent.proxy.answers import Unreadable, events_of
from agent.types import JSON, Usage

CACHED = {"prompt_tokens_details": {"cached_tokens": 64}}
USAGE = {"prompt_tokens": 70, "completion_tokens": 3, **CACHED}


HELLO = {"role": "user", "content": "Hello"}


def streamed(lines: list[bytes]) -> tuple[JSON | None, Usage | None]:
    """The answer and the usage."""
    reply = chat.streamed(events_of(lines))
    return reply.answer, reply.usage


def line(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode()


def choice(delta: dict[str, Any], reason: str | None = None) -> bytes:
    return line({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


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
    assert answer is not None
    (call,) = answer["tool_calls"]
    assert (call["id"], call["function"]["name"]) == ("c1", "forecast")
    assert call["function"]["arguments"] == '{"city": "Oslo"}'


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
    assert chat.whole(reply).answer is None


def test_a_reply_says_what_it_cost_or_nothing() -> None:
    assert chat.whole({"usage": USAGE}).usage == Usage(70, 64, 3)
    assert chat.whole({"usage": {"prompt_tokens": 5}}).usage == Usage(5, None, 0)
    assert chat.whole({}).usage is None


def test_a_template_is_told_of_the_reasoning_effort() -> None:
    """As vLLM tells it; what the client says of thinking itself comes first."""
    asked = chat.asked({"messages": [HELLO], "model": "m", "reasoning_effort": "none"})
    told = {"enable_thinking": False, "reasoning_effort": "none"}
    assert asked.settings == {"model": "m", "chat_template_kwargs": told}
    given = {"chat_template_kwargs": {"enable_thinking": True}, "reasoning_effort": "low"}
    kept = chat.asked({"messages": [HELLO], **given}).settings["chat_template_kwargs"]
    assert kept == {"enable_thinking": True, "reasoning_effort": "low"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"messages": []}, "no messages"),
        ({"n": 2}, "n is 2"),
        ({"use_beam_search": True}, "use_beam_search"),
        ({"prompt_logprobs": 0}, "prompt_logprobs"),
        ({"echo": True}, "prompt_logprobs"),
        ({"continue_final_message": True}, "unfinished message"),
    ],
)
def test_what_would_be_a_false_alarm_is_not_diagnosed(more: dict[str, Any], told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        chat.asked({"messages": [HELLO], **more})
