"""How the chat puts an MCP server's question to the user: a form, field by field, or an address."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from agent.tooling.arguments import Arguments
from agent.tooling.hosting import Elicitation, Elicited
from agent.types import JSON, ToolFailure

Read = Callable[[str], Awaitable[str | None]]
"""Reads one line; None when the user turns away."""

Say = Callable[[str], None]

_YES = ("y", "yes", "true")
_NO = ("n", "no", "false")


async def put(question: Elicitation, read: Read, say: Say) -> Elicited:
    """Ask whether, and then what the server wants to know."""
    say(f"? MCP server {question.server} asks: {question.message}")
    if question.url:
        say(f"It wants you to open {question.url}")
    said = await read("[y]es, I opened it, [n]o: " if question.url else "[y]es, answer, [n]o: ")
    if said is None:
        return "cancel"
    if said.strip().lower() not in _YES:
        return "decline"
    return {} if question.url else await _fill_in(question.schema, read, say)


async def _fill_in(schema: Mapping[str, JSON], read: Read, say: Say) -> Elicited:
    answers: dict[str, JSON] = {}
    for name, said_of_it in schema.get("properties", {}).items():
        field = said_of_it if isinstance(said_of_it, Mapping) else {}  # true allows anything
        while True:
            said = await read(_asked(name, field, needed=name in schema.get("required", ())))
            if said is None:
                return "cancel"
            given = _value(said.strip(), field)
            if given is None and name not in schema.get("required", ()):
                break
            wrong = _wrong(name, field, given)
            if not wrong:
                answers[name] = given
                break
            say(wrong)
    return answers


def _asked(name: str, field: Mapping[str, JSON], *, needed: bool) -> str:
    """`City, the nearest one (text) [Oslo]: `."""
    about = ", ".join(filter(None, (field.get("title") or name, field.get("description"))))
    kind = " | ".join(_choices(field)) or field.get("format") or field.get("type", "text")
    several = ", several with commas" if field.get("type") == "array" else ""
    default = f" [{_shown(field['default'])}]" if "default" in field else ""
    return f"{about} ({kind}{several}{'' if needed else ', optional'}){default}: "


def _shown(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _choices(field: Mapping[str, JSON]) -> list[str]:
    """What is offered, as it has to be given, with its title where it has one."""
    held = field.get("items", field)
    if not isinstance(held, Mapping):
        return []
    titled = held.get("oneOf") or held.get("anyOf") or ()
    named = [f"{each['const']}: {each.get('title', '')}".rstrip(": ") for each in titled]
    return named or [_shown(each) for each in held.get("enum", ())]


def _value(said: str, field: Mapping[str, JSON]) -> Any:
    """What was typed, as the field's type where it fits; None where nothing was."""
    if not said:
        return field.get("default")
    match field.get("type"):
        case "boolean" if said.lower() in (*_YES, *_NO):
            return said.lower() in _YES
        case "integer" | "number":
            return _number(said)
        case "array":
            return [each.strip() for each in said.split(",") if each.strip()]
        case _:
            return said


def _number(said: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(said)
        except ValueError:
            continue
    return said


def _wrong(name: str, field: Mapping[str, JSON], given: Any) -> str:
    """What is wrong with it; empty when it fits."""
    if given is None:
        return f"{name} is needed"
    one = {"type": "object", "properties": {name: field}}
    read = Arguments(one).read(json.dumps({name: given}))
    return "; ".join(read.details) if isinstance(read, ToolFailure) else ""
