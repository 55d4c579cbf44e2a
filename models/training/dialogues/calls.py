"""One call, two calls in one turn, and calls that use an earlier result."""

from __future__ import annotations

import json
from dataclasses import replace

from agent.types import JSON

from .. import lexicon, phrasings
from ..dialogue import Episode, Script, call
from ..everyday import Everyday, everyday, everyday_request, neighbours
from ..parameters import Parameter, mention
from ..requests import Request, join, mentions, request
from ..results import Result, asked_field, field_answer, fields, plain, record_text, spoken, whole
from ..tools import Tool, made_up
from ..variation import varied
from ..words import Words


def single_call(words: Words) -> Episode:
    """One tool of several, its arguments, and an answer from its result."""
    if words.chance(0.35):
        return everyday_call(words)
    tool = made_up(words)
    asked = request(words, tool)
    result = whole(words, tool, asked.arguments)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = neighbours(words, words.choice((0, 1, 2, 3, 4, 5)), tool)
    return script.results(result.text).says(result.answer).episode(tool.spec, *others)


def many_arguments(words: Words) -> Episode:
    """A call with three or four arguments, where values and names are easily swapped."""
    tool = made_up(words, arguments=words.choice((3, 3, 4)))
    given = {each.name: each.kind.value(words) for each in tool.parameters}
    asked = request(words, tool, given)
    result = whole(words, tool, asked.arguments)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = neighbours(words, words.choice((0, 0, 1, 2)), tool)
    return script.results(result.text).says(result.answer).episode(tool.spec, *others)


def everyday_call(words: Words) -> Episode:
    """A tool that people try first, asked for in everyday words."""
    kind, spec, called = everyday(words)
    asked = everyday_request(words, kind, spec, called)
    result = _everyday_result(words, kind, asked)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = neighbours(words, words.choice((0, 1, 2, 3)))
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
    "{a} Oh, and {c}",
    "{a} Apart from that, {c}",
    "{a} On top of that, {c}",
    "{a} As well as that: {c}",
    "{a} Next: {c}",
    "{a} After that, {c}",
    "{a} Plus: {c}",
    "{a} What is more, {c}",
    "{a} Moreover, {c}",
    "{a} Another thing: {c}",
    "{a} One more thing: {c}",
    "{a} Second: {c}",
    "{a} Meanwhile, {c}",
    "{a} While you are at it, {c}",
    "{a} Separately, {c}",
    "{a} Independently of that, {c}",
    "{a} Together with that: {c}",
    "{a} Along with it, {c}",
    "{a}\n\n{b}",
    "- {a}\n- {b}",
    "* {a}\n* {b}",
    "a) {a} b) {b}",
    "(1) {a} (2) {b}",
    "1) {a}\n2) {b}",
    "I have two requests. {a} {b}",
    "Two tasks for you:\n{a}\n{b}",
    "I need two things. One: {c0} Two: {c}",
    "My first wish: {c0} My second wish: {c}",
    "Both of these, please: {c0} {b}",
    "Please do two things: {c0} {b}",
    "On the one hand, {c0} On the other hand, {c}",
    "Here is the first job: {c0} Here is the second: {c}",
    "Task one: {c0} Task two: {c}",
    "Job 1: {c0}\nJob 2: {c}",
    "To begin with, {c0} Then {c}",
    "For a start, {c0} Further, {c}",
    "{a}\n{b}\nBoth at once, please.",
    "{a}\n{b}\nThat is all.",
    "{a} There is a second thing: {c}",
    "{a} I also have this: {c}",
    "{a} My other request: {c}",
    "{a} Additionally, {c}",
    "{a} Likewise, {c}",
    "{a} Not only that: {c}",
    "{a} Besides that I have another one. {b}",
    "{a}\nAnd: {c}",
    "{a}\nAlso: {c}",
    "{a} In parallel, {c}",
    "A couple of things. {a} {b}",
    "Do these in one go: {c0} {b}",
    "{a}\n---\n{b}",
    "Start with this: {c0} Finish with this: {c}",
)


_JOINTS = (*JOINTS, *phrasings.JOINTS)


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
    if words.chance(0.3):
        kind, spec, called = everyday(words)
        return everyday_request(words, kind, spec, called), None, Script().episode(spec)
    tool = made_up(words)
    return request(words, tool), tool, Script().episode(tool.spec)


def joined(words: Words, first: str, second: str) -> str:
    """Two requests as one message."""
    first = first if first[-1] in ".?!" else first + "."
    form = varied(words, _JOINTS)
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
    others = neighbours(words, words.choice((0, 1, 2, 3)))
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
    "{verb} the {o}{one} plus{two}",
    "{verb} the {o}{one} and once more{two}",
    "{verb} the {o}{one} and again{two}",
    "{verb} the {o}{one} and then{two}",
    "{verb} the {o}{one}, then{two}",
    "{verb} the {o}{one}; also{two}",
    "{verb} the {o}{one} and also{two}",
    "{verb} the {o}{one} and, separately,{two}",
    "{verb} the {o} two times: once{one} and once{two}",
    "{verb} the {o} once{one} and once{two}",
    "{verb} the {o} first{one}, second{two}",
    "{verb} the {o}{one}, and one more{two}",
    "{verb} the {o}{one} and a second one{two}",
    "{verb} the {o}{one} together with the one{two}",
    "{verb} the {o}{one} along with the one{two}",
    "{verb} two of them: the {o}{one} and the {o}{two}",
    "{verb} the {o}{one}. And the {o}{two}",
    "{verb} the {o}{one}. The same{two}",
    "{verb} the {o}{one}. Likewise{two}",
    "{verb} the {o}{one}. Do it again{two}",
    "{verb} the {o}{one}.\n{verb} the {o}{two}",
    "{verb} the {o}{one}. {verb} the {o}{two}",
    "1. {verb} the {o}{one}\n2. {verb} the {o}{two}",
    "- {verb} the {o}{one}\n- {verb} the {o}{two}",
    "Twice, please. {verb} the {o}{one} and{two}",
    "Two calls. {verb} the {o}{one}; the other one{two}",
    "{verb} the {o}, once{one}, once{two}",
    "{verb} the {o} in two cases: one{one}, the other{two}",
    "{verb} the {o}{one}, followed by another{two}",
    "{verb} the {o}{one} and do the same{two}",
    "{verb} the {o}{one}, and repeat that{two}",
    "{verb} two {o}s: one{one} and one{two}",
    "I want two of them. {verb} the {o}{one} and{two}",
    "{verb} the {o}{one}. After that{two}",
)


_TWICE = (*TWICE, *phrasings.TWICE)


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
    text = varied(words, _TWICE).replace("{verb}", verb).replace("{o}", tool.object)
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
    "{a} Then {c}, and the {p} for that is the {f} you got.",
    "{a} Then {c}; take the {f} from the answer as {p}.",
    "{a} Whatever {f} comes out, {c} with that.",
    "{a} Whatever its {f} is, {c} with it.",
    "{a} Use what you get for {f} to {c}.",
    "{a} Feed its {f} into this: {c}.",
    "{a} Feed the {f} in as {p} when you {c}.",
    "{a} The {f} it reports goes into {p}: {c}.",
    "{a} The {f} that comes back is the {p} when you {c}.",
    "{a} That gives you the {f}. Use it to {c}.",
    "{a} It will have a {f}. Take that and {c}.",
    "{a} Its {f} is what I need as {p}: {c}.",
    "{a} From the result take the {f} and {c} with it as {p}.",
    "{a} Read the {f} off the result, then {c} using it.",
    "{a} When the {f} is there, {c} with it.",
    "{a} When you see the {f}, {c}, the {p} being that same value.",
    "{a} After you have the {f}, {c} with exactly that.",
    "{a} As soon as you know the {f}, use it as the {p} and {c}.",
    "{a} Having got the {f}, {c} with it.",
    "{a} Given the {f} in the answer, {c}.",
    "{a} Based on the {f} it returns, {c}.",
    "{a} By means of the {f} you find there, {c}.",
    "{a} Knowing the {f}, {c} with that as its {p}.",
    "{a} For the second step, {c}; its {p} comes from the {f}.",
    "{a} In the second step, {c} with the {f} of the first.",
    "{a} Second step: {c}. The {p} is the {f} from step one.",
    "Step 1: {c0} Step 2: {c} with the {f} from step 1.",
    "Step one: {c0}\nStep two: take the {f} and {c} with it.",
    "1. {a}\n2. With the {f} from 1, {c}.",
    "1. {a}\n2. Use the {f} as {p}: {c}.",
    "1) {a}\n2) {c}, where the {p} is the {f} from 1).",
    "a) {a} b) {c}, using the {f} that a) gives.",
    "- {a}\n- then {c} with the {f} found above",
    "{a}\nThen {c}.\nThe {p} is the {f} from the first result.",
    "{a}\nAfterwards {c} with the {f} you were given.",
    "To {c}, you need the {f} first: {c0} Then do it.",
    "Before you can {c}, find the {f}: {c0} Then go on with that {f}.",
    "I want to {c}. The {p} is the {f} of this: {c0}",
    "I'd like you to {c} with a {f} that you have to find out first: {c0}",
    "Please {c} with the {f} that you find here: {c0}",
    "The goal is to {c}. For the {p}, use the {f} from this: {c0}",
    "We have to {c}. Its {p} is the {f} that you learn so: {c0}",
    "First: {c0} Next, with the {f} in hand, {c}.",
    "First things first: {c0} After that {c} with the {f} from there.",
    "Begin with this: {c0} Continue with the {f}: {c}.",
    "Start here: {c0} Then {c} and put the {f} in as {p}.",
    "Two steps: {c0} Then {c} with the {f} that the first one gave.",
    "Do this in order: {c0} Then, taking its {f}, {c}.",
    "One thing after the other: {c0} When that is done, {c} with the resulting {f}.",
    "{a} That {f} is then the {p}: {c}.",
    "{a} That done, {c} with the {f} it showed.",
    "{a} I need its {f} in order to {c}, so do that as well.",
    "{a} I want the {f} so that you can {c} with it; do both.",
    "{a} The point is the {f}: {c} with it.",
    "{a} What matters is the {f}, because you are to {c} with it.",
    "{a} You will find a {f} there; {c} with that.",
    "{a} There you get the {f}, and with it you {c}.",
    "{a} Out of that comes the {f}. With that value, {c}.",
    "{a} Hand the {f} over as the {p} and {c}.",
    "{a} Give its {f} to the next call as {p}: {c}.",
    "{a} Carry the {f} over into {p} and {c}.",
    "{a} Copy the {f} from the answer into {p} and {c}.",
    "{a} Put the {f} you receive in for {p}, then {c}.",
    "{a} Set {p} to the {f} that it says and {c}.",
    "{a} Let the {f} from it be the {p} and {c}.",
    "{a} Keep the {f} and {c} with that one.",
    "{a} Note the {f}; after that {c} with it.",
    "{a} Remember the {f}, you need it to {c} next.",
    "{a} Its {f} is for the next job: {c}.",
    "{a} Right after, {c} with the {f} that it returned.",
    "{a} Straight after that, {c}, and use the returned {f} for {p}.",
    "{a} Finally {c} with the {f} from above.",
    "{a} Subsequently {c}, passing on the {f}.",
    "{a} Follow up with the {f}: {c}.",
    "{a} Go on with its {f} and {c}.",
    "{a} Proceed with the {f} from there and {c}.",
    "{a} And {c} with whatever {f} it has.",
    "{a} And with its {f}, {c}.",
    "{a} Also {c}, its {p} being the {f} from the first answer.",
    "{a} Please also {c} with the {f} you find.",
    "{a} Could you then {c} with the {f} from it?",
    "{a} Can you {c} with the {f} you get there?",
    "{a} And would you {c} with that {f} afterwards?",
    "{a} Once that is known, {c} with the {f}.",
    "{a} Once it has told you the {f}, {c}; the {p} is that {f}.",
    "{a} The answer contains the {f}. Use this as the {p} and {c}.",
    "{a} The result has the {f} in it, so {c} with that.",
    "{a} The {f} in the result is the {p} for the next one: {c}.",
    "{a} The same {f} is needed next: {c} with it.",
    "{a} Using the {f} from the result, {c}.",
    "{a} Using that answer's {f} as the {p}, {c}.",
    "{a} Taking its {f} as the {p}, {c}.",
    "{a} Insert its {f} under {p} and {c}.",
    "{a} Plug the {f} into {p} and {c}.",
    "{a} Now that you have the {f}, {c} with it.",
    "{a} With the {f} found there as {p}, {c}.",
    "{a} Then use its {f}: {c}.",
    "{a} Then, for the {f} you got, {c}.",
    "{a} Then {c}. Take the {f} from the first result for that.",
    "{a} Then {c}. As {p}, use the {f} that came back.",
    "{a} Then {c}. What goes into {p} is the {f} from before.",
    "{a} Then {c} - the {p} should be the {f} you just got.",
    "{a} Then {c} ({p} = the {f} from the result).",
    "{a} Then {c} with {p} set to the {f} from that.",
    "{a} Then {c}, its {p} equal to the {f} in the answer.",
    "{a} Then {c} where {p} is the {f} just found.",
    "{a} -> {f} -> {c}",
    "{a} => take the {f}, {c}",
)


_THEN = (*THEN, *phrasings.THEN)


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
    return f"{words.thing()}_{words.choice(lexicon.ATTRIBUTES)}"


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
    text = varied(words, _THEN).replace("{a}", first).replace("{c0}", lowered)
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
    others = neighbours(words, words.choice((0, 1, 2, 3)), second)
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
    "What {f} is given for the {o}{m}?",
    "What is the {o}'s {f}{m}?",
    "What's the {o}'s {f}{m}?",
    "How about the {f} of the {o}{m}?",
    "What about the {o}'s {f}{m}?",
    "What {f} do you find for the {o}{m}?",
    "Which {f} is listed for the {o}{m}?",
    "Which {f} belongs to the {o}{m}?",
    "Which {f} does the {o} show{m}?",
    "What would be the {f} of the {o}{m}?",
    "Do you know the {f} of the {o}{m}?",
    "Can you tell me the {f} of the {o}{m}?",
    "Can you find out the {o}'s {f}{m}?",
    "Could you look up the {f} of the {o}{m}?",
    "Could you check which {f} the {o} has{m}?",
    "Would you tell me what {f} the {o} has{m}?",
    "May I know the {f} of the {o}{m}?",
    "Can I have the {o}'s {f}{m}?",
    "I want to know the {f} of the {o}{m}.",
    "I'd like to know the {o}'s {f}{m}.",
    "I would like the {f} of the {o}{m}.",
    "I am looking for the {f} of the {o}{m}.",
    "I'm interested in the {f} of the {o}{m}.",
    "I wonder what {f} the {o} has{m}.",
    "I have to know the {o}'s {f}{m}.",
    "I forgot the {f} of the {o}{m}.",
    "We need the {o}'s {f}{m}.",
    "Let me know the {f} of the {o}{m}.",
    "Show me the {f} of the {o}{m}.",
    "Find out the {f} of the {o}{m}.",
    "Find out which {f} the {o} has{m}.",
    "See which {f} the {o} has{m}.",
    "Look at the {o}{m}. Which {f} does it have?",
    "Look at the {o}{m} and report its {f}.",
    "Have a look at the {o}{m}: which {f} has it?",
    "Read the {f} off the {o}{m}.",
    "From the {o}{m} I need the {f}.",
    "From the {o}{m}, only the {f}.",
    "For the {o}{m}, what is the {f}?",
    "About the {o}{m}: what {f} does it have?",
    "As for the {o}{m}, I need its {f}.",
    "The {o}{m}: which {f}?",
    "The {o}{m} - its {f}, please.",
    "The {f} of the {o}{m}, please.",
    "The {o}'s {f}{m}?",
    "{f} of the {o}{m}",
    "{f} of the {o}{m}?",
    "Just the {f} of the {o}{m}.",
    "Only the {o}'s {f}{m}, nothing else.",
    "Nothing but the {f} of the {o}{m}, please.",
    "Please get me the {f} of the {o}{m}.",
    "Please look up which {f} the {o} has{m}.",
    "Please find the {o}{m} and give me its {f}.",
    "Quick question: what is the {f} of the {o}{m}?",
    "Question: which {f} does the {o} have{m}?",
    "Hi, what {f} does the {o} have{m}?",
    "Hello, I need the {o}'s {f}{m}.",
    "My question is the {f} of the {o}{m}.",
    "My boss wants the {f} of the {o}{m}.",
    "Someone asked for the {o}'s {f}{m}.",
    "Check which {f} the {o} has{m}.",
    "Check the {f} of the {o}{m}.",
    "Retrieve the {o}{m} and say what its {f} is.",
    "Pull up the {o}{m}. I want to know its {f}.",
    "Bring up the {o}{m}, then tell me the {f}.",
    "Get the {o}{m}. What {f} does it show?",
    "There should be a {f} on the {o}{m}. What is it?",
)


ALL_FIELD_FIRST = (*FIELD_FIRST, *phrasings.FIELD_FIRST)


def asked_value(words: Words) -> Episode:
    """The user asks for one field of what a tool returns."""
    tool = made_up(words, reads=True, arguments=words.choice((0, 1, 1, 2)))
    key = f"{words.word().lower()}" if words.chance(0.2) else _key(words)
    asked = request(words, tool)
    used = [each for each in tool.parameters if each.name in asked.arguments]
    said = mentions(words, asked.arguments, used, explicit=False)
    text = varied(words, ALL_FIELD_FIRST).replace("{f}", spoken(key)).replace("{o}", tool.object)
    asked = replace(asked, text=text.replace("{m}", said))
    result = _row_of_list(words, key) if words.chance(0.12) else asked_field(words, key)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    others = neighbours(words, words.choice((0, 1, 2, 3, 4)), tool)
    return script.results(result.text).says(result.answer).episode(tool.spec, *others)


def _key(words: Words) -> str:
    plain_name = words.choice(lexicon.ATTRIBUTES)
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
            "Which {f} did it say?",
            "What did it say about the {f}?",
            "What {f} did you get?",
            "What {f} was it?",
            "What {f} did that have?",
            "Remind me of the {f}.",
            "Repeat the {f}, please.",
            "Say the {f} once more.",
            "Could you repeat the {f}?",
            "Can you give me the {f} again?",
            "Can you remind me what the {f} was?",
            "Would you tell me its {f}?",
            "Please tell me the {f}.",
            "Give me just the {f}.",
            "Just the {f}, please.",
            "Only the {f}, please.",
            "The {f}?",
            "The {f} again, please.",
            "{f}?",
            "And {f}?",
            "And its {f}?",
            "And what {f} does it have?",
            "And the {f} was what?",
            "How about the {f}?",
            "What about its {f}?",
            "So the {f} is?",
            "So which {f} does it have?",
            "Ok, and the {f}?",
            "Thanks. And the {f}?",
            "Thanks, what is the {f} there?",
            "I missed the {f}.",
            "I only wanted the {f}.",
            "I forgot the {f}, what is it?",
            "Sorry, what was the {f}?",
            "Of those, what is the {f}?",
            "From this result, what is the {f}?",
            "In that answer, what is the {f}?",
            "Looking at that, what is the {f}?",
            "Which of these is the {f}?",
            "Which value is the {f}?",
            "What value does the {f} have?",
            "What does it give as the {f}?",
            "Now tell me only the {f}.",
            "One more time: the {f}?",
            "Let me hear the {f} again.",
            "What exactly is the {f}?",
            "What is the {f} again?",
            "What was its {f} again?",
        )
    )
    script.user(text.replace("{f}", spoken(key))).says(field_answer(key, record[key]))
    return script.episode(tool.spec, *neighbours(words, words.choice((0, 1, 2)), tool))
