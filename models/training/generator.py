"""Dialogues from seeds: episodes in a row, behind a prefix, with tools that do not matter."""

from __future__ import annotations

import random
from dataclasses import replace

from agent.types import AssistantMessage, Message, ToolMessage, ToolSpec

from . import builtin
from .dialogue import Dialogue, Episode
from .dialogues import SKILLS, Skill
from .dialogues.talk import TOOLS_PLACEHOLDER, tools_answer
from .prefixes import default_few_shot, default_system, system
from .tools import distractors
from .words import Split, Words

_WEIGHTS = [skill.weight for skill in SKILLS]
_BUILTIN = frozenset({"calculate", "list_files", "read_file", "search", "write_file"})
MOST_OTHER_TOOLS = 8
"""Tools beside the built-in ones."""


def dialogue(seed: int, split: Split = "train", capability: str | None = None) -> Dialogue:
    """The dialogue of this seed: the same in every process and on every machine."""
    words = Words(random.Random(f"{split} {capability} {seed}"), split)
    if capability is None:
        skills = words.rng.choices(SKILLS, _WEIGHTS, k=words.choice((1, 1, 2, 2, 3, 4, 5, 7)))
    else:
        of_it = [skill for skill in SKILLS if skill.capability == capability]
        weights = [skill.weight for skill in of_it]
        last = words.rng.choices(of_it, weights)[0]
        before = words.choice((0, 0, 0, 1, 2))
        skills = [*words.rng.choices(SKILLS, _WEIGHTS, k=before), last]
    return _assembled(words, skills)


def _assembled(words: Words, skills: list[Skill]) -> Dialogue:
    episodes = [skill.make(words) for skill in skills]
    default = words.chance(0.62)
    tools = _tools(words, episodes, default=default)
    messages, mistakes = _joined(episodes, [tool.name for tool in tools])
    few_shot: tuple[Message, ...] = ()
    prompt: str | None = None
    if default:
        prompt, few_shot = default_system(), default_few_shot()
        if words.chance(0.06):
            few_shot = ()
    elif words.chance(0.75):
        prompt = system(words)
    last = len(messages) - len(episodes[-1].messages)
    return Dialogue(skills[-1].capability, prompt, tools, few_shot, messages, mistakes, last)


def _tools(words: Words, episodes: list[Episode], *, default: bool) -> tuple[ToolSpec, ...]:
    """The tools of all episodes; the built-in ones too where the prefix is the runtime's."""
    found: dict[str, ToolSpec] = {}
    if default:
        found = {tool.name: tool for tool in builtin.all_tools(words)}
    others = 0
    for episode in episodes:
        for index, tool in enumerate(episode.tools):
            needed = index < 2 or tool.name in _BUILTIN
            if tool.name in found or (not needed and others >= MOST_OTHER_TOOLS):
                continue
            found[tool.name] = tool
            others += tool.name not in _BUILTIN
    if not default and not found and words.chance(0.7):
        found = {tool.name: tool for tool in distractors(words, words.choice((1, 2, 3)))}
    tools = list(found.values())
    if default or words.chance(0.3):
        return tuple(sorted(tools, key=lambda tool: tool.name))
    return tuple(words.shuffled(tools))


def _joined(
    episodes: list[Episode], names: list[str]
) -> tuple[tuple[Message, ...], frozenset[int]]:
    """All messages in a row, with call ids that are unique in the dialogue."""
    messages: list[Message] = []
    mistakes: set[int] = set()
    for number, episode in enumerate(episodes, 1):
        mistakes |= {len(messages) + index for index in episode.mistakes}
        messages += [_renamed(message, number, names) for message in episode.messages]
    return tuple(messages), frozenset(mistakes)


def _renamed(message: Message, number: int, names: list[str]) -> Message:
    if isinstance(message, ToolMessage):
        return replace(message, call_id=f"{message.call_id}_{number}")
    if isinstance(message, AssistantMessage):
        if message.text == TOOLS_PLACEHOLDER:
            return AssistantMessage(tools_answer(names))
        calls = tuple(replace(each, id=f"{each.id}_{number}") for each in message.tool_calls)
        return AssistantMessage(message.text, calls)
    return message
