"""Results of made-up tools, and the one right answer from each.

The language of answers is small on purpose, so that an answer is right or wrong:

- a field was asked for: "The wind speed is 40."
- nothing in particular was asked for, and the result has fields: "wind speed: 40, status: open."
- the result is a sentence: the sentence.
- the result is a bare value: "The result is 40.", and for a bare "ok": "Done."
- the result is a list: "The items are: a, b, c"
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from agent.types import JSON

from . import lexicon, values
from .tools import Tool
from .words import Words


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool returned, and what to say of it."""

    text: str
    answer: str


def spoken(key: str) -> str:
    """A key as a person says it."""
    return key.replace("_", " ")


def field_answer(key: str, value: JSON) -> str:
    return f"The {spoken(key)} is {plain(value)}."


def plain(value: JSON) -> str:
    """A value as an answer says it: text without quotes, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fields_answer(fields: dict[str, JSON]) -> str:
    return ", ".join(f"{spoken(key)}: {plain(value)}" for key, value in fields.items()) + "."


def items_answer(items: list[str]) -> str:
    return "The items are: " + ", ".join(items)


VALUES: tuple[Callable[[Words], JSON], ...] = (
    Words.word,
    Words.proper,
    Words.person,
    Words.quality,
    values.code,
    values.date,
    values.clock,
    values.quantity,
    values.email,
    values.money,
    values.price,
    lambda words: words.integer(2, 999),
    lambda words: words.integer(2, 99999),
    Words.decimal,
)


def fields(words: Words, count: int, first: str = "") -> dict[str, JSON]:
    """A record with so many fields; `first` is the name of one of them."""
    names = [first] if first else []
    while len(names) < count:
        name = key_name(words)
        if name not in names:
            names.append(name)
    return {name: words.choice(VALUES)(words) for name in words.shuffled(names)}


def key_name(words: Words) -> str:
    draw = words.rng.random()
    plain_name = words.choice(lexicon.ATTRIBUTES)
    if draw < 0.6:
        return plain_name
    if draw < 0.9:
        return f"{words.thing()}_{plain_name}"
    return words.word().lower()


def record_text(words: Words, record: dict[str, JSON]) -> str:
    """A record as JSON, as lines or as a table."""
    draw = words.rng.random()
    if draw < 0.62:
        return json.dumps(record, ensure_ascii=False)
    if draw < 0.68:
        return json.dumps(record, ensure_ascii=False, indent=2)
    if draw < 0.9:
        return "\n".join(f"{_label(words, key)}: {plain(value)}" for key, value in record.items())
    rows = [f"| {spoken(key)} | {plain(value)} |" for key, value in record.items()]
    return "\n".join(["| field | value |", "| --- | --- |", *rows])


def _label(words: Words, key: str) -> str:
    return key if words.chance(0.5) else spoken(key)


def asked_field(words: Words, key: str) -> Result:
    """A record of which one field was asked for."""
    record = fields(words, words.choice((1, 2, 3, 4, 5, 6)), key)
    if words.chance(0.15):
        return _nested(words, key, record)
    return Result(record_text(words, record), field_answer(key, record[key]))


def _nested(words: Words, key: str, record: dict[str, JSON]) -> Result:
    wrapper = words.choice(("result", "data", words.thing()))
    text = json.dumps({wrapper: record, words.word(): words.integer(2, 99)}, ensure_ascii=False)
    return Result(text, field_answer(key, record[key]))


def whole(words: Words, tool: Tool | None, arguments: dict[str, JSON]) -> Result:
    """A result of which nothing in particular was asked for."""
    draw = words.rng.random()
    if draw < 0.4:
        text = statement(words, tool, arguments)
        return Result(text, text)
    if draw < 0.72:
        record = fields(words, words.choice((1, 2, 2, 3, 3, 4)))
        if arguments and words.chance(0.5):
            key = words.choice(list(arguments))
            record = {key: arguments[key], **record}
        return Result(record_text(words, record), fields_answer(record))
    if draw < 0.84:
        value = plain(words.choice(VALUES)(words))
        return Result(value, f"The result is {value}.")
    if draw < 0.92:
        return Result(words.choice(("ok", "OK", "Done.", "done", "success", "true", "")), "Done.")
    return listing(words)


def listing(words: Words) -> Result:
    """Several items, as lines or as a JSON list."""
    make = words.choice((Words.word, values.path, Words.proper, values.code))
    items = [make(words) for _ in range(words.choice((2, 3, 4, 5)))]
    text = "\n".join(items) if words.chance(0.5) else json.dumps(items, ensure_ascii=False)
    return Result(text, items_answer(items))


def statement(words: Words, tool: Tool | None, arguments: dict[str, JSON]) -> str:
    """A result in a sentence or two."""
    thing = tool.object if tool else words.thing()
    done = words.choice(tool.action.done) if tool else "done"
    reference = values.code(words)
    value = plain(words.choice(list(arguments.values()))) if arguments else words.proper()
    return words.choice(
        (
            f"The {thing} was {done}.",
            f"{done.capitalize()} the {thing} {value}.",
            f"{done.capitalize()}: {value}",
            f"The {thing} {reference} was {done}.",
            f"Ok, {done} {thing} {reference} at {values.clock(words)}.",
            f"{thing.capitalize()} {done}. The reference is {reference}.",
            f"{words.proper()}: {words.quality()}, {values.quantity(words)}",
            f"{thing.capitalize()} {reference} ({words.quality()}), {values.money(words)}",
            f"{value}: {words.integer(2, 99)} {words.choice(lexicon.UNITS)}, {words.quality()}",
            f"The {thing} has {values.quantity(words)} left.",
            f"{values.quantity(words)}, {words.quality()}",
        )
    )
