"""Passages that are in the window already: shown before, or behind the user's words."""

from __future__ import annotations

from agent.context import formats

from .. import builtin
from ..dialogue import Episode, Script, call
from ..documents import NOT_FOUND, nothing_relevant, search_result, shown_again
from ..everyday import neighbours
from ..facts import fact, question
from ..requests import request
from ..results import whole
from ..tools import made_up
from ..words import Words


def passage_above(words: Words) -> Episode:
    """A later search refers to a passage that is still in the window."""
    first, later = fact(words), fact(words)
    asked, again = question(words, first), question(words, later)
    found = shown_again(words, first, later)
    script = Script().user(asked.text).calls(call("search", {"query": asked.query}))
    script.results(found.text).says(found.answer)
    script.user(again.text).calls(call("search", {"query": again.query}, 2))
    script.results(found.later_text).says(found.later_answer)
    return script.episode(builtin.search(words))


def passages_behind(words: Words) -> Episode:
    """Passages were retrieved for the user's words: answered from them without a search."""
    known = fact(words)
    asked = question(words, known)
    if words.chance(0.75):
        found = search_result(words, known, most=3)
        text, answer = found.text, found.answer
    else:
        text, answer = nothing_relevant(words, known), NOT_FOUND
    script = Script().user(formats.with_passages(asked.text, text)).says(answer)
    return script.episode(builtin.search(words), *neighbours(words, words.choice((0, 0, 1))))


def order_with_passages(words: Words) -> Episode:
    """Passages behind an order change nothing about the order."""
    tool = made_up(words)
    asked = request(words, tool)
    found = search_result(words, fact(words), most=2)
    script = Script().user(formats.with_passages(asked.text, found.text))
    script.calls(call(asked.name, asked.arguments))
    result = whole(words, tool, asked.arguments)
    return script.results(result.text).says(result.answer).episode(tool.spec, builtin.search(words))
