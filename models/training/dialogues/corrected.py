"""The user corrects what he asked for: the same call again, with the one value that he meant."""

from __future__ import annotations

import json
import re

from agent.types import JSON, AssistantMessage, Message, ToolCall

from .. import builtin, values
from ..arithmetic import evaluate, plain_sum
from ..dialogue import Episode, Script, call
from ..everyday import neighbours
from ..parameters import Parameter
from ..requests import request
from ..results import listing, plain, whole
from ..tools import made_up
from ..words import Words
from .corrections import WITH_NAME, both_named
from .files import LIST, write_file
from .knowledge import written_to

_NUMBER = re.compile(r"[\d.]+")


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
    if words.chance(0.6):
        text = both_named(words, plain(wrong), plain(meant))
    else:
        form = words.phrasing(WITH_NAME).replace("{n}", slot.name.replace("_", " "))
        text = form.replace("{g}", plain(meant))
    return text, {**given, slot.name: meant}


def builtin_corrected(words: Words) -> Episode:
    """A built-in tool was called with a number, a path or a text that was not meant."""
    return words.choice((_sum, _sum, _file, _listing))(words)


def _sum(words: Words) -> Episode:
    todo = plain_sum(words)
    numbers = [each for each in _NUMBER.findall(todo.expression) if "." not in each]
    once = [each for each in numbers if todo.expression.count(each) == 1]
    if not once:
        return corrected(words)
    wrong, meant = words.choice(once), str(words.integer(2, 999))
    if meant in numbers or any(meant in each or each in meant for each in numbers):
        return corrected(words)
    expression = todo.expression.replace(wrong, meant)
    try:
        result = evaluate(expression)
    except (ArithmeticError, ValueError):
        return corrected(words)
    script = Script().user(todo.asked)
    script.calls(call("calculate", {"expression": todo.expression})).results(todo.result)
    script.says(todo.answer).user(both_named(words, wrong, meant))
    script.calls(call("calculate", {"expression": expression}, 2)).results(result)
    return script.says(f"{expression} = {result}.").episode(builtin.calculate(words))


def _file(words: Words) -> Episode:
    """The same text belongs in another file."""
    whole = write_file(words)
    made = whole.messages[1]
    arguments: dict[str, JSON] = json.loads(_only_call(made).arguments)
    wrong, meant = str(arguments["path"]), values.path(words)
    if wrong == meant:
        return corrected(words)
    done = written_to(words, meant, str(arguments["text"]))
    script = Script()
    script.episode_of(whole)
    script.user(both_named(words, wrong, meant))
    script.calls(call("write_file", {**arguments, "path": meant}, 2)).results(done).says(done)
    return script.episode(*whole.tools)


def _listing(words: Words) -> Episode:
    """The same for a folder."""
    first, second = values.folder(words), values.folder(words)
    if first == second:
        return corrected(words)
    script = Script()
    for number, text in enumerate(
        (words.phrasing(LIST).replace("{p}", first), both_named(words, first, second)), 1
    ):
        found = listing(words)
        script.user(text).calls(call("list_files", {"path": (first, second)[number - 1]}, number))
        script.results(found.text).says(found.answer)
    return script.episode(builtin.list_files(words))


def _only_call(message: Message) -> ToolCall:
    if not isinstance(message, AssistantMessage):
        raise TypeError("the call comes second")
    return message.tool_calls[0]
