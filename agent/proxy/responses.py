"""OpenAI's Responses API, as vLLM makes chat messages of it.

The rules are those of `vllm/entrypoints/openai/responses/utils.py`: instructions are a system's
message, the items of one answer become one message of the assistant, of an assistant's message the
first part counts, and of reasoning its text, else its summary. What a server holds, or does by
itself between request and answer, cannot be seen from here, and is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.engine.wire import usage_from
from agent.observe.differing import Sent
from agent.proxy.answers import (
    AskedChat,
    Body,
    Reply,
    Unreadable,
    keys_of,
    objects,
    template_settings,
)
from agent.types import JSON, Usage

_HELD_BY_THE_SERVER = {
    "previous_response_id": "the messages before it are held by the server and were not sent",
    "previous_input_messages": "the messages before it are not chat messages",
    "prompt": "the server makes the messages of a template that it holds",
    "background": "its answer is fetched later, by other requests",
}
_ENDS = ("response.completed", "response.incomplete")
_TEXTS = ("input_text", "output_text", "text")
_UNFINISHED = ("in_progress", "incomplete")
_CALLS = ("function_call", "custom_tool_call")
_RESULTS = ("function_call_output", "custom_tool_call_output")


def asked(body: Body) -> AskedChat:
    """The chat messages and tools that vLLM makes of a request.

    Raises:
        Unreadable: they cannot be known.
    """
    for name, told in _HELD_BY_THE_SERVER.items():
        if body.get(name):
            raise Unreadable(f"the request has {name}: {told}")
    messages = _messages(body)
    if not messages:
        raise Unreadable("the request has no input")
    reasoning = body.get("reasoning") or {}
    sent = Sent(tuple(messages), tuple(_tools(objects(body, "tools"))), keys_of(body))
    return AskedChat(sent, template_settings(body, reasoning.get("effort")))


def whole(reply: Body) -> Reply:
    """The answer and the usage of a response object.

    Raises:
        Unreadable: they are of several requests.
    """
    messages = _of_items(reply.get("output") or ())
    if not messages:
        messages = [{"role": "assistant", "content": ""}]
    # An answer of several messages is not what any one of them says.
    return Reply(messages[0] if len(messages) == 1 else None, _usage(reply.get("usage")))


def streamed(events: Iterable[Body]) -> Reply:
    """The answer and the usage of a stream; none of them where it was broken off."""
    for event in events:
        response = event.get("response")
        if event.get("type") in _ENDS and isinstance(response, Mapping):
            return whole(response)
    return Reply(None, None)


def _messages(body: Body) -> list[dict[str, JSON]]:
    given = body.get("input")
    instructions = body.get("instructions")
    head = [{"role": "system", "content": instructions}] if instructions else []
    if isinstance(given, str):
        return [*head, {"role": "user", "content": given}]
    items = objects(body, "input")
    if items and items[-1].get("status") in _UNFINISHED and items[-1].get("type") not in _CALLS:
        raise Unreadable("the answer goes on with an unfinished message")
    return head + _of_items(items)


def _of_items(items: Iterable[Mapping[str, Any]]) -> list[dict[str, JSON]]:
    messages: list[dict[str, JSON]] = []
    for item in items:
        message = _of_item(item)
        last = messages[-1] if messages else {}
        if not (last.get("role") == message["role"] == "assistant" and _joined(last, message)):
            messages.append(message)
    return messages


def _joined(last: dict[str, JSON], message: Mapping[str, JSON]) -> bool:
    """Put an item's message into the assistant's last one, if it is a part of the same."""
    if "tool_calls" in message:
        last["tool_calls"] = [*last.get("tool_calls", ()), *message["tool_calls"]]
        return True
    (part,) = (key for key in message if key != "role")
    if last.get(part) is not None:
        return False
    last[part] = message[part]
    return True


def _of_item(item: Mapping[str, Any]) -> dict[str, JSON]:
    kind = item.get("type")
    if kind in _CALLS:
        return {"role": "assistant", "tool_calls": [_call(item)]}
    if kind == "reasoning":
        return {"role": "assistant", "reasoning": _reasoning(item)}
    if kind in _RESULTS:
        content = _content(item.get("output"))
        return {"role": "tool", "tool_call_id": item.get("call_id"), "content": content}
    if item.get("role") == "assistant":
        return {"role": "assistant", "content": _first_text(item.get("content"))}
    if "role" in item:
        return {"role": item["role"], "content": _content(item.get("content"))}
    raise Unreadable(f"an item of type {kind} has no place among chat messages")


def _call(item: Mapping[str, Any]) -> JSON:
    name, arguments = item.get("name"), item.get("arguments")
    if item.get("type") == "custom_tool_call":
        arguments = json.dumps({"input": item.get("input") or ""}, ensure_ascii=False)
    if item.get("namespace"):
        name = _in_namespace(item["namespace"], name)
    function = {"name": name, "arguments": arguments}
    return {"id": item.get("call_id"), "type": "function", "function": function}


def _reasoning(item: Mapping[str, Any]) -> str:
    said = item.get("content") or item.get("summary") or [{}]
    return str(said[0].get("text") or "")


def _first_text(content: JSON) -> str:
    if isinstance(content, list):
        return str(content[0].get("text") or "") if content else ""
    return str(content or "")


def _content(content: JSON) -> JSON:
    if not isinstance(content, list):
        return content
    return [{"type": "text", "text": _text(part)} for part in content]


def _text(part: Mapping[str, Any]) -> JSON:
    if part.get("type") not in _TEXTS:
        raise Unreadable(f"it holds content of type {part.get('type')}; only text is followed")
    return part.get("text")


def _tools(tools: Iterable[Mapping[str, Any]]) -> Iterator[JSON]:
    for tool in tools:
        kind = tool.get("type")
        if kind == "function":
            yield _function(tool, tool.get("name"))
        elif kind == "custom":
            shim = {"description": tool.get("description"), "parameters": _CUSTOM}
            yield _function(shim, tool.get("name"))
        elif kind == "namespace":
            for each in tool.get("tools") or ():
                if each.get("type") == "function":
                    yield _function(each, _in_namespace(tool.get("name"), each.get("name")))
        else:
            raise Unreadable(f"a tool of type {kind} is the server's own, and it may run it unseen")


def _function(tool: Mapping[str, Any], name: JSON) -> JSON:
    given = {key: tool.get(key) for key in ("description", "parameters")}
    more = {key: tool[key] for key in ("strict", "defer_loading") if tool.get(key) is not None}
    return {"type": "function", "function": {"name": name, **given, **more}}


def _in_namespace(namespace: JSON, name: JSON) -> str:
    return f"{namespace}__{name}"


_CUSTOM = {
    "type": "object",
    "properties": {
        "input": {"type": "string", "description": "The freeform text payload for this tool."}
    },
    "required": ["input"],
    "additionalProperties": False,
}


def _usage(usage: Mapping[str, Any] | None) -> Usage | None:
    if not usage:
        return None
    details = usage.get("input_tokens_details") or {}
    if len(details.get("input_tokens_per_turn") or ()) > 1:
        raise Unreadable("the server ran tools of its own, and its usage is of several requests")
    return usage_from(
        {
            "prompt_tokens": usage.get("input_tokens"),
            "completion_tokens": usage.get("output_tokens"),
            "prompt_tokens_details": details,
        }
    )
