"""What everyday tools are made of: names, descriptions, slots, questions and their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.types import JSON

from .. import lexicon, values
from ..words import Words

ValueMaker: TypeAlias = Callable[[Words], JSON]


@dataclass(frozen=True, slots=True)
class Everyday:
    """One everyday tool."""

    names: tuple[str, ...]
    descriptions: tuple[str, ...]
    slots: tuple[str, ...]
    """Parameters as `name:kind`, required ones with a `!`."""
    asks: tuple[str, ...]
    fields: tuple[str, ...]
    """Fields of a result, for questions that ask for one."""


KINDS: dict[str, tuple[str, ValueMaker]] = {
    "city": ("string", Words.city),
    "person": ("string", Words.person),
    "day": ("string", values.day),
    "clock": ("string", values.clock),
    "remark": ("string", values.remark),
    "phrase": ("string", values.phrase),
    "email": ("string", values.email),
    "path": ("string", values.path),
    "folder": ("string", values.folder),
    "url": ("string", values.url),
    "code": ("string", values.code),
    "word": ("string", Words.word),
    "proper": ("string", Words.proper),
    "command": ("string", values.shell_command),
    "currency": ("string", lambda words: words.choice(lexicon.CURRENCIES)),
    "language": ("string", lambda words: words.own(lexicon.LANGUAGES)),
    "small": ("integer", lambda words: words.integer(1, 30)),
    "count": ("integer", lambda words: words.integer(2, 500)),
    "amount": (
        "number",
        lambda words: words.decimal() if words.chance(0.4) else words.integer(2, 5000),
    ),
    "thing": ("string", Words.thing),
    "colour": ("string", Words.quality),
    "ticker": ("string", lambda words: words.unseen(lambda: words.upper(words.choice((3, 4))))),
}


def tool(names: str, descriptions: str, slots: str, asks: str, fields: str = "") -> Everyday:
    return Everyday(
        tuple(names.split()),
        tuple(descriptions.split("|")),
        tuple(slots.split()),
        tuple(each.strip() for each in asks.split("|")),
        tuple(fields.split()),
    )
