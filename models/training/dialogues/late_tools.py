"""Tools that are not in the prefix: they are searched for, described late and called by name."""

from __future__ import annotations

import json
from collections.abc import Sequence

from agent.context import formats
from agent.types import ToolSpec

from .. import builtin
from ..dialogue import Episode, Script, call
from ..everyday import neighbours
from ..requests import Request, request
from ..results import whole
from ..tools import Tool, made_up
from ..words import Words
from .talk import NO_TOOL

ASKS_FOR_TOOLS = (
    "Search for tools about {o}.",
    "Is there a tool for the {o}?",
    "Which tools are there for {o}?",
    "Look for a tool that has to do with {o}.",
    "Find tools for {o}",
    "Find me a tool for the {o}, please.",
    "Do you have any more tools for {o}?",
    "Check whether there is a tool for {o}.",
    "What tools can be found for {o}?",
    "Use find_tools to look for {o}.",
    "I need a tool for {o}. Is there one?",
    "Search the tools for {o}",
    "Are there tools that deal with {o}?",
    "See if you find a tool for {o}.",
    "Could you look for tools on {o}?",
    "Please find a tool for {o}.",
    "Which tool could help with the {o}?",
    "Look up which tools exist for {o}",
    "Is there anything that can handle {o}?",
    "Anything in the catalogue for {o}?",
    "Search your catalogue for {o}.",
    "Look in the catalogue for {o}",
    "Do you know a tool for the {o}?",
    "Can you find a tool for {o}?",
    "Can you find any tools that deal with the {o}?",
    "Could you check which tools there are for {o}?",
    "Could there be a tool for the {o}?",
    "Tell me which tools you can find for {o}.",
    "Tell me whether there is a tool for {o}.",
    "I am looking for a tool about {o}.",
    "I would like a tool for the {o}.",
    "I want to know which tools concern {o}.",
    "We need a tool for {o}; is there any?",
    "Which of the hidden tools are about {o}?",
    "What can you find in the way of tools for {o}?",
    "What do we have for {o}? Search the tools.",
    "What is there for {o}? Look for tools.",
    "See which tools fit {o}.",
    "Try to find a tool that works with {o}.",
    "Try find_tools with {o}.",
    "Call find_tools for {o}",
    "Run a search for tools: {o}.",
    "A tool for {o}, is there one?",
    "Tools for {o}?",
    "Any tool for the {o}?",
    "Any tools that do something with {o}?",
    "More tools for {o}, please.",
    "List the tools that concern {o}.",
    "List what you find for {o} among the tools.",
    "Show me the tools for {o}.",
    "Show which tools you find on {o}",
    "Get me a list of tools for {o}.",
    "Give me tools that are made for {o}.",
    "Please search for tools on {o}.",
    "Please look for something that handles the {o}.",
    "Please check for tools about {o}",
    "Find out whether any tool is for {o}.",
    "Find out what tools exist for the {o}.",
    "Have a look whether there is a tool for {o}.",
    "Who can help with the {o}? Search the tools.",
    "Does any tool deal with {o}?",
    "Does a tool for the {o} exist?",
    "Are there more tools for {o}?",
    "Are any tools known for {o}?",
    "Maybe there is a tool for {o}. Look.",
    "There must be a tool for {o}. Find it.",
    "Check the catalogue: {o}",
    "Discover tools for {o}.",
)


def found_and_called(words: Words) -> Episode:
    """No tool in the prefix fits: one is found by the thing that it is about, and called."""
    tool, asked = _hidden(words)
    script = Script()
    if words.chance(0.2):
        script.user(formats.new_tools(_names(words, tool)))
    script.user(asked.text).calls(call("find_tools", {"query": tool.object}))
    _found_and_finished(words, script, tool, asked)
    if words.chance(0.3):
        _known_by_now(words, script, tool)
    return _episode(words, script, tool)


def announced(words: Words) -> Episode:
    """A tool that a note announced is asked for by its name: described first, then called."""
    tool, asked = _hidden(words)
    script = Script().user(formats.new_tools(_names(words, tool)))
    text = words.phrasing(BY_NAME).replace("{n}", tool.spec.name)
    script.user(f"{asked.text.rstrip('.?! ')}. {text}")
    script.calls(call("find_tools", {"query": tool.spec.name}))
    _found_and_finished(words, script, tool, asked)
    return _episode(words, script, tool)


BY_NAME = (
    "Use the new tool {n}.",
    "Use {n} for that.",
    "Take the new {n}.",
    "The tool {n} can do that.",
    "Do it with {n}.",
    "There is {n} for that now.",
    "Try the new tool: {n}.",
    "{n} is the tool for it.",
    "Please use {n}",
    "For that there is the tool {n}.",
    "Call {n}.",
    "That is what {n} is for.",
)


def asked_for_tools(words: Words) -> Episode:
    """The user wants to know what there is: the names, or that there is nothing."""
    tool = made_up(words)
    text = words.phrasing(ASKS_FOR_TOOLS).replace("{o}", tool.object)
    script = Script().user(text).calls(call("find_tools", {"query": tool.object}))
    if words.chance(0.35):
        script.results(formats.no_tools_found(tool.object)).says(NO_TOOL)
    else:
        found = _found(words, tool)
        script.results(formats.tools_found(map(_line, found)))
        script.says(f"I found these tools: {', '.join(each.name for each in found)}.")
    return _episode(words, script, tool)


def none_found(words: Words) -> Episode:
    """Neither the prefix nor the search has a tool for it."""
    tool, asked = _hidden(words)
    script = Script().user(asked.text).calls(call("find_tools", {"query": tool.object}))
    script.results(formats.no_tools_found(tool.object)).says(NO_TOOL)
    return _episode(words, script, tool)


def _hidden(words: Words) -> tuple[Tool, Request]:
    """A tool and a request that names the thing it is about, word for word."""
    while True:
        tool = made_up(words)
        asked = request(words, tool)
        if tool.object in asked.text and tool.spec.name not in asked.text:
            return tool, asked


def _found_and_finished(words: Words, script: Script, tool: Tool, asked: Request) -> None:
    script.results(formats.tools_found(map(_line, _found(words, tool))))
    _call(words, script, tool, asked)


def _call(words: Words, script: Script, tool: Tool, asked: Request) -> None:
    script.calls(call("call_tool", {"name": asked.name, "arguments": asked.arguments}, 2))
    result = whole(words, tool, asked.arguments)
    script.results(result.text).says(result.answer)


def _known_by_now(words: Words, script: Script, tool: Tool) -> None:
    """Another request for a tool that was described before: it is called at once."""
    again = request(words, tool)
    while tool.object not in again.text:
        again = request(words, tool)
    script.user(again.text)
    _call(words, script, tool, again)


def _found(words: Words, tool: Tool) -> Sequence[ToolSpec]:
    """The tool among others, best first more often than not."""
    others = neighbours(words, words.choice((0, 0, 1, 2, 2)), tool)
    place = 0 if words.chance(0.5) else words.rng.randint(0, len(others))
    return (*others[:place], tool.spec, *others[place:])


def _names(words: Words, tool: Tool) -> list[str]:
    others = neighbours(words, words.choice((0, 1, 2)), tool)
    return sorted(each.name for each in (tool.spec, *others))


def _line(tool: ToolSpec) -> str:
    described = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    }
    return json.dumps(described, ensure_ascii=False)


def _episode(words: Words, script: Script, tool: Tool) -> Episode:
    """Only the two tools of the catalogue, and others that are about other things."""
    own = set(tool.object.lower().split())
    others = [
        each
        for each in neighbours(words, words.choice((0, 0, 1, 2)), tool)
        if not own & set(each.name.lower().replace("-", "_").split("_"))
    ]
    return script.episode(builtin.find_tools(words), builtin.call_tool(words), *others)
