"""What a user says to get a made-up tool called, and the arguments that are then right."""

from __future__ import annotations

from dataclasses import dataclass

from agent.types import JSON

from .parameters import Parameter, mention, spoken_value
from .tools import Tool
from .words import Words


@dataclass(frozen=True, slots=True)
class Request:
    """A user's sentence and the call that it asks for."""

    text: str
    name: str
    arguments: dict[str, JSON]


OPENINGS = (
    *(
        "",
        "",
        "",
        "",
        "",
        "",
        "Please ",
        "Please ",
        "Can you ",
        "Could you ",
        "I would like you to ",
    ),
    *("I need you to ", "Would you ", "Hi, please ", "Go ahead and ", "Now ", "Could you please "),
    *("I want you to ", "You should ", "Kindly ", "Hey, can you ", "Let us ", "Next, ", "Just "),
    *(
        "Be so kind and ",
        "Time to ",
        "Would you mind and ",
        "I have to ",
        "We need to ",
        "Help me ",
    ),
    *("Hello, could you ", "I'd like to ", "Quickly ", "Then ", "Your task: ", "Ok, ", "So, "),
    *("You have to ", "It is time to ", "Do me a favour and ", "I want to ", "Let's ", "First, "),
    *(
        "Can you please ",
        "I need to ",
        "Hi, can you ",
        "Would you please ",
        "Ok, now ",
        "We have to ",
    ),
    *("Hello, please ", "You need to ", "So please "),
)
ARTICLES = ("the ", "a ", "", "the ", "my ", "our ", "this ", "that ", "one ", "another ", "your ")
READING = (
    "What is the {o}{m}?",
    "I need the {o}{m}.",
    "Give me the {o}{m}.",
    "What's the {o}{m}?",
    "I want to know the {o}{m}.",
    "Do you know the {o}{m}?",
    "Show the {o}{m}",
    "The {o}{m}, please.",
    "Let me see the {o}{m}.",
    "How about the {o}{m}?",
    "What about the {o}{m}?",
    "I am looking for the {o}{m}.",
    "Is there a {o}{m}?",
    "Are there any {o}s{m}?",
    "{o}{m}",
    "{o}{m}?",
    "Which {o}s are there{m}?",
    "Do we have a {o}{m}?",
    "I wonder what the {o} is{m}.",
    "What {o} do we have{m}?",
    "Can I have the {o}{m}?",
    "Any {o}{m}?",
    "How is the {o}{m}?",
    "I would like to know the {o}{m}.",
    "Could you tell me the {o}{m}?",
    "I want the {o}{m}.",
    "What is our {o}{m}?",
    "May I see the {o}{m}?",
    "Which {o} is there{m}?",
)
"""Ways of asking for a tool that gives information."""

BY_NAME = (
    "Make a call of {t}{m}.",
    "Execute {t}{m}.",
    "Use {t}{m}.",
    "Call {t}{m}.",
    "Run {t}{m}",
    "{t}{m}",
    "Use the {t} tool{m}.",
    "I want {t} to run{m}.",
    "Please use the tool {t}{m}.",
    "Invoke {t}{m}.",
    "I want {t}{m}.",
    "Try {t}{m}.",
    "Do {t}{m}.",
    "Use {t} and tell me what it says{m}.",
    "With {t}:{m}",
    "I need the tool {t}{m}.",
    "Call {t} for me{m}.",
    "You can use {t}{m}.",
    "Call the tool {t}{m}.",
    "Please call {t}{m}.",
    "Please use {t}{m}.",
)


def request(words: Words, tool: Tool, given: dict[str, JSON] | None = None) -> Request:
    """A request for `tool`, with random arguments, or with those `given`."""
    arguments = chosen_arguments(words, tool) if given is None else given
    return Request(sentence(words, tool, arguments), tool.spec.name, arguments)


def chosen_arguments(words: Words, tool: Tool) -> dict[str, JSON]:
    """Values for the required parameters and for some of the others, in the schema's order."""
    return {
        each.name: each.kind.value(words)
        for each in tool.parameters
        if each.required or words.chance(0.4)
    }


def sentence(words: Words, tool: Tool, arguments: dict[str, JSON]) -> str:
    """The user's words for one call."""
    used = [each for each in tool.parameters if each.name in arguments]
    draw = words.rng.random()
    if used and draw < 0.06:
        return _form(words, tool, arguments, used)
    if used and draw < 0.11:
        return _positional(words, tool, arguments, used)
    if draw < 0.22:
        frame = words.phrasing(BY_NAME)
        said = mentions(words, arguments, used, explicit=words.chance(0.8))
        return frame.replace("{t}", tool.spec.name).replace("{m}", said)
    said = mentions(words, arguments, used, explicit=False)
    if tool.action.reads and draw < 0.5:
        return words.phrasing(READING).replace("{o}", tool.object).replace("{m}", said)
    return _imperative(words, tool, said)


def _imperative(words: Words, tool: Tool, said: str) -> str:
    opening = words.phrasing(OPENINGS)
    verb = words.choice(tool.action.asks)
    article = words.choice(ARTICLES)
    if article == "a " and tool.object[0] in "aeiou":
        article = "an "
    text = f"{opening}{verb} {article}{tool.object}{said}"
    asking = opening.startswith(("Can", "Could", "Would", "Hey"))
    text += "?" if asking else words.choice((".", ".", "", ""))
    if words.chance(0.85):
        text = text[0].upper() + text[1:]
    if words.chance(0.06):
        text += words.choice((" Thanks.", " Thank you!", " That would help.", " It is urgent."))
    return text


def mentions(
    words: Words, arguments: dict[str, JSON], used: list[Parameter], *, explicit: bool
) -> str:
    """All arguments in one run of text, in an order of the user's own."""
    order = words.shuffled(used) if words.chance(0.6) else list(used)
    order.sort(key=lambda each: each.kind.quoted)
    said = [
        mention(words, each, arguments[each.name], explicit=explicit or words.chance(0.15))
        for each in order
    ]
    return join(words, said)


def join(words: Words, said: list[str]) -> str:
    """Mentions as one run of text that starts with a space."""
    if not said:
        return ""
    style = words.rng.random()
    if style < 0.4 or len(said) == 1:
        return " " + " ".join(said)
    if style < 0.75:
        return " " + ", ".join(said[:-1]) + " and " + said[-1].removeprefix("and ")
    if style < 0.9:
        return " " + ", ".join(said)
    return ", " + ", ".join(said)


def _form(words: Words, tool: Tool, arguments: dict[str, JSON], used: list[Parameter]) -> str:
    """The arguments on lines of their own, as in a form."""
    bullet = words.choice(("- ", "", "* "))
    lines = [
        f"{bullet}{each.spoken if words.chance(0.5) else each.name}: "
        f"{spoken_value(words, each.kind, arguments[each.name]).lower() if isinstance(arguments[each.name], bool) else _plain(arguments[each.name])}"
        for each in words.shuffled(used)
    ]
    verb = words.choice(tool.action.asks)
    return f"{verb.capitalize()} the {tool.object}:\n" + "\n".join(lines)


def _plain(value: JSON) -> str:
    return value if isinstance(value, str) else repr(value)


def _positional(words: Words, tool: Tool, arguments: dict[str, JSON], used: list[Parameter]) -> str:
    """The values alone, in the schema's order."""
    verb = words.choice((tool.spec.name, f"{words.choice(tool.action.asks)} the {tool.object}"))
    values = [
        str(arguments[each.name]).lower()
        if isinstance(arguments[each.name], bool)
        else spoken_value(words, each.kind, arguments[each.name])
        for each in used
    ]
    lead = words.choice(("Run", "Use", "Call")) + " " if verb == tool.spec.name else ""
    text = f"{lead}{verb} with {join(words, values).strip(' ,')}"
    return text[0].upper() + text[1:] if lead == "" and verb != tool.spec.name else text
