"""Values to and from the bytes of the OpenAI chat API. Pure functions.

A message is serialised once, when it enters the transcript; a request's body is joined from the
ready pieces, so its cost does not grow with what was serialised before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, assert_never

from agent.engine.request import (
    CallFragment,
    Chunk,
    MessageSegment,
    Prompt,
    Request,
    Sampling,
    TokenSegment,
)
from agent.types import (
    JSON,
    AssistantMessage,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    ToolSpec,
    Usage,
    UserMessage,
)


def canonical_json(value: JSON) -> bytes:
    """The one serialisation of a JSON value: sorted keys, no spaces, UTF-8 as it is.

    Lone surrogates, which UTF-8 cannot hold, become question marks.
    """
    return _compact_json(value, sort_keys=True)


def message_json(message: Message) -> bytes:
    """The canonical bytes of one OpenAI message."""
    return canonical_json(_openai_message(message))


def tools_json(tools: Iterable[ToolSpec]) -> bytes:
    """The canonical bytes of the request's `tools`, sorted by name; empty without tools.

    Inside a tool's parameters the order of keys is the tool's own: models write arguments in the
    order of the schema, and `agent.tooling` has made that order canonical.
    """
    functions = [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.parameters,
                **({"strict": True} if tool.strict else {}),
            },
        }
        for tool in sorted(tools, key=lambda tool: tool.name)
    ]
    return _compact_json(functions, sort_keys=False) if functions else b""


def chat_body(request: Request, model: str) -> bytes:
    """The body of a streaming `POST /v1/chat/completions`."""
    fields = {
        "model": model,
        "max_tokens": request.max_tokens,
        "session_id": request.session,
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_token_ids": True,
        **_sampling(request.sampling),
    }
    if request.priority:
        fields["priority"] = request.priority
    if request.salt:
        fields["cache_salt"] = request.salt
    if request.prompt.tools:
        fields["tool_choice"] = "auto"
    return _joined(fields, request.prompt)


def tokenize_body(prompt: Prompt, model: str, *, generation: bool = True) -> bytes:
    """The body of `POST /tokenize` for a prompt of messages."""
    return _joined({"model": model, "add_generation_prompt": generation}, prompt)


def encode_body(text: str, model: str) -> bytes:
    """The body of `POST /tokenize` for a bare text."""
    return canonical_json({"model": model, "prompt": text, "add_special_tokens": False})


def decode_body(ids: Sequence[int], model: str) -> bytes:
    """The body of `POST /detokenize`."""
    return canonical_json({"model": model, "tokens": list(ids)})


def chunk_from(data: Mapping[str, Any]) -> Chunk:
    """One decoded `data:` line of the stream.

    Raises:
        AttributeError, IndexError, KeyError, TypeError: it is not as OpenAI's chat API has it.
    """
    choice = (data.get("choices") or [{}])[0]
    delta = choice.get("delta") or {}
    prompt_ids = data.get("prompt_token_ids") or choice.get("prompt_token_ids")
    return Chunk(
        text=_text(delta.get("content")),
        reasoning=_text(delta.get("reasoning") or delta.get("reasoning_content")),
        calls=tuple(_call_fragment(call) for call in delta.get("tool_calls") or ()),
        token_ids=_ids(choice.get("token_ids") or ()),
        prompt_ids=tuple(prompt_ids) if prompt_ids else None,
        finish_reason=None if (reason := choice.get("finish_reason")) is None else str(reason),
        usage=usage_from(data.get("usage")),
    )


def is_json_object(text: str) -> bool:
    """Whether `text` is a JSON object, as a replayed call's arguments have to be."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def unicode_text(text: str) -> str:
    """The text with each lone surrogate (as in a file name that is not UTF-8) as `?`."""
    return _utf_8(text).decode()


def _utf_8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _compact_json(value: JSON, *, sort_keys: bool) -> bytes:
    return _utf_8(
        json.dumps(
            value, sort_keys=sort_keys, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    )


def _openai_message(message: Message) -> dict[str, JSON]:
    match message:
        case SystemMessage() | UserMessage():
            return {"role": message.role, "content": message.text}
        case ToolMessage():
            return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
        case AssistantMessage():
            return _openai_assistant(message)
        case _:
            assert_never(message)


def _openai_assistant(message: AssistantMessage) -> dict[str, JSON]:
    wire: dict[str, JSON] = {"role": "assistant", "content": message.text or None}
    if message.reasoning:
        wire["reasoning"] = message.reasoning
    if message.tool_calls:
        wire["tool_calls"] = [_openai_call(call) for call in message.tool_calls]
    elif not message.text:
        wire["content"] = ""
    return wire


def _openai_call(call: ToolCall) -> dict[str, JSON]:
    # Broken arguments in the history are a 400 on some servers and silently {} on vLLM
    # (vllm-project/vllm#47761): {} everywhere keeps the prompt the same and the request valid.
    arguments = call.arguments if is_json_object(call.arguments) else "{}"
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }


def _sampling(sampling: Sampling) -> dict[str, JSON]:
    given = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
    }
    return {name: value for name, value in given.items() if value is not None}


def _joined(fields: Mapping[str, JSON], prompt: Prompt) -> bytes:
    head = canonical_json(fields)[:-1]
    tools = b',"tools":' + prompt.tools if prompt.tools else b""
    return head + tools + _prompt_fields(prompt) + b"}"


def _prompt_fields(prompt: Prompt) -> bytes:
    messages = [segment.json for segment in prompt.segments if isinstance(segment, MessageSegment)]
    tokens = [segment.json for segment in prompt.segments if isinstance(segment, TokenSegment)]
    if messages and tokens:
        raise ValueError("a prompt is made of messages or of token ids, not of both")
    if not tokens:
        return b',"messages":[' + b",".join(messages) + b"]"
    ids = b",".join(run for run in tokens if run)
    return b',"messages":[],"kv_transfer_params":{"prompt_token_ids":[' + ids + b"]}"


def _call_fragment(call: Mapping[str, Any]) -> CallFragment:
    function = call.get("function") or {}
    arguments = function.get("arguments") or ""
    return CallFragment(
        index=_count(call.get("index")) or 0,
        id=_text(call.get("id")),
        name=_text(function.get("name")),
        arguments=unicode_text(arguments if isinstance(arguments, str) else json.dumps(arguments)),
    )


def _text(value: JSON) -> str:
    """A text, also where it comes as a list of parts."""
    if isinstance(value, list):
        return "".join(_text(part["text"]) for part in value if "text" in part)
    return unicode_text(value) if isinstance(value, str) else ""


def _ids(values: Sequence[JSON]) -> tuple[int, ...]:
    ids = tuple(values)
    if not all(type(each) is int for each in ids):
        raise TypeError("token ids are numbers")
    return ids


def _count(value: JSON) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def usage_from(usage: Mapping[str, Any] | None) -> Usage | None:
    """What an answer says that it cost; None where it does not say."""
    if usage is None:
        return None
    details = usage.get("prompt_tokens_details") or {}
    prompt, cached = _count(usage.get("prompt_tokens")) or 0, _count(details.get("cached_tokens"))
    return Usage(
        prompt_tokens=prompt,
        # More than there is cannot have been cached: who says so does not say.
        cached_tokens=None if cached is not None and cached > prompt else cached,
        completion_tokens=_count(usage.get("completion_tokens")) or 0,
    )
