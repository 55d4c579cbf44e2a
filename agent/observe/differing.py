"""Where two requests differ, as a person would say it: which message, which field, which words.

Pure functions over OpenAI's JSON. What makes no difference to any chat template, such as `null` in
place of a missing field, is no difference here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.types import JSON

EXCERPT = 60
"""Characters of a text on each side of the first one that differs, at most."""

_SEEN_BY_TEMPLATES = (
    "role",
    "name",
    "content",
    "reasoning",
    "reasoning_content",
    "tool_calls",
    "tool_call_id",
)

_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Sent:
    """A request's part that a chat template renders.

    Args:
        keys: what else decides which cached blocks can be found: model, cache_salt.
    """

    messages: tuple[JSON, ...]
    tools: tuple[JSON, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()

    def with_message(self, message: JSON) -> Sent:
        """The same with one message more."""
        return replace(self, messages=(*self.messages, message))


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference of a message or of the tools. `restored` is the later request without
    it."""

    message: int | None
    field: str
    before: str
    after: str
    told: str
    restored: Sent


def differences(before: Sent, after: Sent) -> Iterator[Difference]:
    """What of `before` is another in `after`: the tools, then each message in order.

    Messages that `after` has behind those of `before` are no difference.
    """
    if _differ(list(before.tools), list(after.tools)):
        yield _of_tools(before, after)
    for number, old in enumerate(before.messages):
        new = after.messages[number] if number < len(after.messages) else _ABSENT
        if new is _ABSENT or normal(old) != normal(new):
            yield _of_message(before, after, number, new)


def normal(message: JSON) -> JSON:
    """A message without what no template sees: unknown fields, and those with nothing in them."""
    if not isinstance(message, Mapping):
        return message
    kept = {
        key: message[key]
        for key in _SEEN_BY_TEMPLATES
        if message.get(key) not in (None, "", [], ())
    }
    if "reasoning_content" in kept:
        kept.setdefault("reasoning", kept.pop("reasoning_content"))
    if "tool_calls" in kept:
        kept["tool_calls"] = [
            {"id": each.get("id"), "function": _function(each)}
            for each in kept["tool_calls"]
            if isinstance(each, Mapping)
        ]
    return kept


def _function(call: Mapping[str, JSON]) -> JSON:
    function = call.get("function") or {}
    return {"name": function.get("name"), "arguments": function.get("arguments")}


def _of_tools(before: Sent, after: Sent) -> Difference:
    restored = replace(after, tools=before.tools)
    old, new = _names(before.tools), _names(after.tools)
    if old != new and sorted(old) == sorted(new):
        return Difference(
            None,
            "tools",
            ", ".join(old),
            ", ".join(new),
            "the same tools are listed in another order",
            restored,
        )
    path, one, other = first_path("tools", list(before.tools), list(after.tools))
    told = "a tool is described otherwise"
    if old != new:
        gone, come = set(old) - set(new), set(new) - set(old)
        told = "; ".join(
            f"tools {what}: {', '.join(sorted(names))}"
            for what, names in (("removed", gone), ("added", come))
            if names
        )
    return Difference(None, path, *excerpts(one, other), told, restored)


def _of_message(before: Sent, after: Sent, number: int, new: JSON) -> Difference:
    old = before.messages[number]
    restored = replace(
        after, messages=(*after.messages[:number], old, *after.messages[number + 1 :])
    )
    if new is _ABSENT:
        told = "a message was left out"
        return Difference(number, "", *excerpts(_text(old), ""), told, restored)
    was, now = normal(old), normal(new)
    path, one, other = first_path("", was, now)
    return Difference(number, path, *excerpts(one, other), _told(path, was, now), restored)


def _told(path: str, was: JSON, now: JSON) -> str:
    if was.get("role") != now.get("role"):
        return f"a message of role {now.get('role')} stands where one of {was.get('role')} stood"
    if path.endswith("arguments") and _same_json(was, now, path):
        return "the same arguments are written otherwise"
    if path == "reasoning" and not now.get("reasoning"):
        return "the reasoning was left out"
    if isinstance(was.get("content"), str) and isinstance(now.get("content"), list):
        return f"a text became {len(now['content'])} content parts"
    return "the message was edited"


def _same_json(was: JSON, now: JSON, path: str) -> bool:
    try:
        place = int(path.split("[")[1].split("]")[0])
        one, other = (each["tool_calls"][place]["function"]["arguments"] for each in (was, now))
        return bool(json.loads(one) == json.loads(other))
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return False


def first_path(path: str, one: JSON, other: JSON) -> tuple[str, JSON, JSON]:
    """The path to the first value that differs, and both values there."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in (*one, *(key for key in other if key not in one)):
            was, now = one.get(key, _ABSENT), other.get(key, _ABSENT)
            if _differ(was, now):
                return first_path(f"{path}.{key}" if path else str(key), was, now)
        return f"{path} (order of keys)", ", ".join(one), ", ".join(other)
    if isinstance(one, list) and isinstance(other, list):
        for place in range(max(len(one), len(other))):
            was = one[place] if place < len(one) else _ABSENT
            now = other[place] if place < len(other) else _ABSENT
            if _differ(was, now):
                return first_path(f"{path}[{place}]", was, now)
    return path, one, other


def all_paths(path: str, one: JSON, other: JSON) -> Iterator[tuple[str, JSON, JSON]]:
    """The paths to all values that differ, with both values."""
    if isinstance(one, Mapping) and isinstance(other, Mapping) and list(one) == list(other):
        for key in one:
            yield from all_paths(f"{path}.{key}" if path else str(key), one[key], other[key])
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (was, now) in enumerate(zip(one, other, strict=True)):
            yield from all_paths(f"{path}[{place}]", was, now)
    elif _differ(one, other):
        yield first_path(path, one, other)


def _differ(one: JSON, other: JSON) -> bool:
    """Whether two values are written otherwise: the order of keys counts."""
    return json.dumps(one, default=str) != json.dumps(other, default=str)


def excerpts(one: JSON, other: JSON) -> tuple[str, str]:
    """Both as text, cut to what surrounds their first difference."""
    was, now = _text(one), _text(other)
    same = 0
    while same < min(len(was), len(now)) and was[same] == now[same]:
        same += 1
    start = max(0, same - EXCERPT // 2)
    dots = "…" if start else ""
    end = same + EXCERPT

    def around(text: str) -> str:
        return f"{dots}{text[start:end]}{'…' if len(text) > end else ''}"

    return around(was), around(now)


def _text(value: JSON) -> str:
    if value is _ABSENT or value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _names(tools: Sequence[JSON]) -> list[str]:
    return [str((each.get("function") or each).get("name")) for each in tools]
