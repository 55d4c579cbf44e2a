"""What vLLM makes of a Responses request, and what its answer is among chat messages.

`tests/live/test_proxy_apis.py` compares the same with the tokens that vLLM itself reads.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.observe.differing import Sent
from agent.proxy import responses
from agent.proxy.answers import Reply, Unreadable, events_of
from agent.types import Usage
from tests.proxy.response_items import (
    HELLO,
    TOOL,
    called,
    returned,
    said,
    thought,
)

PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}}
USAGE = {
    "input_tokens": 70,
    "output_tokens": 3,
    "input_tokens_details": {"cached_tokens": 64},
    "output_tokens_details": {"reasoning_tokens": 0},
}


def sent(given: Any, **more: Any) -> Sent:
    asked = responses.asked({"model": "m", "input": given, **more})
    return asked.sent


def calls(*ids: str) -> list[dict[str, Any]]:
    function = {"name": "forecast", "arguments": '{"city": "Oslo"}'}
    return [{"id": id_, "type": "function", "function": function} for id_ in ids]


def test_a_text_is_the_users_message_behind_the_instructions() -> None:
    assert sent("Hello").messages == (HELLO,)
    system = {"role": "system", "content": "Be kind."}
    assert sent("Hello", instructions="Be kind.").messages == (system, HELLO)
    assert sent([HELLO], instructions="").messages == (HELLO,)


def test_items_of_one_answer_are_one_message() -> None:
    """Reasoning, words and calls, however many of them."""
    items = [HELLO, thought("Hm."), said("I look."), called("1"), called("2")]
    message = {
        "role": "assistant",
        "reasoning": "Hm.",
        "content": "I look.",
        "tool_calls": calls("1", "2"),
    }
    assert sent(items).messages == (HELLO, message)


def test_a_second_text_of_the_assistants_is_a_message_of_its_own() -> None:
    first, second = ({"role": "assistant", "content": text} for text in ("One.", "Two."))
    assert sent([HELLO, said("One."), said("Two.")]).messages == (HELLO, first, second)


def test_what_a_tool_returned_is_the_tools_message() -> None:
    result = {"role": "tool", "tool_call_id": "1", "content": "rain"}
    assert sent([HELLO, called("1"), returned("1", "rain")]).messages[2] == result
    part = [{"type": "input_text", "text": "rain"}]
    in_parts = sent([HELLO, called("1"), returned("1", part)]).messages[2]
    assert in_parts == {**result, "content": [{"type": "text", "text": "rain"}]}


def test_parts_of_text_are_as_the_chat_api_has_them() -> None:
    parts = [{"type": "input_text", "text": text} for text in ("a", "b")]
    message = sent([{"type": "message", "role": "user", "content": parts}]).messages[0]
    assert message == {
        "role": "user",
        "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
    }


def test_reasoning_without_a_text_is_its_summary() -> None:
    item = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "So."}]}
    assert sent([HELLO, item]).messages[1] == {"role": "assistant", "reasoning": "So."}


def test_tools_are_those_of_the_chat_api() -> None:
    function = {"name": "forecast", "description": "The weather.", "parameters": PARAMETERS}
    strict = {**function, "strict": True}
    assert sent("Hello", tools=[TOOL]).tools == ({"type": "function", "function": function},)
    (tool,) = sent("Hello", tools=[{**TOOL, "strict": True, "unknown": 1}]).tools
    assert tool == {"type": "function", "function": strict}


def test_tools_in_a_namespace_have_long_names() -> None:
    tools = [{"type": "namespace", "name": "sky", "tools": [TOOL]}]
    (tool,) = sent("Hello", tools=tools).tools
    assert tool["function"]["name"] == "sky__forecast"
    message = sent([HELLO, {**called("1"), "namespace": "sky"}]).messages[1]
    assert message["tool_calls"][0]["function"]["name"] == "sky__forecast"


def test_a_tool_of_free_text_is_one_with_an_input() -> None:
    (tool,) = sent("Hello", tools=[{"type": "custom", "name": "shell"}]).tools
    assert tool["function"]["name"] == "shell"
    assert list(tool["function"]["parameters"]["properties"]) == ["input"]
    call = {"type": "custom_tool_call", "call_id": "1", "name": "shell", "input": "ls é"}
    message = sent([HELLO, call]).messages[1]
    assert message["tool_calls"][0]["function"]["arguments"] == '{"input": "ls é"}'


def test_what_decides_over_the_cache_is_kept() -> None:
    assert sent("Hello", cache_salt="s").keys == (("model", "m"), ("cache_salt", "s"))
    asked = responses.asked({"model": "m", "input": "Hello", "reasoning": {"effort": "low"}})
    told = {"enable_thinking": True, "reasoning_effort": "low"}
    assert asked.settings == {"model": "m", "chat_template_kwargs": told}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"input": "a", "previous_response_id": "resp_1"}, "held by the server"),
        ({"input": "a", "previous_input_messages": [{}]}, "are not chat messages"),
        ({"input": "a", "background": True}, "fetched later"),
        ({"input": "a", "prompt": {"id": "p"}}, "template that it holds"),
        ({"input": "a", "tools": [{"type": "web_search"}]}, "type web_search is the server's own"),
        ({"input": [{"type": "item_reference", "id": "x"}]}, "item of type item_reference"),
        ({"input": [{"role": "user", "content": [{"type": "input_image"}]}]}, "type input_image"),
        ({"input": [{**said("a"), "status": "incomplete"}]}, "unfinished message"),
        ({"input": []}, "no input"),
        ({}, "no input"),
        ({"input": [1]}, "input are no list of objects"),
        ({"input": {"a": 1}}, "input are no list of objects"),
        ({"input": "a", "tools": [1]}, "tools are no list of objects"),
    ],
)
def test_what_cannot_be_followed_is_said(body: dict[str, Any], told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        responses.asked(body)


def test_an_answer_is_one_message_with_its_usage() -> None:
    reply = responses.whole({"output": [thought("Hm."), called("1")], "usage": USAGE})
    message = {"role": "assistant", "reasoning": "Hm.", "tool_calls": calls("1")}
    assert reply == Reply(message, Usage(70, 64, 3))


def test_an_answer_is_what_its_replay_is() -> None:
    """So that a conversation is known by it, and a healthy one has no difference."""
    output = [thought("Hm."), said("I look."), called("1")]
    answer = responses.whole({"output": output, "usage": USAGE}).answer
    assert sent([HELLO, *output, returned("1", "rain")]).messages[1] == answer


def test_an_empty_answer_is_an_empty_message() -> None:
    assert responses.whole({"output": []}) == Reply({"role": "assistant", "content": ""}, None)


def test_usage_without_details_says_nothing_of_the_cache() -> None:
    usage = {"input_tokens": 70, "output_tokens": 3}
    assert responses.whole({"output": [], "usage": usage}).usage == Usage(70, None, 3)


def test_usage_of_several_requests_is_not_diagnosed() -> None:
    details = {"cached_tokens": 64, "input_tokens_per_turn": [30, 40]}
    with pytest.raises(Unreadable, match="tools of its own"):
        responses.whole({"output": [], "usage": {**USAGE, "input_tokens_details": details}})


def event(kind: str, **more: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}".encode()


def streamed(*events: bytes) -> Reply:
    return responses.streamed(events_of(b"\n\n".join(events).splitlines()))


@pytest.mark.parametrize("end", ["response.completed", "response.incomplete"])
def test_a_stream_ends_with_the_whole_answer(end: str) -> None:
    began = event("response.created", response={"output": [], "usage": None})
    piece = event("response.output_text.delta", delta="Sa")
    ended = event(end, response={"output": [said("Sand.")], "usage": USAGE})
    assert streamed(began, piece, ended) == Reply(
        {"role": "assistant", "content": "Sand."}, Usage(70, 64, 3)
    )
    assert streamed(began, piece) == Reply(None, None)
    assert streamed(began, piece, ended[:-9]) == Reply(None, None)
