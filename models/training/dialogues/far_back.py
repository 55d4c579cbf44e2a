"""Sessions over a few documents, in which passages are referred to from many questions later."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from agent.context import formats
from agent.types import Message, ToolSpec

from .. import builtin, values
from ..arithmetic import with_found
from ..dialogue import Episode, Script, call
from ..documents import NOT_FOUND
from ..facts import Fact, Question, question
from ..shelf import Shelf
from ..words import Words
from . import noise
from .knowledge import THEN_CALCULATE, THEN_WRITE, request_with, written_to

MOST_QUESTIONS = {"train": 40, "test": 10}
"""The test asks for every turn of a session, which is enough with ten questions."""
MOST_NOISE = 6_000
"""Tokens of other work between the questions."""
IN_VAIN = 0.08


def searched(words: Words) -> Episode:
    """Questions that are searched for; what was shown before is only referred to."""
    return _session(words, unasked=False)


def unasked(words: Words) -> Episode:
    """Passages stand behind each of the user's questions, new ones and references."""
    return _session(words, unasked=True)


def _session(words: Words, *, unasked: bool) -> Episode:
    count = _between(words, 2, MOST_QUESTIONS[words.split])
    shelf = Shelf(words, max(2, round(count * words.choice((0.6, 1.0, 1.0, 1.3)))))
    most = words.choice((1, 2, 3, 3, 3, 4, 5))
    work, tools = _other_work(words, count)
    script = Script()
    for known, between in zip(_order(words, shelf, count), work, strict=True):
        script.then(between)
        if known is None:
            script.then(_asked_in_vain(words, shelf, most, unasked=unasked))
        elif not unasked and words.chance(0.12):
            script.then(_used(words, shelf, known, most))
        else:
            script.then(_asked(words, shelf, known, most, unasked=unasked))
    own = (builtin.search(words), builtin.calculate(words), builtin.write_file(words))
    return script.episode(*own, *tools)


def _between(words: Words, least: int, most: int) -> int:
    """A number in between, small ones more often."""
    return round(math.exp(words.rng.uniform(math.log(least), math.log(most))))


def _order(words: Words, shelf: Shelf, count: int) -> Iterator[Fact | None]:
    """What is asked: document by document or across them, some of it again, some in vain."""
    facts = list(shelf.facts)
    if words.chance(0.6):
        facts = words.shuffled(facts)
    for number in range(count):
        if words.chance(IN_VAIN):
            yield None
        else:
            yield facts[number] if number < len(facts) else words.choice(facts)


def _other_work(words: Words, count: int) -> tuple[list[Sequence[Message]], tuple[ToolSpec, ...]]:
    """What is done before each question, mostly nothing; and the tools for it."""
    work: list[Sequence[Message]] = [()] * count
    if words.chance(0.5):
        return work, ()
    records = min(words.choice((1, 1, 2, 3, 5)), count)
    size = _between(words, 60, MOST_NOISE) // records
    made = noise.records(words, [max(30, size - 60)] * records)
    turns = len(made.messages) // 4
    places = sorted(words.rng.sample(range(count), min(turns, count)))
    for number, place in enumerate(places):
        work[place] = made.messages[4 * number : 4 * number + 4]
    return work, made.tools


def _asked(
    words: Words, shelf: Shelf, known: Fact, most: int, *, unasked: bool
) -> tuple[Message, ...]:
    asked = question(words, known)
    found = shelf.search(known, most)
    return _given(asked, found.text, unasked=unasked).says(found.answer).episode().messages


def _asked_in_vain(words: Words, shelf: Shelf, most: int, *, unasked: bool) -> tuple[Message, ...]:
    asked = question(words, shelf.stranger())
    found = shelf.search_in_vain(most)
    return _given(asked, found, unasked=unasked).says(NOT_FOUND).episode().messages


def _given(asked: Question, found: str, *, unasked: bool) -> Script:
    if unasked:
        return Script().user(formats.with_passages(asked.text, found))
    script = Script().user(asked.text).calls(call("search", {"query": asked.query}))
    return script.results(found)


def _used(words: Words, shelf: Shelf, known: Fact, most: int) -> tuple[Message, ...]:
    """What was found goes into a sum or into a file."""
    if known.relation.counted and words.chance(0.5):
        return _calculated(words, shelf, known, most)
    path = values.path(words)
    form = words.phrasing(THEN_WRITE).replace("{p}", path)
    text, wanted = request_with(words, (form,), known, "it")
    found = shelf.search(known, most)
    written = written_to(words, path, found.quote)
    script = _given(Question(text, wanted), found.text, unasked=False)
    script.calls(call("write_file", {"path": path, "text": found.quote}, 2)).results(written)
    return script.says(f"{found.answer} {written}").episode().messages


def _calculated(words: Words, shelf: Shelf, known: Fact, most: int) -> tuple[Message, ...]:
    todo = with_found(words, known.number)
    text, wanted = request_with(words, THEN_CALCULATE, known, todo.asked)
    found = shelf.search(known, most)
    script = _given(Question(text, wanted), found.text, unasked=False)
    script.calls(call("calculate", {"expression": todo.expression}, 2)).results(todo.result)
    return script.says(f"{found.answer} {todo.answer}").episode().messages
