"""Tasks of several steps in one message: find, calculate, write, and what to do when a step fails.

The last words tell what came of each step, in the order of the steps.
"""

from __future__ import annotations

from agent.context import formats
from agent.types import JSON, ToolFailure

from .. import builtin, values
from ..arithmetic import Sum, with_found
from ..dialogue import Episode, Script, call
from ..documents import search_result
from ..everyday import neighbours
from ..facts import fact
from ..results import field_answer, fields, key_name
from ..words import Words
from .failures import failed
from .knowledge import THEN_CALCULATE, request_with, written_to
from .left_out import asks_field, handle, lines
from .not_run import REFUSALS

RESULT_TO_FILE = (
    "Write the result to {p}.",
    "Save the result in {p}.",
    "Put the result into {p}.",
    "Store the result in {p}",
    "Then write the result to {p}.",
    "Then save the result to {p}",
    "Finally, write the result into {p}.",
    "At the end put the result into {p}.",
    "Keep the result in {p}.",
    "The result goes into {p}.",
    "The result belongs in {p}.",
    "I want the result in {p}.",
    "I need the result in the file {p}.",
    "Note the result in {p}.",
    "Note the number in {p}.",
    "Write the number to {p}",
    "Save the number to the file {p}.",
    "And write what comes out to {p}.",
    "And put what comes out into {p}.",
    "What comes out goes into {p}.",
    "Last, store what comes out in {p}.",
    "Record the result in {p}.",
    "Leave the result in {p}.",
    "{p} should have the result.",
    "Make {p} with the result.",
    "Create {p} with the result in it.",
)
THEN = (
    "Then {w}.",
    "Next, {w}.",
    "And {w}.",
    "After that, {w}.",
    "{W}.",
    "Take the value and {w}.",
    "With that value, {w}",
    "When you have it, {w}.",
    "Then take it and {w}.",
    "Once you know it, {w}.",
    "As the next step, {w}.",
    "From there, {w}.",
    "Now {w}.",
    "Step two: {w}.",
)


def search_calculate_write(words: Words) -> Episode:
    """A number is looked up, calculated with, and the result goes into a file."""
    known = fact(words, counted=True)
    found = search_result(words, known)
    todo = with_found(words, known.number)
    text, wanted = request_with(words, THEN_CALCULATE, known, todo.asked)
    path = values.path(words)
    script = Script().user(_and_file(words, text, path))
    script.calls(call("search", {"query": wanted})).results(found.text)
    told = _calculated_and_written(words, script, todo, path)
    script.says(f"{found.answer} {told}")
    tools = (builtin.search(words), builtin.calculate(words), builtin.write_file(words))
    return script.episode(*tools, *neighbours(words, words.choice((0, 0, 1, 2))))


def read_on_calculate_write(words: Words, steps: int = 0) -> Episode:
    """A number far down in a long result is read on for, calculated with, and written.

    It stands on page `steps`; 0 is on any of the first ones.
    """
    key = key_name(words)
    value = words.integer(2, 9999)
    tool, asked, made = asks_field(words, key)
    todo = with_found(words, str(value))
    path = values.path(words)
    text = f"{asked}{'' if asked[-1] in '.?!' else '.'} {_then(words, todo)}"
    to_file = words.chance(0.6)
    script = Script().user(_and_file(words, text, path) if to_file else text).calls(made)
    _read_on(words, script, key, value, steps or words.choice((1, 2, 2, 3)))
    if to_file:
        told = _calculated_and_written(words, script, todo, path)
    else:
        script.calls(call("calculate", {"expression": todo.expression}, 8)).results(todo.result)
        told = todo.answer
    script.says(f"{field_answer(key, value)} {told}")
    own = (builtin.read_artifact(words), builtin.calculate(words), builtin.write_file(words))
    return script.episode(tool.spec, *own, *neighbours(words, words.choice((0, 0, 1))))


def _read_on(words: Words, script: Script, key: str, value: int, count: int) -> None:
    """The value is in the result, or one or two pages further on."""
    pages = [lines(words, _without(words, key)) for _ in range(count - 1)]
    record = _without(words, key)
    names = words.shuffled([*record, key])
    wanted: dict[str, JSON] = {**record, key: value}
    pages.append(lines(words, {name: wanted[name] for name in names}))
    left = words.rng.randint(200, 60_000)
    whole = formats.Artifact(handle(words), sum(map(len, pages)) + left)
    script.results(formats.cut_result(pages[0], lines(words, fields(words, 2)), whole))
    offset = len(pages[0])
    for number, page in enumerate(pages[1:], 2):
        script.calls(call("read_artifact", {"handle": whole.handle, "offset": offset}, number))
        script.results(formats.page(page, offset, whole))
        offset += len(page)


def _without(words: Words, key: str) -> dict[str, JSON]:
    made = fields(words, words.choice((3, 6, 12, 24)))
    return {name: value for name, value in made.items() if name != key}


def _then(words: Words, todo: Sum) -> str:
    asked = todo.asked
    form = words.phrasing(THEN).replace("{w}", asked)
    return form.replace("{W}", asked[0].upper() + asked[1:])


def _and_file(words: Words, text: str, path: str) -> str:
    end = "" if text[-1] in ".?!" else "."
    return f"{text}{end} {words.phrasing(RESULT_TO_FILE).replace('{p}', path)}"


def _calculated_and_written(words: Words, script: Script, todo: Sum, path: str) -> str:
    script.calls(call("calculate", {"expression": todo.expression}, 8)).results(todo.result)
    return f"{todo.answer} {_written(words, script, path, todo.result)}"


def _written(words: Words, script: Script, path: str, text: str) -> str:
    """The last step: done, not allowed, or done after a correction; and what is told of it."""
    done = written_to(words, path, text)
    draw = words.rng.random()
    if draw < 0.2:
        refused = ToolFailure("not_allowed", words.phrasing(REFUSALS))
        error = formats.tool_failure("write_file", refused)
        script.calls(call("write_file", {"path": path, "text": text}, 9)).results(error)
        return failed(error)
    if draw < 0.3:
        missing = ToolFailure("invalid_arguments", details=("text is missing (string)",))
        script.calls(call("write_file", {"path": path}, 9), mistake=True)
        script.results(formats.tool_failure("write_file", missing))
    script.calls(call("write_file", {"path": path, "text": text}, 10)).results(done)
    return done
