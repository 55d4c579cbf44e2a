"""Failed calls: report what cannot be helped, and call again where the error names the fix."""

from __future__ import annotations

import json

from agent.context import formats
from agent.types import JSON, FailureKind, ToolFailure

from .. import builtin, values
from ..dialogue import Episode, Script, call
from ..everyday import everyday, everyday_request, neighbours
from ..facts import fact, question
from ..parameters import Parameter
from ..requests import Request, request
from ..results import plain, whole
from ..tools import Tool, made_up
from ..words import Words

REASONS = (
    "the {o} does not exist",
    "The {o} is {q}.",
    "no {o} with the number {k}",
    "the {o} {k} was not found",
    "permission denied",
    "The service is not available.",
    "connection refused",
    "quota exceeded: {n} of {n} used",
    "{p} is not allowed to see the {o}.",
    "the {o} is already {q}",
    "{f} does not exist.",
    "HTTP 503: try again later",
    "{o} {k} is locked by {p}",
    "unknown {o}: {k}",
    "There is no {o} in {c}.",
    "the disk is full",
    "the {o} server said: {w} {w}",
    "ValueError: {w} is not a {o}",
    "There is no knowledge index. Build one with `agent index PATH`.",
    "{k}: {w} {w} {w}",
    "The {o} has too many {w}s ({n}).",
    "no answer from {c}",
    "The {o} {k} is not known here.",
    "No such {o}: {k}",
    "no such file: {f}",
    "{f}: permission denied",
    "{f} is a folder",
    "{f} is larger than {n} MB.",
    "cannot open {f}",
    "could not read {f}: it is empty",
    "could not write to {f}",
    "the {o} could not be found",
    "the {o} could not be loaded ({w})",
    "The {o} is closed until tomorrow.",
    "The {o} is busy; nobody answers.",
    "The {o} is full.",
    "The {o} is gone.",
    "the {o} is out of order",
    "The {o} has expired.",
    "The {o} has been deleted by {p}.",
    "The {o} was moved to {c}.",
    "the {o} was cancelled",
    "the {o} is not ready yet",
    "the {o} belongs to {p}",
    "the {o} must not be {q}",
    "the {q} {o} is missing",
    "The {q} {o} does not answer.",
    "There is already a {o} called {w}.",
    "there are two {o}s with the name {w}",
    "there is no {q} {o} any more",
    "There are only {n} {o}s left.",
    "There is no network in {c}.",
    "nothing was found for {k}",
    "nothing to do for {w}",
    "no {o} matches {w}",
    "no {q} {o} is free",
    "no route to {c}",
    "not enough memory for {n} {o}s",
    "not allowed",
    "Not found.",
    "Not authorised to change the {o}.",
    "You have no rights for the {o} {k}.",
    "You must sign in first.",
    "your account has no access to {c}",
    "Your token has expired.",
    "access to the {o} was refused",
    "access denied for {p}",
    "the password is wrong",
    "the key {k} is not valid",
    "too many requests",
    "Too many {o}s: {n} at most.",
    "rate limit reached, {n} calls in one minute",
    "limit of {n} reached for the {o}",
    "out of memory",
    "HTTP 404",
    "HTTP 500: internal server error",
    "HTTP 403: forbidden",
    "HTTP 429: too many requests from {c}",
    "Status 502 from the {o} gateway.",
    "the server in {c} cannot be reached",
    "the server closed the connection",
    "connection to {w} lost after {n} bytes",
    "The connection to the {o} timed out.",
    "could not resolve the host {w}",
    "no space left on device",
    "the database is read-only",
    "The database of the {o} is down.",
    "the table {w} has no column {k}",
    "syntax error near {w}",
    "KeyError: '{w}'",
    "TypeError: {w} is not callable",
    "RuntimeError: {o} {k} failed",
    "FileNotFoundError: {f}",
    "code {n}: {w} failed",
    "exit code {n}",
    "{w} failed with code {n}",
    "{w}: command not found",
    "{p} has not approved the {o}.",
    "{p} is not a member.",
    "{p} is away until the {n}th",
    "{c} is not served.",
    "{c} has no {q} {o}",
    "{k} was already used",
    "{k} is blocked",
    "{o} {k} has been paid already",
    "{o} in {c} is closed",
    "{n} of the {o}s are {q}",
    "Ask {p} for access to the {o}.",
    "Sorry, the {o} is {q} at the moment.",
    "Something went wrong with the {o}.",
    "An error occurred in {w}.",
    "We are closed on Sundays.",
    "The payment was declined.",
    "This {o} cannot be changed.",
    "This needs a {q} {o}.",
    "Only {p} may do this.",
    "maintenance until {n}:00",
    "the licence for {w} ran out",
    "the {o} broke down near {c}",
    "the service {w} is under maintenance",
    "invalid signature on {f}",
    "checksum of {f} is wrong",
)


def reason(words: Words) -> str:
    """Why a tool failed, in its author's words."""
    text = words.choice(REASONS)
    made = {
        "{o}": words.thing,
        "{q}": words.quality,
        "{k}": lambda: values.code(words),
        "{n}": lambda: str(words.integer(2, 900)),
        "{p}": words.person,
        "{f}": lambda: values.path(words),
        "{c}": words.city,
        "{w}": words.word,
    }
    for slot, make in made.items():
        while slot in text:
            text = text.replace(slot, make(), 1)
    return text


def failed(error: str) -> str:
    """The one right report of an error."""
    told = error.removeprefix("Error: ")
    for advice in (" Correct the arguments and call ", " Try something else, or say that "):
        told = told.partition(advice)[0]
    return f"That did not work: {told}" + ("" if told[-1] in ".!?" else ".")


HOPELESS: tuple[FailureKind, ...] = (
    "tool_failed",
    "tool_failed",
    "tool_failed",
    "crashed",
    "timeout",
    "cancelled",
    "interrupted",
    "not_allowed",
)
"""Never `retry`: that always asks for the call to be corrected."""


def _error(words: Words, name: str) -> str:
    """An error that leaves nothing to correct, as the runtime or a careless tool says it."""
    kind = words.choice(HOPELESS)
    why = reason(words)
    if kind == "timeout":
        why = f"{words.integer(2, 300)} {words.choice(('s', 'seconds'))}"
    if kind == "interrupted" and words.chance(0.7):
        why = ""
    if kind in ("crashed", "interrupted", "not_allowed") and why:
        why = why[0].upper() + why[1:].removesuffix(".") + "."
    return formats.tool_failure(name, ToolFailure(kind, reason=why))


def _asked(words: Words) -> tuple[Request, Episode]:
    if words.chance(0.3):
        kind, spec, called = everyday(words)
        return everyday_request(words, kind, spec, called), Script().episode(spec)
    tool = made_up(words)
    return request(words, tool), Script().episode(tool.spec)


def failed_tool(words: Words) -> Episode:
    """A call that failed for good is reported with its reason."""
    draw = words.rng.random()
    if draw < 0.15:
        return _failed_search(words)
    asked, needed = _asked(words)
    others = neighbours(words, words.choice((0, 1, 2, 3)))
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    if draw < 0.27:
        why = reason(words)
        key = words.choice(("error", "error", "message", "detail"))
        record = {key: why} if key == "error" else {"status": "error", key: why}
        script.results(json.dumps(record, ensure_ascii=False)).says(failed(why))
    else:
        error = _error(words, asked.name)
        script.results(error).says(failed(error))
    return script.episode(*needed.tools, *others)


def _failed_search(words: Words) -> Episode:
    asked = question(words, fact(words))
    error = _error(words, "search")
    script = Script().user(asked.text).calls(call("search", {"query": asked.query}))
    return script.results(error).says(failed(error)).episode(builtin.search(words))


def one_of_two_failed(words: Words) -> Episode:
    """Of two calls one failed: both outcomes are told, in the order of the calls."""
    first, second = _asked(words), _asked(words)
    if first[0].name == second[0].name:
        return failed_tool(words)
    opening = first[0].text if first[0].text[-1] in ".?!" else first[0].text + "."
    script = Script().user(f"{opening}{words.choice((' ', ' And ', chr(10)))}{second[0].text}")
    script.calls(
        *(call(each.name, each.arguments, n) for n, each in enumerate((first[0], second[0]), 1))
    )
    outcome = whole(words, None, first[0].arguments)
    error = _error(words, second[0].name if words.chance(0.5) else first[0].name)
    told = [(outcome.text, outcome.answer), (error, failed(error))]
    if error.startswith(f"Error: {first[0].name} ") or words.chance(0.5):
        told.reverse()
    script.results(*(text for text, _ in told)).says(" ".join(answer for _, answer in told))
    return script.episode(*first[1].tools, *second[1].tools)


def recovery(words: Words) -> Episode:
    """A mistake, the runtime's complaint, and the call as it should have been."""
    make = words.choice(
        (
            _invalid,
            _invalid,
            _invalid,
            _retry,
            _retry,
            _unknown,
            _malformed,
            _unreadable,
            _cut,
            _empty,
        )
    )
    return make(words)


def _made(words: Words) -> tuple[Tool, Request]:
    tool = made_up(words, arguments=words.choice((1, 1, 2, 2, 3)))
    return tool, request(words, tool)


def _finish(words: Words, script: Script, tool: Tool, asked: Request) -> Episode:
    """The right call, its result and the answer."""
    script.calls(call(asked.name, asked.arguments))
    result = whole(words, tool, asked.arguments)
    others = neighbours(words, words.choice((0, 1, 2)), tool)
    return script.results(result.text).says(result.answer).episode(tool.spec, *others)


def _invalid(words: Words) -> Episode:
    """Arguments that the schema refuses; the error says which."""
    tool, asked = _made(words)
    if not asked.arguments:
        return _unknown(words)
    wrong, detail = _spoiled(words, tool, asked)
    failure = ToolFailure("invalid_arguments", details=(detail,))
    script = Script().user(asked.text).calls(call(asked.name, wrong), mistake=True)
    script.results(formats.tool_failure(asked.name, failure))
    return _finish(words, script, tool, asked)


def _spoiled(words: Words, tool: Tool, asked: Request) -> tuple[dict[str, JSON], str]:
    """Wrong arguments, and how the runtime explains what is wrong with them."""
    by_name = {each.name: each for each in tool.parameters}
    name = words.choice(list(asked.arguments))
    value = asked.arguments[name]
    wrong = dict(asked.arguments)
    draw = words.rng.random()
    if draw < 0.35:
        del wrong[name]
        return wrong, f"{name} is missing ({by_name[name].kind.type})"
    if draw < 0.55:
        other = words.word()
        wrong = {(other if key == name else key): held for key, held in wrong.items()}
        return wrong, f"{other} is unknown, allowed: {', '.join(by_name)}"
    return _wrong_value(words, by_name[name], wrong, value)


def _wrong_value(
    words: Words, parameter: Parameter, wrong: dict[str, JSON], value: JSON
) -> tuple[dict[str, JSON], str]:
    name = parameter.name
    if "enum" in parameter.schema:
        wrong[name] = words.word()
        allowed = ", ".join(
            json.dumps(each, ensure_ascii=False) for each in parameter.schema["enum"]
        )
        given = json.dumps(wrong[name], ensure_ascii=False)
        return wrong, f"{name} must be one of {allowed}, got {given}"
    if parameter.kind.type == "string":
        wrong[name] = words.choice((None, [value], words.integer(1, 99)))
    else:
        wrong[name] = json.dumps(value) if words.chance(0.6) else plain(words.word())
    given = json.dumps(wrong[name], ensure_ascii=False)
    return wrong, f"{name} must be {parameter.kind.type}, got {given}"


RETRIES = (
    ("There is no {n} {b}. Did you mean {g}?", True),
    ("{b} is unknown; use {g} instead.", True),
    ("{n} must be {g}.", True),
    ("{n} is {b}, but only {g} is allowed.", True),
    ("Did you mean {g}?", True),
    ("The only {n} is {g}.", True),
    ("{b} was renamed to {g}.", True),
    ("Unknown {n} '{b}'. The closest is '{g}'.", True),
    ("{n} must be at most {g}, got {b}.", True),
    ("Use {g} for {n}.", True),
    ("{b} is not a valid {n}; try {g}.", True),
    ("Please give {g} as {n}.", True),
    ("{b} does not exist. Use {g}.", True),
    ("{b} does not exist; the nearest is {g}.", True),
    ("{b} is no {n}. Try {g}", True),
    ("{b} is not allowed as {n}, use {g}", True),
    ("{b} is not known here, but {g} is.", True),
    ("{b} is not available. {g} is.", True),
    ("{b} is out of date; it is {g} now.", True),
    ("{b} is wrong: the {n} is {g}.", True),
    ("{b} is now called {g}.", True),
    ("{b} has been replaced by {g}.", True),
    ("{b} was moved to {g}; use that.", True),
    ("{b} cannot be used as {n}. Take {g}.", True),
    ("{b}? Perhaps you mean {g}.", True),
    ("Instead of {b} use {g}.", True),
    ("Instead of {b}, please pass {g} as {n}", True),
    ("Not {b} but {g} is the right {n}.", True),
    ("I do not know {b}. Is it {g} that you mean?", True),
    ("No {n} is called {b}. There is one called {g}.", True),
    ("No such {n}: {b}. Try {g}.", True),
    ("There is only one {n}: {g}.", True),
    ("There is no {b} here, only {g}.", True),
    ("There is nothing under {b}. Look under {g}.", True),
    ("We have no {b}; we have {g}.", True),
    ("We found no {n} '{b}', only '{g}'.", True),
    ("You probably mean {g}.", True),
    ("You may want {g} rather than {b}.", True),
    ("You can only use {g} as {n}.", True),
    ("You must pass {g} for {n}.", True),
    ("Maybe {g}?", True),
    ("Perhaps {g} was meant, not {b}.", True),
    ("Was {g} meant?", True),
    ("Do you mean {g} by {b}?", True),
    ("Try again with {g}.", True),
    ("Try {g} as {n}", True),
    ("Try {n} = {g} instead.", True),
    ("Set {n} to {g}.", True),
    ("Set {n} to {g} and call again.", True),
    ("Change {n} from {b} to {g}.", True),
    ("Change {b} to {g}", True),
    ("Call again with {n} {g}.", True),
    ("Call this again with {g} instead of {b}", True),
    ("Repeat the call with {g} as the {n}.", True),
    ("Pass {g} instead of {b}.", True),
    ("Give {g} for {n}, not {b}.", True),
    ("Write {g}, not {b}.", True),
    ("Please use {g}.", True),
    ("Please correct {n} to {g}.", True),
    ("Please replace {b} by {g}", True),
    ("Please send {n} as {g}, {b} cannot be read.", True),
    ("Only {g} is accepted here, not {b}.", True),
    ("Only {g} is possible for {n}.", True),
    ("Allowed for {n}: {g}", True),
    ("Allowed is {g}, given was {b}", True),
    ("Valid values of {n}: {g}", True),
    ("Expected {g}, got {b}", True),
    ("Expected {n} to be {g}.", True),
    ("Invalid {n} {b}; valid is {g}.", True),
    ("Bad {n} ({b}). Good: {g}", True),
    ("Wrong {n}. The right one is {g}.", True),
    ("Wrong {n}: {b}. Right: {g}.", True),
    ("Found no {b}, but found {g}.", True),
    ("The {n} has to be {g}.", True),
    ("The {n} should be {g}, not {b}.", True),
    ("The {n} {b} is taken; {g} is free.", True),
    ("The {n} {b} is closed. Open: {g}", True),
    ("The {n} {b} is too large; the largest is {g}.", True),
    ("The {n} {b} is too small. Use at least {g}.", True),
    ("The {n} you gave is {b}; it must be {g}.", True),
    ("The right {n} is {g}.", True),
    ("The best match for {b} is {g}.", True),
    ("The correct value is {g}.", True),
    ("The current {n} is {g}; {b} was the old one.", True),
    ("The name {b} is old: say {g}.", True),
    ("With {b} this does not work; with {g} it does.", True),
    ("This works only with {g}.", True),
    ("It must be {g} instead of {b}.", True),
    ("For {n} you can choose {g}.", True),
    ("For {n}, {g} is the only choice.", True),
    ("As {n} I can only take {g}.", True),
    ("Similar to {b}: {g}", True),
    ("Closest match: {g}", True),
    ("hint: {g} instead of {b}", True),
    ("hint: use {g} as {n}", True),
    ("Correct {n}: {g}", True),
)


def _retry(words: Words) -> Episode:
    """The first call was what the user said; the tool knows better and says so."""
    tool, asked = _made(words)
    names = [
        each.name
        for each in tool.parameters
        if each.name in asked.arguments
        and each.kind.type != "boolean"
        and "enum" not in each.schema
    ]
    if not names:
        return _invalid(words)
    name = words.choice(names)
    kind = next(each.kind for each in tool.parameters if each.name == name)
    better = kind.value(words)
    form, _ = words.phrasing(RETRIES)
    why = form.replace("{n}", name).replace("{b}", plain(asked.arguments[name]))
    failure = ToolFailure("retry", reason=why.replace("{g}", plain(better)))
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    script.results(formats.tool_failure(asked.name, failure))
    fixed = {**asked.arguments, name: better}
    return _finish(words, script, tool, Request(asked.text, asked.name, fixed))


def _unknown(words: Words) -> Episode:
    """A tool that does not exist."""
    tool, asked = _made(words)
    wrong = f"{words.word()}_{words.thing()}"
    names = (asked.name, *(each.spec.name for each in (made_up(words), made_up(words))))
    failure = ToolFailure("unknown_tool", details=tuple(sorted(set(names))))
    script = Script().user(asked.text).calls(call(wrong, asked.arguments), mistake=True)
    script.results(formats.tool_failure(wrong, failure))
    return _finish(words, script, tool, asked)


BROKEN = (
    "Expecting ',' delimiter at character {n}",
    "Expecting value at character {n}",
    "Unterminated string starting at at character {n}",
    "Expecting property name enclosed in double quotes at character {n}",
    "an object is needed, got []",
    "Extra data at character {n}",
)


def _broken(words: Words) -> str:
    return words.choice(BROKEN).replace("{n}", str(words.rng.randint(1, 120)))


def _malformed(words: Words) -> Episode:
    """Arguments that are no JSON; a server may show them to the model as an empty object."""
    tool, asked = _made(words)
    made = call(asked.name, {})
    failure = ToolFailure("malformed_json", reason=_broken(words))
    script = Script().user(asked.text).calls(made, mistake=True)
    script.results(formats.tool_failure(asked.name, failure))
    return _finish(words, script, tool, asked)


def _unreadable(words: Words) -> Episode:
    """A call so broken that the server took it for text."""
    tool, asked = _made(words)
    text = f"<tool_call>\n{_spoiled_json(words, asked)}\n</tool_call>"
    script = Script().user(asked.text).says(text, mistake=True)
    script.user(formats.malformed_call(_broken(words)))
    return _finish(words, script, tool, asked)


def _spoiled_json(words: Words, asked: Request) -> str:
    text = json.dumps({"name": asked.name, "arguments": asked.arguments}, ensure_ascii=False)
    place = words.rng.randrange(2, len(text))
    return words.choice((text[:-1], text[:-2], text[:place] + text[place + 1 :], text + "}"))


def _cut(words: Words) -> Episode:
    """A call that the token limit cut off."""
    tool, asked = _made(words)
    text = json.dumps({"name": asked.name, "arguments": asked.arguments}, ensure_ascii=False)
    text = f"<tool_call>\n{text[: words.rng.randrange(5, len(text))]}"
    script = Script().user(asked.text).says(text, mistake=True).user(formats.cut_call())
    return _finish(words, script, tool, asked)


def _empty(words: Words) -> Episode:
    """A turn with nothing in it."""
    tool, asked = _made(words)
    script = Script().user(asked.text).says("", mistake=True).user(formats.empty_answer())
    return _finish(words, script, tool, asked)
