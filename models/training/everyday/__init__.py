"""Tools that people try first, with the words they use: weather, mail, reminders and the like.

The verb-and-object grammar of made-up tools never says "Will it rain in Oslo?". Each tool here has
its own questions; the arguments are the slots that the chosen question has.
"""

from __future__ import annotations

import re
from functools import cache, partial

from agent.types import JSON, ToolSpec

from ..requests import Request
from ..tools import Tool, distractors
from ..variation import FILLERS, loosened
from ..words import Split, Words, held_out
from . import (
    basics,
    commerce,
    health_and_sport,
    home,
    media,
    money,
    office,
    pairs,
    science,
    software,
    travel,
)
from .kinds import KINDS
from .kinds import Everyday as Everyday

SLOT = re.compile(r"\{(\w+)\}")

EVERYDAY: tuple[Everyday, ...] = (
    *basics.TOOLS,
    *commerce.TOOLS,
    *health_and_sport.TOOLS,
    *home.TOOLS,
    *media.TOOLS,
    *money.TOOLS,
    *office.TOOLS,
    *pairs.TOOLS,
    *science.TOOLS,
    *software.TOOLS,
    *travel.TOOLS,
)


@cache
def of_world(split: Split) -> tuple[Everyday, ...]:
    """The everyday tools of one world; the test's are unknown to training with all they have."""
    wanted = split == "test"
    return tuple(each for each in EVERYDAY if held_out(each.names[0]) == wanted)


ALIASES: dict[str, tuple[str, ...]] = {
    "city": ("location", "place", "city_name", "town", "where"),
    "days": ("num_days", "day_count", "n", "period"),
    "to": ("recipient", "to_address", "email", "receiver"),
    "subject": ("title", "headline"),
    "body": ("text", "content", "message"),
    "person": ("contact", "recipient", "name", "to"),
    "message": ("text", "content", "body"),
    "text": ("message", "content", "note", "task", "input"),
    "time": ("at", "when", "hour", "clock_time"),
    "minutes": ("duration", "length", "mins", "duration_minutes"),
    "date": ("day", "on", "when"),
    "amount": ("value", "sum", "quantity"),
    "from_currency": ("source", "base", "currency_from"),
    "to_currency": ("target", "quote", "currency_to"),
    "symbol": ("ticker", "stock", "company"),
    "language": ("target_language", "lang", "to_language"),
    "nights": ("stay", "number_of_nights", "duration"),
    "guests": ("people", "persons", "number_of_guests"),
    "origin": ("from_city", "departure", "source", "start"),
    "destination": ("to_city", "arrival", "target", "end"),
    "start": ("origin", "place_a", "source"),
    "end": ("destination", "place_b", "target"),
    "room": ("location", "area", "room_name"),
    "degrees": ("temperature", "celsius", "target"),
    "title": ("name", "summary", "song"),
    "order_id": ("order", "id", "order_number", "number"),
    "command": ("cmd", "shell_command", "line"),
    "query": ("sql", "q", "search_query", "terms"),
    "url": ("link", "address", "page"),
    "name": ("user", "person", "full_name", "username"),
    "a": ("x", "first", "left", "number1"),
    "b": ("y", "second", "right", "number2"),
    "item": ("product", "article", "sku"),
    "quantity": ("count", "number", "how_many"),
    "people": ("guests", "party_size", "seats"),
    "word": ("term", "entry", "text"),
}
"""Other names that the same parameters go by."""


def everyday(words: Words) -> tuple[Everyday, ToolSpec, dict[str, str]]:
    """One of this world's everyday tools in one of its guises, and what its slots are called."""
    kind = words.choice(of_world(words.split))
    called: dict[str, str] = {}
    for slot in kind.slots:
        name = _slot(slot)[0]
        called[name] = words.unseen(partial(_called, words, name))
    if len(set(called.values())) < len(called):
        return everyday(words)
    return kind, spec(words, kind, called), called


@cache
def _meanings() -> dict[str, int]:
    return {text: number for number, kind in enumerate(EVERYDAY) for text in kind.descriptions}


def meaning(tool: ToolSpec) -> int | str:
    """The same for two tools between which a request could not choose."""
    return _meanings().get(tool.description, tool.name)


def _called(words: Words, name: str) -> str:
    """What a parameter goes by: its usual name, another of that meaning, or a longer one."""
    draw = words.rng.random()
    if draw < 0.55:
        return name
    if draw < 0.75:
        return words.choice(ALIASES.get(name, (name,)))
    extra = words.choice(MODIFIERS) if words.chance(0.6) else words.thing()
    return f"{extra}_{name}" if draw < 0.92 else f"{name}_{extra}"


def neighbours(words: Words, count: int, near: Tool | None = None) -> list[ToolSpec]:
    """Tools beside the one that is wanted, made-up ones and everyday ones."""
    familiar = sum(words.chance(0.4) for _ in range(count))
    made = distractors(words, count - familiar, near)
    return words.shuffled([*made, *(everyday(words)[1] for _ in range(familiar))])


def spec(words: Words, kind: Everyday, called: dict[str, str]) -> ToolSpec:
    properties: dict[str, JSON] = {}
    required: list[str] = []
    for slot in kind.slots:
        slot_name, type_ = _slot(slot)
        name = called[slot_name]
        properties[name] = _property(words, name, type_, required="!" in slot)
        if "!" in slot:
            required.append(name)
    schema: dict[str, JSON] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    if words.chance(0.4):
        schema["additionalProperties"] = False
    name = words.unseen(lambda: _name(words, kind))
    return ToolSpec(name, words.choice(kind.descriptions), schema)


def _name(words: Words, kind: Everyday) -> str:
    name = words.choice(kind.names)
    draw = words.rng.random()
    if draw < 0.6:
        return name
    if draw < 0.75:
        return f"{words.part().lower()}_{name}"
    if draw < 0.9:
        return f"{name}_{words.part().lower()}"
    return name.replace("_", "-") if draw < 0.97 else words.invented().lower()


def _slot(slot: str) -> tuple[str, str]:
    """A slot's name, and its kind as written."""
    name, _, kind = slot.partition(":")
    return name.rstrip("!"), kind


def _property(words: Words, name: str, kind: str, *, required: bool) -> dict[str, JSON]:
    result: dict[str, JSON] = {"type": "string" if kind not in KINDS else KINDS[kind][0]}
    if "/" in kind:
        result["enum"] = [*kind.split("/")]
    elif not required and words.chance(0.5):
        result["default"] = None if result["type"] == "string" else 1
    if words.chance(0.6):
        result["description"] = words.choice(DESCRIPTIONS).replace("{n}", name.replace("_", " "))
    return result


MODIFIERS = tuple(
    """
    new target wanted preferred requested given chosen primary main default final first second last
    current exact full user customer client input output desired required selected specified actual
    planned expected other local official own initial original latest next previous total maximum
    """.split()
)
"""What developers put before the names of parameters."""

DESCRIPTIONS = (
    "The {n}",
    "The {n}.",
    "Which {n}",
    "{n}",
    "The {n} to use",
    "The {n} in question",
    "What the {n} is",
)


def everyday_request(
    words: Words, kind: Everyday, tool: ToolSpec, called: dict[str, str]
) -> Request:
    """One of the tool's questions with its slots filled."""
    text = words.choice(
        _asks(kind, tool) if words.split == "test" or words.chance(OBVIOUS) else kind.asks
    )
    if words.split == "train" and words.chance(LOOSE):
        text = loosened(words, text)
    kinds = dict(map(_slot, kind.slots))
    asked = set(SLOT.findall(text))
    values_of = {name: _value(words, kinds[name]) for name in called if name in asked}
    arguments = {called[name]: value for name, value in values_of.items()}
    filled = SLOT.sub(lambda match: str(values_of[match.group(1)]), text)
    dressed = _dressed(words, filled, movable=not SLOT.match(text))
    return Request(dressed, tool.name, arguments)


OBVIOUS = 0.85
"""Requests in training that share a word with the tool; the others have to be known by heart."""

LOOSE = 0.2
"""Requests in training with a small word more, less or exchanged."""

_WORD = re.compile(r"[a-z]{3,}")


def _asks(kind: Everyday, tool: ToolSpec) -> tuple[str, ...]:
    """The requests that share a word with the tool's name or description, if there are any."""
    told = _stems(f"{tool.name} {tool.description}")
    return tuple(ask for ask in kind.asks if told & _stems(SLOT.sub(" ", ask))) or kind.asks


@cache
def _stems(text: str) -> frozenset[str]:
    """Beginnings of the words that say what it is about."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").lower()
    return frozenset(word[:5] for word in _WORD.findall(spaced) if word not in _SMALL)


_SMALL = frozenset(FILLERS) | {"what", "need", "show", "tell", "want", "find", "look", "like"}


def _value(words: Words, kind: str) -> JSON:
    if "/" in kind:
        return words.choice(kind.split("/"))
    if kind != "sql":
        return KINDS[kind][1](words)
    column, table = words.word(), words.word()
    return words.choice(
        (
            f"SELECT {column} FROM {table}",
            f"SELECT * FROM {table} WHERE {column} = {words.integer(1, 99)}",
            f"select count(*) from {table}",
        )
    )


BEFORE = ("Please", "Hi!", "Hey,", "Now:", "Ok,", "So,", "Hello.", "Well,", "Next:", "One thing:")
AFTER = (
    *("Thanks.", "Thank you!", "It is urgent.", "That would help.", "Please.", "No hurry."),
    *("I am waiting.", "Can you do that?", "That is all.", "Quickly, please.", "Cheers!"),
)


def _dressed(words: Words, text: str, *, movable: bool) -> str:
    """The request with something around it; a value at its beginning stays as it is."""
    draw = words.rng.random()
    if draw < 0.1:
        return f"{words.phrasing(BEFORE)} {text}"
    if draw < 0.14 and movable:
        return f"{words.choice(FILLERS).capitalize()} {text[0].lower()}{text[1:]}"
    if draw < 0.2 and not text.endswith(("'", '"')):
        ended = text if text[-1] in ".!?" else f"{text}."
        return f"{ended} {words.phrasing(AFTER)}"
    if draw < 0.28 and text[-1] in "?.":
        return text[:-1]
    return text
