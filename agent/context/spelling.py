"""Control tokens that a model spelled in its answer, letter by letter: they are text.

Who cannot write a marker himself may have the model say it. Where prompts travel as messages, the
server would read it there in the next request, so it is broken as in the words that it came from.
A marker that the model generated as its token, such as `<think>`, is the model's own and stays.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace

from agent.engine.guard import TextGuard
from agent.engine.vocabulary import Markers
from agent.events import ModelAnswered
from agent.types import AssistantMessage, ToolCall

_OWN = ("<think>", "</think>", "<tool_call>", "</tool_call>")
"""What models write and servers leave in an answer, where nobody says which tokens it is made of.
A server's text of an answer never holds the others: it leaves control tokens out."""


def as_text(answered: ModelAnswered, guard: TextGuard, markers: Markers) -> AssistantMessage:
    """The answer with every marker broken that was spelled; as it is where there is none.

    Args:
        markers: those of the guard with their ids; without ids where nobody knows them.
    """
    message = answered.message
    if not any(guard.broken(each) != each for each in _texts(message)):
        return message
    generated = _generated(answered, markers)
    spelled = tuple(marker for marker in guard.markers if marker not in generated)
    strict = replace(guard, markers=spelled)
    return replace(
        message,
        text=strict.broken(message.text),
        reasoning=strict.broken(message.reasoning),
        tool_calls=tuple(_call(each, strict) for each in message.tool_calls),
    )


def _generated(answered: ModelAnswered, markers: Markers) -> Collection[str]:
    """The markers that stand in an answer no more often than their tokens were generated."""
    if not answered.token_ids or not markers.ids:
        return _OWN
    cut = answered.finish_reason == "length"
    ids = answered.token_ids if cut else answered.token_ids[:-1]  # the last one ends the answer
    said = "\n".join(_texts(answered.message))
    return {
        marker for marker, token in markers.ids.items() if said.count(marker) <= ids.count(token)
    }


def _texts(message: AssistantMessage) -> Iterator[str]:
    yield message.text
    yield message.reasoning
    for call in message.tool_calls:
        yield call.name
        yield _unescaped(call.arguments)


def _call(call: ToolCall, guard: TextGuard) -> ToolCall:
    arguments = _unescaped(call.arguments)
    broken = guard.broken(arguments)
    return replace(
        call,
        name=guard.broken(call.name),
        arguments=call.arguments if broken == arguments else broken,
    )


def _unescaped(arguments: str) -> str:
    """JSON as templates write it anew: without escapes that could hide a marker."""
    try:
        return json.dumps(json.loads(arguments), ensure_ascii=False)
    except (ValueError, RecursionError):
        return arguments
