"""Results with one fact and much beside it: the fact is the answer, and one call was enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from agent.types import JSON

from .. import prose
from ..dialogue import Episode, Script, call
from ..everyday import neighbours
from ..requests import mentions, request
from ..results import VALUES, field_answer, fields, key_name, plain, spoken
from ..tools import Tool, made_up
from ..variation import varied
from ..words import Words
from .calls import ALL_FIELD_FIRST

CHARACTERS_PER_TOKEN = 2.8
"""Of the shipped tokenizer, on these texts."""

QUESTIONS = (
    "What is the {f} of {o} {v}?",
    "What is the {f} of the {o} {v}?",
    "What's the {f} of {o} {v}?",
    "Which {f} does {o} {v} have?",
    "Which {f} has {o} {v}?",
    "Tell me the {f} of {o} {v}.",
    "Give me the {f} of {o} {v}",
    "I need the {f} of {o} {v}.",
    "{o} {v}: what is its {f}?",
    "Look at {o} {v} and tell me the {f}.",
    "Read {o} {v}. What is the {f}?",
    "For {o} {v}, what {f} is given?",
    "Find out the {f} of {o} {v}.",
    "And the {f} of {o} {v}?",
    "How about the {f} of {o} {v}?",
    "Say the {f} of {o} {v}",
    "Get the {f} of the {o} {v}.",
    "Do you know the {f} of {o} {v}?",
    "Could you check the {f} of {o} {v}?",
    "Please look up the {f} of {o} {v}.",
    "Look up the {f} of {o} {v}.",
    "Please get the {f} of {o} {v}.",
    "Please check the {f} of the {o} {v}.",
    "Please tell me the {f} of {o} {v}",
    "Fetch the {f} of {o} {v}.",
    "Read the {f} of {o} {v}.",
    "Read me the {f} of {o} {v}.",
    "Show the {f} of {o} {v}.",
    "Show me the {f} of the {o} {v}",
    "Check the {f} of {o} {v}.",
    "Can you get the {f} of {o} {v}?",
    "Can you tell me the {f} of {o} {v}?",
    "Could you look up the {f} of {o} {v}?",
    "Would you find the {f} of {o} {v}?",
    "I want the {f} of {o} {v}.",
    "I want to know the {f} of {o} {v}.",
    "I'd like the {f} of the {o} {v}.",
    "I am after the {f} of {o} {v}.",
    "We need the {f} of {o} {v}",
    "What {f} does {o} {v} have?",
    "What {f} has the {o} {v}?",
    "What does {o} {v} have as its {f}?",
    "What is given as the {f} of {o} {v}?",
    "What about the {f} of {o} {v}?",
    "Now the {f} of {o} {v}.",
    "Next, the {f} of {o} {v}.",
    "Then the {f} of {o} {v}, please.",
    "{o} {v}, what {f}?",
    "{o} {v}: {f}?",
    "{f} of {o} {v}?",
    "{f} of {o} {v}, please",
    "From {o} {v} I need the {f}.",
    "In {o} {v}, what is the {f}?",
    "On {o} {v}: what is the {f}?",
    "As for {o} {v}, what is its {f}?",
    "Take {o} {v} and tell me its {f}.",
    "Have a look at {o} {v}: its {f}?",
    "Is there a {f} for {o} {v}?",
    "Tell me about {o} {v}: the {f}.",
    "Let me know the {f} of {o} {v}.",
)
ORDERS = (
    "Read the {o} {v}.",
    "Read {o} {v}",
    "Show me the {o} {v}.",
    "Show {o} {v}",
    "Get {o} {v}.",
    "Get me the {o} {v}",
    "Fetch the {o} {v}, please.",
    "Look up {o} {v}.",
    "Look at {o} {v}.",
    "Open {o} {v}.",
    "What does {o} {v} say?",
    "What is in the {o} {v}?",
    "Now {o} {v}.",
    "Go on with {o} {v}",
    "Then read the {o} {v}.",
    "I want to see {o} {v}.",
    "Check {o} {v}, please.",
    "Please read {o} {v}.",
    "Bring up {o} {v}.",
    "Call up the {o} {v}.",
    "Load {o} {v}.",
    "Pull up the {o} {v}",
    "Display {o} {v}.",
    "Print the {o} {v}.",
    "Give me {o} {v}.",
    "Give me the {o} {v}, please.",
    "Let me see {o} {v}.",
    "Let me have the {o} {v}.",
    "I need {o} {v}.",
    "I need the {o} {v}",
    "I'd like to read {o} {v}.",
    "Can you read {o} {v}?",
    "Can you open the {o} {v}?",
    "Could you show {o} {v}?",
    "Could you get the {o} {v}?",
    "Would you look at {o} {v}?",
    "Please open {o} {v}.",
    "Please get the {o} {v}",
    "Please show me {o} {v}.",
    "Take {o} {v} next.",
    "Next, {o} {v}.",
    "Next is {o} {v}",
    "And {o} {v}?",
    "And now the {o} {v}.",
    "Then {o} {v}, please.",
    "Also read {o} {v}.",
    "Go to {o} {v}.",
    "Have a look at the {o} {v}.",
    "{o} {v}",
    "{o} {v}, please.",
    "{o} {v}?",
)
STATEMENTS = (
    "The {f} of {o} {v} is {x}.",
    "The {f} of the {o} {v} is {x}.",
    "The {f} of the {o} is {x}.",
    "The {f} is {x}.",
    "{o} {v} has a {f} of {x}.",
    "{o} {v}: the {f} is {x}.",
    "Its {f} is {x}.",
    "For {o} {v} the {f} is {x}.",
    "Here the {f} is {x}.",
    "At present the {f} is {x}.",
    "{x} is the {f}.",
    "{x} is the {f} of {o} {v}.",
    "{x} is its {f}.",
    "It has a {f} of {x}.",
    "It has {x} as its {f}.",
    "Today its {f} is {x}.",
    "The {o} has {x} as {f}.",
    "The {o} has a {f} of {x}.",
    "The {o}'s {f} is {x}.",
    "This {o} has the {f} {x}.",
    "This {o}'s {f} is {x}.",
    "That {o} has the {f} {x}.",
    "Our {f} is {x}.",
    "Our {o} has a {f} of {x}.",
    "Note that the {f} is {x}.",
    "We found a {f} of {x}.",
    "We measured a {f} of {x}.",
    "As {f} we have {x}.",
    "As its {f} it has {x}.",
    "With {x} as the {f}, {o} {v} is fine.",
    "The last {f} was {x}.",
    "The {f} was {x}.",
    "The {f} has been {x} since then.",
    "The {f} reads {x}.",
    "The {f} stands at {x}.",
    "The {f} shows {x}.",
    "The {f} there is {x}.",
    "The {f} in question is {x}.",
    "The {f} of this {o} is {x}.",
    "The {f} of that {o}: {x}.",
    "The current {f} is {x}.",
    "Its current {f} is {x}.",
    "Its {f} was {x}.",
    "Its {f} reads {x}.",
    "Its {f} has been {x}.",
    "Their {f} is {x}.",
    "{o} {v}'s {f} is {x}.",
    "{o} {v} shows {x} as its {f}.",
    "{o} {v} has {x} for a {f}.",
    "{f} of {o} {v}: {x}.",
    "{f} here: {x}.",
    "{f} is {x}.",
    "Regarding the {f}: {x}.",
    "By now the {f} is {x}.",
    "Right now the {f} is {x}.",
    "A {f} of {x} is given.",
    "A {f} of {x} was noted for {o} {v}.",
    "There is a {f} of {x}.",
)


def found_in_noise(words: Words) -> Episode:
    """One to five records, each with its fact in a text that says nothing."""
    count = words.choice((1, 1, 1, 2, 3, 5))
    most = 700 if count < 3 else 250
    return records(words, [words.rng.randint(40, most) for _ in range(count)])


def records(words: Words, sizes: Sequence[int]) -> Episode:
    """Questions and orders for one tool, with a result of about so many tokens each."""
    tool = _keyed(words)
    key = key_name(words)
    style = words.choice(NOISES)
    script = Script()
    seen: list[JSON] = []
    for number, size in enumerate(sizes, 1):
        value = _value(words, tool, seen)
        if value in seen:
            break
        seen.append(value)
        if words.chance(0.3):
            key = key_name(words)
        ordered = words.chance(0.3)
        script.user((_order if ordered else _question)(words, tool, key, value))
        script.calls(call(tool.spec.name, {tool.parameters[0].name: value}, number))
        fact, answer = _fact(words, tool, key, value, sentence=ordered or words.chance(0.7))
        place = 0.0 if ordered or words.chance(0.55) else words.choice((1.0, words.rng.random()))
        script.results(_among(fact, list(style(words, size, key)), place)).says(answer)
    return script.episode(tool.spec, *neighbours(words, words.choice((0, 0, 1, 2))))


def _keyed(words: Words) -> Tool:
    """A tool that reads one thing by its number, name or code."""
    while True:
        tool = made_up(words, reads=True, arguments=1)
        slot = tool.parameters[0]
        plain_type = slot.kind.type in ("string", "integer") and "enum" not in slot.schema
        if slot.required and plain_type and not slot.kind.quoted:
            return tool


def _value(words: Words, tool: Tool, seen: list[JSON]) -> JSON:
    """The next one, often the one after the last where they are numbers."""
    last = seen[-1] if seen else None
    value = tool.parameters[0].kind.value(words)
    if isinstance(last, int) and words.split == "train" and words.chance(0.5):
        value = last + 1
    for _ in range(20):
        if value not in seen:
            break
        value = tool.parameters[0].kind.value(words)
    return value


def _question(words: Words, tool: Tool, key: str, value: JSON) -> str:
    if words.chance(0.6):
        text = varied(words, QUESTIONS).replace("{v}", plain(value))
    else:
        said = mentions(
            words, {tool.parameters[0].name: value}, list(tool.parameters), explicit=False
        )
        text = varied(words, ALL_FIELD_FIRST).replace("{m}", said)
    return text.replace("{f}", spoken(key)).replace("{o}", tool.object)


def _order(words: Words, tool: Tool, key: str, value: JSON) -> str:
    if words.chance(0.3):
        return request(words, tool, {tool.parameters[0].name: value}).text
    return varied(words, ORDERS).replace("{o}", tool.object).replace("{v}", plain(value))


def _fact(words: Words, tool: Tool, key: str, value: JSON, *, sentence: bool) -> tuple[str, str]:
    """The line that holds the fact, and what is answered."""
    content = words.choice(VALUES)(words)
    if not sentence:
        form = words.choice(("{k}: {x}", "{k}: {x}", "{k} = {x}", "- {k}: {x}"))
        name = words.choice((key, spoken(key)))
        return form.replace("{k}", name).replace("{x}", plain(content)), field_answer(key, content)
    form = words.phrasing(STATEMENTS).replace("{f}", spoken(key)).replace("{o}", tool.object)
    text = form.replace("{v}", plain(value)).replace("{x}", plain(content))
    text = text[0].upper() + text[1:]
    return text, text


def _among(fact: str, lines: list[str], place: float) -> str:
    lines.insert(round(place * len(lines)), fact)
    return "\n".join(lines)


def _until(size: int, line: Callable[[], str]) -> Iterator[str]:
    """Lines until there are about so many tokens."""
    left = size * CHARACTERS_PER_TOKEN
    while left > 0:
        made = line()
        left -= len(made) + 1
        yield made


def _random_words(words: Words, size: int, key: str) -> Iterator[str]:
    known = [words.part() for _ in range(words.choice((5, 10, 20, 60)))]
    width = words.choice((5, 8, 12, 20))
    return _until(size, lambda: " ".join(words.choice(known) for _ in range(width)))


def _prose(words: Words, size: int, key: str) -> Iterator[str]:
    sentences = words.choice((1, 2, 4, 8))
    return _until(size, lambda: prose.paragraph(words, [], sentences))


def _other_fields(words: Words, size: int, key: str) -> Iterator[str]:
    form = words.choice(("{k}: {v}", "{k} = {v}", "- {k}: {v}"))

    def line() -> str:
        name, value = next(iter(fields(words, 1).items()))
        name = f"{words.part()}_{name}" if spoken(key) in spoken(name) else name
        return form.replace("{k}", name).replace("{v}", plain(value))

    return _until(size, line)


def _log(words: Words, size: int, key: str) -> Iterator[str]:
    level = ("INFO", "DEBUG", "WARN", "ERROR")

    def line() -> str:
        head = f"{words.rng.randint(0, 23):02}:{words.rng.randint(0, 59):02}"
        return f"{head} {words.choice(level)} {words.part()}: {prose.sentence(words)}"

    return _until(size, line)


NOISES: tuple[Callable[[Words, int, str], Iterator[str]], ...] = (
    _random_words,
    _random_words,
    _prose,
    _other_fields,
    _log,
)
