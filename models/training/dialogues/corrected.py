"""The user corrects what he asked for: the same call again, with the one value that he meant."""

from __future__ import annotations

from agent.types import JSON

from ..dialogue import Episode, Script, call
from ..everyday import neighbours
from ..parameters import Parameter
from ..requests import request
from ..results import plain, whole
from ..tools import made_up
from ..words import Words

WITH_BOTH = (
    "I meant {g}, not {b}.",
    "No, {g}, not {b}.",
    "Sorry, not {b} but {g}.",
    "Not {b}, {g}!",
    "{b} was wrong, take {g}.",
    "{b} was a slip. It should be {g}.",
    "Oh, I said {b} and meant {g}.",
    "Wait, {g} instead of {b}.",
    "Use {g} instead of {b}.",
    "Replace {b} with {g} and do it again.",
    "Change {b} to {g}.",
    "Once more with {g} in place of {b}.",
    "That should have been {g}, not {b}",
    "My mistake: {g} rather than {b}.",
    "Did I say {b}? I want {g}.",
    "It is {g}, not {b}. Again please.",
    "Correction: {g}, not {b}.",
    "Make that {g} instead of {b}",
    "Please repeat it with {g}, {b} was wrong.",
    "{g} is right, {b} is not.",
    "Do the same with {g} instead of {b}.",
    "Same thing again, but {g} and not {b}.",
    "Try {g}, {b} was a typing error.",
    "Actually {g}, not {b}.",
)
WITH_NAME = (
    "The {n} should be {g}.",
    "No, the {n} is {g}.",
    "Sorry, the {n} must be {g}.",
    "Wrong {n}. It is {g}.",
    "Change the {n} to {g}.",
    "Set the {n} to {g} instead.",
    "Again, but with {g} as the {n}.",
    "Do it again with the {n} {g}.",
    "I gave you the wrong {n}: it is {g}.",
    "I meant {g} for the {n}.",
    "The same with {n} {g}.",
    "Correction: {n} {g}",
    "Make the {n} {g}, please.",
    "Repeat that with {g} for {n}.",
    "The right {n} is {g}. Once more.",
    "Oh, the {n} was wrong. Use {g}.",
    "Take {g} as {n} and call it again.",
    "As {n} I want {g}, please correct that.",
    "For {n} use {g} instead",
    "Please use {g} as the {n} this time.",
)


def corrected(words: Words) -> Episode:
    """A call that was right, and the same once more with another value."""
    while True:
        tool = made_up(words, arguments=words.choice((1, 2, 2, 3)))
        asked = request(words, tool)
        open_to_change = [each for each in tool.parameters if _changes(each, asked.arguments)]
        if open_to_change:
            break
    before, after = (whole(words, tool, asked.arguments) for _ in range(2))
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    script.results(before.text).says(before.answer)
    text, meant = _correction(words, words.choice(open_to_change), asked.arguments)
    script.user(text).calls(call(asked.name, meant, 2)).results(after.text).says(after.answer)
    return script.episode(tool.spec, *neighbours(words, words.choice((0, 1, 2)), tool))


def _changes(slot: Parameter, given: dict[str, JSON]) -> bool:
    """Whether it was given, once, as a value that can be named."""
    value = given.get(slot.name)
    named = slot.kind.type in ("string", "integer", "number") and "enum" not in slot.schema
    return named and value is not None and list(given.values()).count(value) == 1


def _correction(
    words: Words, slot: Parameter, given: dict[str, JSON]
) -> tuple[str, dict[str, JSON]]:
    """What the user says, and the arguments that he means."""
    wrong = given[slot.name]
    meant = slot.kind.value(words)
    while meant == wrong:
        meant = slot.kind.value(words)
    form = words.phrasing(WITH_BOTH if words.chance(0.6) else WITH_NAME)
    text = form.replace("{n}", slot.name.replace("_", " ")).replace("{b}", plain(wrong))
    return text.replace("{g}", plain(meant)), {**given, slot.name: meant}
