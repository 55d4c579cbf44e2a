"""Few-shot examples: OpenAI messages in, message values out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agent.errors import ConfigError
from agent.types import AssistantMessage, Message, ToolCall, ToolMessage, UserMessage


def read_few_shot(lines: str, source: str) -> tuple[Message, ...]:
    """Read JSON Lines of OpenAI messages; `source` names them in an error.

    Raises:
        ConfigError: a line is not such a message.
    """
    return tuple(
        _read_line(line, f"{source}:{number}")
        for number, line in enumerate(lines.split("\n"), start=1)
        if line.strip()
    )


def message_from_openai(message: Mapping[str, Any], source: str) -> Message:
    """One OpenAI message of role user, assistant or tool.

    Raises:
        ConfigError: it is not one.
    """
    try:
        return _from_openai(message)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"{source}: not an OpenAI message of role user, assistant or tool: {error!r}"
        ) from error


def examples_for(messages: Sequence[Message], tool_names: Iterable[str]) -> tuple[Message, ...]:
    """The examples that use no other tools than these.

    An example begins with a user message; one that shows a tool which the model does not have
    would teach it to call nothing.
    """
    known = set(tool_names)
    kept = (example for example in _examples(messages) if _tools_of(example) <= known)
    return tuple(message for example in kept for message in example)


def _read_line(line: str, source: str) -> Message:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{source}: not JSON: {error}") from error
    if not isinstance(message, dict):
        raise ConfigError(f"{source}: not a JSON object")
    return message_from_openai(message, source)


def _from_openai(message: Mapping[str, Any]) -> Message:
    match message["role"]:
        case "user":
            return UserMessage(_text(message["content"]))
        case "tool":
            return ToolMessage(
                call_id=_text(message["tool_call_id"]),
                name=_text(message.get("name", "")),
                text=_text(message["content"]),
            )
        case "assistant":
            return AssistantMessage(
                text=_text(message.get("content") or ""),
                tool_calls=tuple(_call(call) for call in message.get("tool_calls") or ()),
                reasoning=_text(message.get("reasoning") or ""),
            )
        case role:
            raise ValueError(f"role {role!r}")


def _call(call: Mapping[str, Any]) -> ToolCall:
    function = call["function"]
    return ToolCall(
        id=_text(call["id"]), name=_text(function["name"]), arguments=_text(function["arguments"])
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a string")
    return value


def _examples(messages: Sequence[Message]) -> list[list[Message]]:
    examples: list[list[Message]] = []
    for message in messages:
        if isinstance(message, UserMessage) or not examples:
            examples.append([])
        examples[-1].append(message)
    return examples


def _tools_of(example: Iterable[Message]) -> set[str]:
    return {
        call.name
        for message in example
        if isinstance(message, AssistantMessage)
        for call in message.tool_calls
    }
