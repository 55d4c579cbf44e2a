"""The wire format: canonical bytes out, values in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.request import MessageSegment, Prompt, Request, Sampling, TokenSegment
from agent.engine.tokens import TokenIds
from agent.engine.wire import canonical_json, chat_body, chunk_from, message_json, tools_json
from agent.types import (
    AssistantMessage,
    SystemMessage,
    ToolCall,
    ToolMessage,
    ToolSpec,
    UserMessage,
)

text = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=10,
)


@given(json_values)
def test_canonical_json_is_json_and_forgets_the_order_of_keys(value: object) -> None:
    """Equal values have equal bytes."""
    written = canonical_json(value)
    assert json.loads(written) == value
    shuffled = json.loads(written, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert canonical_json(shuffled) == written


def test_a_lone_surrogate_does_not_stop_a_request() -> None:
    """UTF-8 cannot hold it; everything else is kept."""
    assert canonical_json("a\ud800b") == b'"a?b"'


def test_what_a_server_says_is_unicode() -> None:
    """JSON may spell half of a pair of surrogates, which no terminal, file or log takes."""
    call = {"index": 0, "id": "x", "function": {"name": "one", "arguments": '"\ud800"'}}
    delta = {"content": "a\ud800b", "reasoning": "c\udc00", "tool_calls": [call]}
    chunk = chunk_from({"choices": [{"delta": delta}]})
    assert (chunk.text, chunk.reasoning, chunk.calls[0].arguments) == ("a?b", "c?", '"?"')


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (SystemMessage("s"), {"role": "system", "content": "s"}),
        (UserMessage("u"), {"role": "user", "content": "u"}),
        (ToolMessage("1", "t", "r"), {"role": "tool", "tool_call_id": "1", "content": "r"}),
        (AssistantMessage("a"), {"role": "assistant", "content": "a"}),
        (AssistantMessage(""), {"role": "assistant", "content": ""}),
        (
            AssistantMessage("", (ToolCall("1", "t", '{"b": 1, "a": 2}'),), "hm"),
            {
                "role": "assistant",
                "content": None,
                "reasoning": "hm",
                "tool_calls": [
                    {
                        "id": "1",
                        "type": "function",
                        "function": {"name": "t", "arguments": '{"b": 1, "a": 2}'},
                    }
                ],
            },
        ),
    ],
)
def test_each_message_has_its_openai_form(message: SystemMessage, wire: object) -> None:
    """Arguments stay the exact string that the model wrote."""
    assert json.loads(message_json(message)) == wire


@pytest.mark.parametrize("arguments", ["{bad", "", "null", "[1]", '{"a": 1', "[" * 100_000])
def test_broken_arguments_are_replayed_as_an_empty_object(arguments: str) -> None:
    """Sent back as they are, they would be refused by some servers."""
    wire = json.loads(message_json(AssistantMessage("", (ToolCall("1", "t", arguments),))))
    assert wire["tool_calls"][0]["function"]["arguments"] == "{}"


def test_tools_are_sorted_by_name() -> None:
    """Registration order does not move the prefix."""
    specs = [ToolSpec(name, "", {}) for name in ("b", "a")]
    names = [each["function"]["name"] for each in json.loads(tools_json(specs))]
    assert names == ["a", "b"]


def test_a_request_without_tools_has_no_tools_field() -> None:
    """vLLM refuses an empty list."""
    body = json.loads(chat_body(Request("s", Prompt((MessageSegment(b"{}"),)), 5), "m"))
    assert "tools" not in body
    assert "tool_choice" not in body


def test_a_priority_is_sent_only_where_there_is_one() -> None:
    """A server that knows none is not asked."""
    prompt = Prompt((MessageSegment(b"{}"),))
    assert json.loads(chat_body(Request("s", prompt, 5, priority=2), "m"))["priority"] == 2
    assert "priority" not in json.loads(chat_body(Request("s", prompt, 5), "m"))


def test_a_salt_is_sent_only_where_there_is_one() -> None:
    """As vLLM's `cache_salt`."""
    prompt = Prompt((MessageSegment(b"{}"),))
    assert json.loads(chat_body(Request("s", prompt, 5, salt="a1"), "m"))["cache_salt"] == "a1"
    assert "cache_salt" not in json.loads(chat_body(Request("s", prompt, 5), "m"))


def test_a_body_joins_the_ready_pieces() -> None:
    """All that decides the answer is in it, and nothing that is None."""
    prompt = Prompt((MessageSegment(b'{"role":"user","content":"u"}'),), tools=b"[{}]")
    request = Request("s", prompt, 5, Sampling(temperature=0.0))
    body = json.loads(chat_body(request, "m"))
    assert body == {
        "model": "m",
        "messages": [{"role": "user", "content": "u"}],
        "tools": [{}],
        "tool_choice": "auto",
        "max_tokens": 5,
        "temperature": 0.0,
        "session_id": "s",
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_token_ids": True,
    }


def test_messages_and_token_ids_do_not_mix() -> None:
    """A prompt is one or the other."""
    prompt = Prompt((MessageSegment(b"{}"), TokenSegment(TokenIds((1,)))))
    with pytest.raises(ValueError, match="not of both"):
        chat_body(Request("s", prompt, 5), "m")


def test_a_chunk_without_anything_is_empty() -> None:
    """Servers differ in what they leave out."""
    chunk = chunk_from({})
    assert (chunk.text, chunk.calls, chunk.usage, chunk.finish_reason) == ("", (), None, None)


def test_unreported_cached_tokens_are_none_and_not_zero() -> None:
    """Not reported and not cached are different findings."""
    silent = chunk_from({"usage": {"prompt_tokens": 5, "prompt_tokens_details": None}})
    assert silent.usage is not None
    assert silent.usage.cached_tokens is None
