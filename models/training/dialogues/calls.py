"""One call, two calls in one turn, and calls that use an earlier result."""

from __future__ import annotations

import json
from dataclasses import replace

from agent.types import JSON

from .. import lexicon
from ..dialogue import Episode, Script, call
from ..everyday import Everyday, everyday, everyday_request
from ..parameters import Parameter, mention
from ..requests import Request, join, mentions, request
from ..results import Result, asked_field, field_answer, fields, plain, record_text, spoken, whole
from ..tools import Tool, distractors, made_up
from ..words import Words


def single_call(words: Words) -> Episode:
    """One tool of several, its arguments, and an answer from its result."""
    if words.chance(0.35 if words.split == "train" else 0.15):
        return everyday_call(words)
    tool = made_up(words)
    asked = request(words, tool)
    result = whole(words, tool, asked.arguments)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = distractors(words, words.choice((0, 1, 2, 3, 4, 5)), tool)
    return script.results(result.text).says(result.answer).episode(tool.spec, *others)


def many_arguments(words: Words) -> Episode:
    """A call with three or four arguments, where values and names are easily swapped."""
    tool = made_up(words, arguments=words.choice((3, 3, 4)))
    given = {each.name: each.kind.value(words) for each in tool.parameters}
    asked = request(words, tool, given)
    result = whole(words, tool, asked.arguments)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = distractors(words, words.choice((0, 0, 1, 2)), tool)
    return script.results(result.text).says(result.answer).episode(tool.spec, *others)


def everyday_call(words: Words) -> Episode:
    """A tool that people try first, asked for in everyday words."""
    kind, spec, called = everyday(words)
    asked = everyday_request(words, kind, spec, called)
    result = _everyday_result(words, kind, asked)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = distractors(words, words.choice((0, 1, 2, 3)))
    return script.results(result.text).says(result.answer).episode(spec, *others)


def _everyday_result(words: Words, kind: Everyday, asked: Request) -> Result:
    if not kind.fields or words.chance(0.5):
        return whole(words, None, asked.arguments)
    known = {name: words.choice((words.word(), words.integer(2, 99))) for name in kind.fields}
    record: dict[str, JSON] = {**asked.arguments, **known} if words.chance(0.5) else known
    text = record_text(words, record)
    said = ", ".join(f"{spoken(key)}: {plain(value)}" for key, value in record.items())
    return Result(text, f"{said}.")


JOINTS = (
    "{a} And {b}",
    "{a} Then {c}",
    "{a} Also, {c}",
    "{a} And also {c}",
    "{a} {b}",
    "1. {a}\n2. {b}",
    "{a}\n{b}",
    "Two things: {c0} {b}",
    "{a} Besides, {c}",
    "{a} At the same time, {c}",
    "Do both: {c0} {b}",
    "First: {a} Second: {b}",
    "{a} In addition, {c}",
    "{a} Furthermore, {c}",
)


def parallel_calls(words: Words) -> Episode:
    """Two independent calls in one turn: of two tools, or twice of one."""
    if words.chance(0.35):
        return _same_tool_twice(words)
    first, second = _asked(words), _asked(words)
    while second[0].name == first[0].name:
        second = _asked(words)
    text = joined(words, first[0].text, second[0].text)
    return _both(words, text, first, second)


def _asked(words: Words) -> tuple[Request, Tool | None, Episode]:
    if words.chance(0.25):
        kind, spec, called = everyday(words)
        return everyday_request(words, kind, spec, called), None, Script().episode(spec)
    tool = made_up(words)
    return request(words, tool), tool, Script().episode(tool.spec)


def joined(words: Words, first: str, second: str) -> str:
    """Two requests as one message."""
    first = first if first[-1] in ".?!" else first + "."
    form = words.phrasing(JOINTS)
    keep = second.startswith(("I ", "I'", "`"))
    lowered = second if keep else second[0].lower() + second[1:]
    lowered_first = first if first.startswith(("I ", "I'")) else first[0].lower() + first[1:]
    filled = form.replace("{a}", first).replace("{c0}", lowered_first)
    return filled.replace("{b}", second).replace("{c}", lowered)


def _both(
    words: Words,
    text: str,
    first: tuple[Request, Tool | None, Episode],
    second: tuple[Request, Tool | None, Episode],
) -> Episode:
    results = [whole(words, tool, asked.arguments) for asked, tool, _ in (first, second)]
    script = Script().user(text)
    script.calls(
        *(call(each[0].name, each[0].arguments, n) for n, each in enumerate((first, second), 1))
    )
    script.results(*(each.text for each in results))
    others = distractors(words, words.choice((0, 1, 2, 3)))
    answer = " ".join(each.answer for each in results)
    return script.says(answer).episode(*first[2].tools, *second[2].tools, *others)


TWICE = (
    "{verb} the {o}{one} and{two}",
    "{verb} the {o}{one} and the same{two}",
    "{verb} the {o} twice:{one}, then{two}",
    "{verb} the {o}{one} as well as{two}",
    "I need the {o}{one} and{two}",
    "{verb} the {o}{one}, and{two}",
    "{verb} the {o}{one} and another{two}",
)


def _same_tool_twice(words: Words) -> Episode:
    tool = made_up(words, arguments=words.choice((1, 1, 1, 2)))
    while not any(each.required for each in tool.parameters):
        tool = made_up(words, arguments=1)
    used = [each for each in tool.parameters if each.required]
    given = [{each.name: each.kind.value(words) for each in used} for _ in range(2)]
    if given[0] == given[1]:
        return single_call(words)
    said = _two_mentions(words, used, given)
    verb = words.choice(tool.action.asks).capitalize()
    text = words.phrasing(TWICE).replace("{verb}", verb).replace("{o}", tool.object)
    text = text.replace("{one}", said[0]).replace("{two}", said[1]) + words.choice((".", ""))
    one, two = (Request(text, tool.spec.name, each) for each in given)
    needed = Script().episode(tool.spec)
    return _both(words, text, (one, tool, needed), (two, tool, needed))


def _two_mentions(words: Words, used: list[Parameter], given: list[dict[str, JSON]]) -> list[str]:
    return [mentions(words, each, used, explicit=False) for each in given]


THEN = (
    "{a} Then {c} with that {f}.",
    "{a} Take the {f} and {c} with it.",
    "{a} With the {f} that you get, {c}.",
    "{a} Use the {f} to {c}.",
    "{a} After that, {c} for the {f}.",
    "{a} Then {c}, using the {f} from it.",
    "{a} Next, {c} with the {f} of the result.",
    "First find the {f}: {c0} Then {c} with it.",
    "{a} And then {c} with its {f}.",
    "{a} Then {c}; the {p} is the {f}.",
    "{a} Now {c}, with the {f} as the {p}.",
    "{a} Once you have the {f}, {c} with it.",
    "{a} Pass its {f} on as {p} and {c}.",
    "{a} As soon as the {f} is known, {c} with it.",
)


def chain(words: Words) -> Episode:
    """A value from the first result becomes an argument of the second call."""
    first = made_up(words, reads=True)
    second, slot = _second_of_chain(words, first)
    key = _key_for(words, slot)
    asked = request(words, first)
    record = fields(words, words.choice((1, 2, 3, 4)), key)
    record[key] = _fresh(words, slot)
    rest = {each.name: each.kind.value(words) for each in second.parameters if each.required}
    rest[slot.name] = record[key]
    arguments = {name: rest[name] for name in second.spec.parameters["properties"] if name in rest}
    text = _chained(words, asked.text, second, slot, key, arguments)
    return _chain_script(words, text, asked, record, (first, second), arguments)


def _second_of_chain(words: Words, first: Tool) -> tuple[Tool, Parameter]:
    while True:
        second = made_up(words, reads=False, arguments=words.choice((1, 1, 2, 2, 3)))
        slots = [
            each
            for each in second.parameters
            if each.required and each.kind.type != "boolean" and "enum" not in each.schema
        ]
        if slots and second.spec.name != first.spec.name:
            return second, words.choice(slots)


def _key_for(words: Words, slot: Parameter) -> str:
    """What the first result calls the value: often as the parameter does."""
    if words.chance(0.5):
        return slot.name
    return f"{words.thing()}_{words.among(lexicon.ATTRIBUTES)}"


def _fresh(words: Words, slot: Parameter) -> JSON:
    return slot.kind.value(words)


def _chained(
    words: Words, first: str, second: Tool, slot: Parameter, key: str, arguments: dict[str, JSON]
) -> str:
    first = first if first[-1] in ".?!" else first + "."
    others = [each for each in second.parameters if each.name in arguments and each is not slot]
    said = join(
        words, [mention(words, each, arguments[each.name], explicit=True) for each in others]
    )
    command = f"{words.choice(second.action.asks)} the {second.object}{said}"
    lowered = first if first.startswith("I ") else first[0].lower() + first[1:]
    text = words.phrasing(THEN).replace("{a}", first).replace("{c0}", lowered)
    text = text.replace("{c}", command).replace("{f}", spoken(key))
    return text.replace("{p}", slot.spoken)


def _chain_script(
    words: Words,
    text: str,
    asked: Request,
    record: dict[str, JSON],
    used: tuple[Tool, Tool],
    arguments: dict[str, JSON],
) -> Episode:
    first, second = used
    result = whole(words, second, arguments)
    script = Script().user(text).calls(call(asked.name, asked.arguments))
    script.results(record_text(words, record))
    script.calls(call(second.spec.name, arguments)).results(result.text).says(result.answer)
    others = distractors(words, words.choice((0, 1, 2, 3)), second)
    return script.episode(first.spec, second.spec, *others)


FIELD_FIRST = (
    "What is the {f} of the {o}{m}?",
    "Tell me the {f} of the {o}{m}.",
    "I need the {f} of the {o}{m}.",
    "What {f} does the {o} have{m}?",
    "Get the {f} of the {o}{m}.",
    "Which {f} has the {o}{m}?",
    "Give me the {o}'s {f}{m}.",
    "Look up the {o}{m} and tell me its {f}.",
    "Fetch the {o}{m}. What is its {f}?",
    "Check the {o}{m}: what is the {f}?",
    "Find the {o}{m} and tell me the {f}.",
    "What's the {f} of the {o}{m}?",
    "Please tell me the {o}'s {f}{m}.",
    "I only need the {f} of the {o}{m}.",
)


def asked_value(words: Words) -> Episode:
    """The user asks for one field of what a tool returns."""
    tool = made_up(words, reads=True, arguments=words.choice((0, 1, 1, 2)))
    key = f"{words.word().lower()}" if words.chance(0.2) else _key(words)
    asked = request(words, tool)
    used = [each for each in tool.parameters if each.name in asked.arguments]
    said = mentions(words, asked.arguments, used, explicit=False)
    text = words.phrasing(FIELD_FIRST).replace("{f}", spoken(key)).replace("{o}", tool.object)
    asked = replace(asked, text=text.replace("{m}", said))
    result = _row_of_list(words, key) if words.chance(0.12) else asked_field(words, key)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = distractors(words, words.choice((0, 1, 2, 3, 4)), tool)
    return script.results(result.text).says(result.answer).episode(tool.spec, *others)


def _key(words: Words) -> str:
    plain_name = words.among(lexicon.ATTRIBUTES)
    return plain_name if words.chance(0.5) else f"{words.thing()}_{plain_name}"


def _row_of_list(words: Words, key: str) -> Result:
    """The record in a list of one, as database tools return it."""
    record = fields(words, words.choice((2, 3, 4)), key)
    return Result(json.dumps([record], ensure_ascii=False), field_answer(key, record[key]))


def follow_up_value(words: Words) -> Episode:
    """A second question about a result that is still there needs no second call."""
    tool = made_up(words, reads=True)
    asked = request(words, tool)
    record = fields(words, words.choice((3, 4, 5)))
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    said = ", ".join(f"{spoken(key)}: {plain(value)}" for key, value in record.items())
    script.results(record_text(words, record)).says(f"{said}.")
    key = words.choice(list(record))
    text = words.phrasing(
        (
            "And the {f}?",
            "What was the {f}?",
            "What is its {f}?",
            "Which {f} was that?",
            "Tell me the {f} again.",
            "So what is the {f}?",
            "And what is the {f}?",
        )
    )
    script.user(text.replace("{f}", spoken(key))).says(field_answer(key, record[key]))
    return script.episode(tool.spec, *distractors(words, words.choice((0, 1, 2)), tool))
