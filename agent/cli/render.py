"""Lines that several commands print."""

from __future__ import annotations

import json

from agent.events import ToolFinished
from agent.reply import Reply
from agent.types import ToolCall

RESULT_CHARACTERS = 100
"""How much of a folded result is shown."""


def call_text(call: ToolCall) -> str:
    """A tool call as one line: `forecast(city="Oslo", days=3)`."""
    try:
        arguments = json.loads(call.arguments)
    except ValueError:
        return f"{call.name}({call.arguments})"
    if not isinstance(arguments, dict):
        return f"{call.name}({call.arguments})"
    given = (f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in arguments.items())
    return f"{call.name}({', '.join(given)})"


def outcome_line(finished: ToolFinished) -> str:
    """A finished call, its time and its result folded to one line."""
    mark = "✓" if finished.outcome.ok else "✗"
    milliseconds = finished.outcome.milliseconds
    return f"{mark} {call_text(finished.call)} {milliseconds:.0f} ms → {folded(finished.text)}"


def folded(text: str, characters: int = RESULT_CHARACTERS) -> str:
    """The head of `text` on one line, with how much was left out."""
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    return f"{line[:characters]}… ({len(text)} characters)"


def footer(reply: Reply, tokens_per_second: float | None, turn: int) -> str:
    """`context 1204/16384 · cached 92% · 41 tok/s · turn 3`."""
    usage = reply.usage
    parts = [f"context {reply.context.tokens}/{reply.context.window}"]
    if usage.cached_tokens is not None and usage.prompt_tokens:
        parts.append(f"cached {usage.cached_tokens / usage.prompt_tokens:.0%}")
    if tokens_per_second is not None:
        parts.append(f"{tokens_per_second:.0f} tok/s")
    parts.append(f"turn {turn}")
    return " · ".join(parts)
