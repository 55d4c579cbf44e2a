"""Sentences and Markdown that surround a fact: what a retriever returns beside the answer."""

from __future__ import annotations

import textwrap

from . import lexicon, values
from .lexicon import base_form
from .words import Words


def sentence(words: Words) -> str:
    """A sentence that answers no question."""
    text = words.choice(_SENTENCES)
    while "{" in text:
        head, _, rest = text.partition("{")
        slot, _, tail = rest.partition("}")
        text = head + _SLOTS[slot](words) + tail
    return text[0].upper() + text[1:]


def _object(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.4:
        return words.thing()
    if draw < 0.7:
        return f"{words.quality()} {words.thing()}"
    return f"{words.thing()} {words.thing()}" if draw < 0.9 else f"{words.thing()}s"


_SLOTS = {
    "o": lambda words: f"{words.choice(('the', 'the', 'a', 'each', 'this'))} {_object(words)}",
    "t": _object,
    "v": lambda words: words.choice(lexicon.VERBS),
    "b": lambda words: base_form(words.choice(lexicon.VERBS)),
    "w": Words.word,
    "q": Words.quality,
    "p": Words.person,
    "c": Words.city,
    "n": lambda words: str(words.integer(2, 90)),
    "d": values.duration,
    "k": lambda words: f"`{values.shell_command(words)}`",
    "f": lambda words: f"`{values.path(words)}`",
    "i": lambda words: f"`{words.word()}_{words.word()}`",
    "x": Words.proper,
}
_SENTENCES = tuple(
    each.strip()
    for each in """
    {o} {v} {o}.
    {o} {v} {o} and {v} {o}.
    When {o} {v} {o}, {o} {v} {o}.
    {o} is {q}, and {o} is not.
    If {o} is {q}, {o} {v} {o} before it {v} {o}.
    Nothing {v} {o} unless {o} is {q}.
    {p} says that {o} {v} {o}.
    In {c} {o} is {q}.
    Most of the time {o} needs {o}.
    {o} was {q} until {p} changed it.
    See {f} for {o}.
    The file {f} holds {o}.
    {i} is {q} by default.
    Use {i} to {b} {o}.
    Run {k} and wait for {o}.
    There is no {t} without {o}.
    {o} may {b} {o}, but it must not {b} {o}.
    It {v} {o}, {o} and {o}.
    This {v} {o} so that {o} stays {q}.
    {x} and {x} share {o}.
    {o} has {n} {w}, which {v} {o}.
    {x} & {x} {v} {o} for ${n}.
    {w}, {w} and {w} are {q}.
    {o} is ~{n} {w}.
    After {d} {o} is {q}.
    {o} is the same for {o} and {o}.
    They are {q}: {o} {v} {o}.
    Each {t} {v} its own {t} and never {o}.
    A {t} is a {q} {t} that {v} {o}.
    {o} (see {o}) {v} {o}.
    Older {t} does not {b} {o}.
    Only {o} can {b} {o}; everything else is {q}.
    To {b} {o}, {b} {o} first.
    {o} costs little and {v} {o} well.
    Without {o}, {o} cannot {b} {o}.
    """.strip().splitlines()
)


def paragraph(words: Words, must: list[str], count: int) -> str:
    """Sentences with those that it must have among them, wrapped in half of the cases."""
    sentences = [sentence(words) for _ in range(count)]
    for each in must:
        sentences.insert(words.rng.randint(0, len(sentences)), each)
    text = " ".join(sentences)
    if words.chance(0.5):
        return textwrap.fill(
            text,
            words.choice((60, 72, 80, 88, 99, 100)),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return text


def bullets(words: Words, must: list[str], count: int) -> str:
    """A list with the items that it must have."""
    items = [_item(words) for _ in range(count)]
    for each in must:
        items.insert(words.rng.randint(0, len(items)), each)
    if words.chance(0.2):
        return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    mark = words.choice(("-", "-", "*"))
    if words.chance(0.1):
        indent = words.choice(("  ", "    "))
        return "\n".join(
            f"{indent * (number % 2)}{mark} {item}" for number, item in enumerate(items)
        )
    return "\n".join(f"{mark} {item}" for item in items)


def _item(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.5:
        return sentence(words)
    if draw < 0.8:
        return f"`{words.word()}`: {_object(words)}"
    return f"**{words.word().capitalize()}** {words.choice(lexicon.VERBS)} the {_object(words)}"


def code_block(words: Words) -> str:
    """A fenced block of commands or settings."""
    lines = [
        words.choice(
            (
                values.shell_command(words),
                f"{words.word()} = {words.integer(1, 500)}",
                f'{words.word()} = "{words.word()}"',
                f"from {words.word()} import {words.word()}",
            )
        )
        for _ in range(words.choice((1, 2, 3, 4)))
    ]
    if words.chance(0.4):
        lines = [" " * words.choice((0, 2, 4, 4, 8, 12)) + line for line in lines]
    language = words.choice(("", "bash", "python", "toml", "text"))
    return "\n".join([f"```{language}", *lines, "```"])


def heading(words: Words) -> str:
    title = words.choice(
        (
            words.thing().capitalize(),
            f"The {_object(words)}",
            f"{words.word().capitalize()} and {words.word()}",
            f"How to {base_form(words.choice(lexicon.VERBS))} the {words.thing()}",
        )
    )
    return f"{words.choice(('#', '##', '##', '###'))} {title}"


def table(words: Words, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    dashes = "-" * words.choice((3, 3, 3, 5, 8, 10, 16))
    lines = [header, tuple(dashes for _ in header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
