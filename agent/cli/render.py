"""Lines that several commands print."""

from __future__ import annotations

import json

from agent.context.given import Source
from agent.events import CacheMiss, ToolFinished
from agent.observe.printable import escaped
from agent.reply import Reply
from agent.tooling import target
from agent.types import JSON, ToolCall

CALL_CHARACTERS = 200
"""How much of a tool call is shown."""

RESULT_CHARACTERS = 100
"""How much of a folded result is shown."""


def json_line(value: JSON) -> str:
    """A result as one line of JSON, which is harmless on a terminal too."""
    return escaped(json.dumps(value, ensure_ascii=False))


def call_text(call: ToolCall) -> str:
    """A tool call as one line: `forecast(city="Oslo", days=3)`."""
    call = target(call)
    return folded(f"{call.name}({_arguments_text(call.arguments)})", CALL_CHARACTERS)


def outcome_line(finished: ToolFinished) -> str:
    """A finished call, its time and its result folded to one line."""
    return _outcome(finished, call_text(finished.call))


def short_outcome_line(finished: ToolFinished) -> str:
    """The same without the arguments, for where the call was shown when it began."""
    return _outcome(finished, target(finished.call).name)


def folded(text: str, characters: int = RESULT_CHARACTERS) -> str:
    """The head of `text` on one line, with how much was left out."""
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    return f"{line[:characters]}… ({len(text)} characters)"


def footer(reply: Reply, tokens_per_second: float | None, turn: int) -> str:
    """`context 1204/16384 · cached 92% · 41 tok/s · turn 3`, without what is not known."""
    usage = reply.usage
    parts = [f"context {reply.context.tokens}/{reply.context.window}"]
    if usage.cached_tokens is not None and usage.prompt_tokens:
        parts.append(f"cached {usage.cached_tokens / usage.prompt_tokens:.0%}")
    if tokens_per_second is not None:
        parts.append(f"{tokens_per_second:.0f} tok/s")
    if turn:
        parts.append(f"turn {turn}")
    return " · ".join(parts)


def footnotes(reply: Reply) -> str:
    """A line for each source that an answer cites: `[c25d8e10] docs/tides.md:3-9`."""
    return "\n".join(_footnote(source) for source in reply.sources)


def missed(miss: CacheMiss) -> str:
    """A miss on one line: `1632 prefix_changed at message 0, content`."""
    place = miss.place
    where = []
    if place is not None and place.message is not None:
        where.append(f"message {place.message}")
    if place is not None and place.field:
        where.append(place.field)
    at = f" at {', '.join(where)}" if where else ""
    return f"{miss.tokens} {miss.reason}{at}"


def _footnote(source: Source) -> str:
    if not source.given:
        return f"[{source.id}] is no passage that was given to the model"
    return f"[{source.id}] {source.file}:{source.first_line}-{source.last_line}"


def _outcome(finished: ToolFinished, call: str) -> str:
    mark = "✓" if finished.outcome.ok else "✗"
    return f"{mark} {call} {finished.outcome.milliseconds:.0f} ms → {folded(finished.text)}"


def _arguments_text(arguments: str) -> str:
    try:
        named = json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments
    if not isinstance(named, dict):
        return arguments
    return ", ".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in named.items()
    )
