"""What a user says to get a made-up tool called, and the arguments that are then right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.types import JSON

from . import phrasings
from .parameters import Parameter, mention, spoken_value
from .tools import Tool
from .variation import varied
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
    *("",) * 24,
    *("Please ",) * 6,
    *("Can you ",) * 3,
    *("Could you ",) * 3,
    "please ",
    "Will you ",
    "Will you please ",
    "Can we ",
    "Could we ",
    "Can somebody ",
    "Could somebody ",
    "Can I get you to ",
    "Can I ask you to ",
    "Can I trouble you to ",
    "Could I ask you to ",
    "Could you quickly ",
    "Can you try to ",
    "Could you help me ",
    "Can you help me to ",
    "Would you be able to ",
    "Would you be so kind as to ",
    "Would you kindly ",
    "Would it be possible to ",
    "Would it be okay to ",
    "Is it possible to ",
    "Is there a way to ",
    "Is it alright to ",
    "Are you able to ",
    "Are we able to ",
    "Do you think you could ",
    "Do you have time to ",
    "Do you have a moment to ",
    "Hey, could you ",
    "Hey, would you please ",
    "When you have a minute, ",
    "As soon as you can, ",
    "Whenever it suits you, ",
    "The next thing to do: ",
    "What I need is to ",
    "What I want you to do: ",
    "All I want is to ",
    "All you have to do is ",
    "What we have to do now is ",
    "Here is what to do: ",
    "Here's a job for you: ",
    "Here is my request: ",
    "One more thing: ",
    "One thing: ",
    "Another thing, ",
    "Todo: ",
    "TODO: ",
    "Task: ",
    "Request: ",
    "Job: ",
    "To do today: ",
    "I was told to have you ",
    "My boss wants you to ",
    "My boss told me to ",
    "My colleague asked me to ",
    "My team needs you to ",
    "My manager says we must ",
    "Our customer wants us to ",
    "They want me to ",
    "They asked us to ",
    "Everyone wants you to ",
    "I'd be glad if you could ",
    "I'd appreciate it if you could ",
    "It would be great if you could ",
    "It would be nice to ",
    "It would help me a lot to ",
    "I was wondering whether you could ",
    "I wonder if you could ",
    "I was hoping you could ",
    "Maybe you could ",
    "Perhaps you can ",
    "Your next job is to ",
    "Your job now is to ",
    "The plan is to ",
    "The task is to ",
    "The idea is to ",
    "The first step is to ",
    "Our aim is to ",
    "My wish is to ",
    "Good morning, please ",
    "Good evening, please ",
    "Dear assistant, ",
    "Hello there, ",
    "Hello assistant, please ",
    "Assistant, ",
    "Computer, ",
    "Hi, I want to ",
    "Hi, I need to ",
    "Hi there, please ",
    "Right away, ",
    "At once, ",
    "Immediately ",
    "Before I forget: ",
    "Before lunch I have to ",
    "While you are here, ",
    "While you are at it, ",
    "If you please, ",
    "If you don't mind, ",
    "For me, ",
    "For the team, ",
    "On my behalf, ",
    "Today we must ",
    "Today I have to ",
    "I must ",
    "We must ",
    "I should ",
    "We should ",
    "I'm trying to ",
    "I am trying to ",
    "I'm supposed to ",
    "I've been asked to ",
    "I was asked to ",
    "I ask you to ",
    "I am asking you to ",
    "I expect you to ",
    "I suggest that you ",
    "I think you should ",
    "I think we should ",
    "I think it is time to ",
    "I have decided to ",
    "I plan to ",
    "I'd rather you ",
    "I want us to ",
    "You can ",
    "You may ",
    "You could ",
    "You must ",
    "You are to ",
    "You're supposed to ",
    "Feel free to ",
    "Make sure to ",
    "Be sure to ",
    "See to it that you ",
    "Take care to ",
    "Try to ",
    "Remember to ",
    "Don't forget to ",
    "Alright, ",
    "Well, ",
    "Right, ",
    "Fine, ",
    "Great, now ",
    "Ok so ",
    "Okay, please ",
    "pls ",
    "Pls ",
    "plz ",
    "Now please ",
    "Please just ",
    "Please go and ",
    "Please help me to ",
    "Please go ahead and ",
    "Please try to ",
    "Simply ",
    "Finally, ",
    "To begin with, ",
    "For a start, ",
    "For now, ",
    "This time, ",
    "It is necessary to ",
    "It's important to ",
    "There is a need to ",
    "There's one thing left: ",
    "Use your tools to ",
    "With your tools, ",
    "Get this done: ",
    "This is urgent: ",
    "Quick one: ",
    "Small request: ",
    "Let me ",
    "Let me have you ",
    "Somebody has to ",
    "Someone should ",
    "We are going to ",
    "We would like to ",
    "We'd like you to ",
    "We want to ",
    "We want you to ",
)
ARTICLES = (
    *("the ", "a ", "", "the ", "my ", "our ", "this ", "that ", "one ", "another ", "your "),
    *("their ", "her ", "his ", "some ", "the ", "this one "),
)
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
    "Let me know the {o}{m}.",
    "Tell me about the {o}{m}.",
    "Tell me the {o}{m}.",
    "Could I get the {o}{m}?",
    "I'd like the {o}{m}.",
    "I'd like to see the {o}{m}.",
    "Where do I find the {o}{m}?",
    "Where can I see the {o}{m}?",
    "Where is the {o}{m}?",
    "Who knows the {o}{m}?",
    "Anything on the {o}{m}?",
    "Anything known about the {o}{m}?",
    "Any news on the {o}{m}?",
    "Any word on the {o}{m}?",
    "What do we know about the {o}{m}?",
    "What do you know of the {o}{m}?",
    "What can you tell me about the {o}{m}?",
    "What does the {o} look like{m}?",
    "How does the {o} look{m}?",
    "How are things with the {o}{m}?",
    "What {o}s are there{m}?",
    "What {o} is there{m}?",
    "Which {o}s do we have{m}?",
    "Which {o}s do you find{m}?",
    "Are {o}s to be found{m}?",
    "Does a {o} exist{m}?",
    "Do you see a {o}{m}?",
    "Do you have the {o}{m}?",
    "Have you got the {o}{m}?",
    "Have we got a {o}{m}?",
    "Can you see the {o}{m}?",
    "Can you tell me the {o}{m}?",
    "Can you find out the {o}{m}?",
    "Would you know the {o}{m}?",
    "Would you tell me the {o}{m}?",
    "Please let me have the {o}{m}.",
    "Please tell me the {o}{m}.",
    "Please find out about the {o}{m}.",
    "Find out the {o}{m}.",
    "Find out what the {o} is{m}.",
    "Find me the {o}{m}.",
    "See what the {o} is{m}.",
    "Look at the {o}{m}.",
    "Have a look at the {o}{m}.",
    "Take a look at the {o}{m}.",
    "Check on the {o}{m}.",
    "I am curious about the {o}{m}.",
    "I am interested in the {o}{m}.",
    "I'm after the {o}{m}.",
    "I'm asking about the {o}{m}.",
    "I am waiting for the {o}{m}.",
    "I have to know the {o}{m}.",
    "I must see the {o}{m}.",
    "I forgot the {o}{m}.",
    "I have a question about the {o}{m}.",
    "My question is about the {o}{m}.",
    "It's about the {o}{m}.",
    "We are looking for a {o}{m}.",
    "We need to see the {o}{m}.",
    "We would like to know the {o}{m}.",
    "Someone asked me for the {o}{m}.",
    "My boss asks for the {o}{m}.",
    "{o} wanted{m}",
    "{o}, please{m}",
    "{o} information{m}",
    "Info on the {o}{m}",
    "Details on the {o}{m}",
    "Current {o}{m}?",
    "The current {o}{m}?",
    "The {o}{m}: what is it?",
    "Next question: the {o}{m}?",
    "Question: what is the {o}{m}?",
    "Quick question: what's the {o}{m}?",
    "Hi, what is the {o}{m}?",
    "Hello, I need the {o}{m}.",
    "Hey, what's the {o}{m}?",
    "So what is the {o}{m}?",
    "And the {o}{m}?",
    "Now the {o}{m}.",
    "Show me what the {o} is{m}.",
    "Display the {o}{m}.",
    "Report the {o}{m}.",
    "Say what the {o} is{m}.",
    "Bring me the {o}{m}.",
    "Look into the {o}{m}.",
    "Search for the {o}{m}.",
    "Get hold of the {o}{m}.",
    "It would help to see the {o}{m}.",
    "I was asked about the {o}{m}.",
    "What would be the {o}{m}?",
    "What might the {o} be{m}?",
    "Wondering about the {o}{m}.",
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
    "{t}, please{m}.",
    "{t} please{m}",
    "Please run {t}{m}.",
    "Please execute {t}{m}.",
    "Could you call {t}{m}?",
    "Can you run {t}{m}?",
    "Would you use {t}{m}?",
    "Start {t}{m}.",
    "Trigger {t}{m}.",
    "Apply {t}{m}.",
    "Employ {t}{m}.",
    "Launch {t}{m}.",
    "Perform {t}{m}.",
    "Make use of {t}{m}.",
    "Let {t} run{m}.",
    "Let's use {t}{m}.",
    "Have {t} run{m}.",
    "Go with {t}{m}.",
    "Go for {t}{m}.",
    "Take {t}{m}.",
    "Pick the tool {t}{m}.",
    "Send a call to {t}{m}.",
    "Issue a {t} call{m}.",
    "One call of {t}{m}.",
    "A call to {t}{m}, please.",
    "Just call {t}{m}",
    "Now call {t}{m}.",
    "Now {t}{m}",
    "Next: {t}{m}",
    "Time for {t}{m}.",
    "Tool: {t}{m}",
    "tool {t}{m}",
    "`{t}`{m}",
    "Call `{t}`{m}.",
    "Run `{t}`{m}.",
    "I'd like you to call {t}{m}.",
    "I would like to use {t}{m}.",
    "I think {t} is the right tool{m}.",
    "We need {t} here{m}.",
    "This needs {t}{m}.",
    "This is a job for {t}{m}.",
    "{t} is what I want{m}.",
    "{t} should run{m}.",
    "{t} has to be called{m}.",
    "{t} is the tool to call{m}.",
    "{t} should be called{m}.",
    "The tool is {t}{m}.",
    "The right tool is {t}{m}.",
    "Ask {t}{m}.",
    "Give {t} a go{m}.",
    "Give {t} a try{m}.",
    "Use your tool {t}{m}.",
    "Use the function {t}{m}.",
    "Call the function {t}{m}.",
    "See what {t} says{m}.",
    "Show me what {t} returns{m}.",
    "What does {t} return{m}?",
    "What does {t} say{m}?",
    "Tell me what {t} gives{m}.",
    "Get me the answer of {t}{m}.",
    "Get the result of {t}{m}.",
)


_OPENINGS = (*OPENINGS, *phrasings.OPENINGS)
_READING = (*READING, *phrasings.READING)
_BY_NAME = (*BY_NAME, *phrasings.BY_NAME)


_ASKING = re.compile(r"((hey|hi|hello), )?(can|could|would|will|are|is|do you)\b", re.IGNORECASE)


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
        frame = varied(words, _BY_NAME)
        said = mentions(words, arguments, used, explicit=words.chance(0.8))
        return frame.replace("{t}", tool.spec.name).replace("{m}", said)
    said = mentions(words, arguments, used, explicit=False)
    if tool.action.reads and draw < 0.5:
        return varied(words, _READING).replace("{o}", tool.object).replace("{m}", said)
    return _imperative(words, tool, said)


def _imperative(words: Words, tool: Tool, said: str) -> str:
    opening = varied(words, _OPENINGS)
    verb = words.choice(tool.action.asks)
    article = words.choice(ARTICLES)
    if article == "a " and tool.object[0] in "aeiou":
        article = "an "
    text = f"{opening}{verb} {article}{tool.object}{said}"
    asking = _ASKING.match(opening) is not None
    text += "?" if asking else words.choice((".", ".", "", ""))
    if words.chance(0.85):
        text = text[0].upper() + text[1:]
    if words.chance(0.06):
        text += words.phrasing(phrasings.CLOSERS)
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
