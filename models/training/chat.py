"""Dialogues as the chat template writes them, in pieces that are learned or only read.

This says in Python what `chat_template.jinja` says to the server, many times faster; a test holds
the two together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.types import AssistantMessage, Message, ToolCall, ToolMessage, ToolSpec

from .dialogue import Dialogue

END = "<|im_end|>"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that ends at a control token or begins after one."""

    text: str
    learned: bool = False
    shared: bool = False
    """Whether it is the same in many dialogues, so that its tokens are worth keeping."""


def pieces(dialogue: Dialogue) -> Iterator[Piece]:
    """The whole dialogue, with the assistant's right answers marked as learned."""
    yield from head(dialogue.system, dialogue.tools)
    for message in dialogue.few_shot:
        yield Piece(written(message), shared=True)
    for index, message in enumerate(dialogue.messages):
        if isinstance(message, AssistantMessage) and index not in dialogue.mistakes:
            yield Piece("<|im_start|>assistant\n", shared=True)
            yield Piece(answer(message) + END, learned=True)
            yield Piece("\n", shared=True)
        else:
            yield Piece(written(message))


def head(system: str | None, tools: Sequence[ToolSpec]) -> Iterator[Piece]:
    """The system block: instructions and tools."""
    if not tools:
        if system is not None:
            yield Piece(f"<|im_start|>system\n{system}{END}\n", shared=True)
        return
    instructions = "" if system is None else f"{system}\n\n"
    yield Piece(f"<|im_start|>system\n{instructions}# Tools\n\n<tools>", shared=True)
    yield Piece("\n" + "".join(f"{tool_line(tool)}\n" for tool in tools))
    yield Piece(TAIL, shared=True)


TAIL = (
    "</tools>\n\nA call is its name and arguments as JSON:\n"
    '<tool_call>\n{"name": "tool", "arguments": {"parameter": "value"}}\n</tool_call>'
    f"{END}\n"
)


def tool_line(tool: ToolSpec) -> str:
    """One tool as the system block lists it."""
    spec = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return json.dumps(spec, ensure_ascii=False)


def written(message: Message) -> str:
    """One message with its control tokens."""
    if isinstance(message, ToolMessage):
        return f"<|im_start|>user\n<tool_response>\n{message.text}\n</tool_response>{END}\n"
    if isinstance(message, AssistantMessage):
        return f"<|im_start|>assistant\n{answer(message)}{END}\n"
    return f"<|im_start|>{message.role}\n{message.text}{END}\n"


def answer(message: AssistantMessage) -> str:
    """What the model generates, without the token that ends it."""
    if not message.tool_calls:
        return message.text
    said = message.text.rstrip("\n") + "\n" if message.text else ""
    return said + "\n".join(_call(each) for each in message.tool_calls)


def _call(call: ToolCall) -> str:
    return f'<tool_call>\n{{"name": "{call.name}", "arguments": {call.arguments}}}\n</tool_call>'


def text(dialogue: Dialogue) -> str:
    """The whole dialogue in one string."""
    return "".join(piece.text for piece in pieces(dialogue))
