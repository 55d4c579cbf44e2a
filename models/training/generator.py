"""Dialogues from seeds: episodes in a row, behind a prefix, with tools that do not matter."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

from agent.types import AssistantMessage, Message, ToolSpec

from . import builtin
from .chat import tool_line, written
from .dialogue import Dialogue, Episode, marked
from .dialogues import NO_TOOL_FOR_IT, SKILLS, TOOLS_FOUND_LATE, Skill, left_out, noise
from .dialogues.left_out import SUMMARY_PLACEHOLDER
from .dialogues.noise import CHARACTERS_PER_TOKEN
from .dialogues.talk import TOOLS_PLACEHOLDER, tools_answer
from .everyday import meaning, neighbours
from .prefixes import default_few_shot, default_system, system
from .summaries import summary_of
from .words import Split, Words

_WEIGHTS = [skill.weight for skill in SKILLS]
_BUILTIN = frozenset(
    {
        "calculate",
        "call_tool",
        "delegate",
        "find_tools",
        "list_files",
        "read_artifact",
        "read_file",
        "search",
        "write_file",
    }
)
COUNTS = (1, 2, 3, 4, 6, 8, 10, 13)
"""Episodes of a dialogue."""
EPISODE_TOKENS = 250
MOST_OTHER_TOOLS = 8
"""Tools beside the built-in ones."""

FEWER_BUILTIN = 0.15
"""Prefixes of the runtime for an agent with only some of the built-in tools."""
LONGER_PROMPT = 0.1
"""Default instructions with a line of the user's own."""
PREFIX_TOKENS = 1600
"""The default instructions, examples and built-in tools, about."""
OWN_PREFIX_TOKENS = 150
DEFAULT_PREFIX_TOKENS = 2500
"""A dialogue that has to be shorter has no default prefix."""
SHORTEST_DISTRACTOR = 150
LONGEST_DISTRACTOR = 2500
OVERHEAD = 60
"""Tokens of a record's question, call and answer."""


def dialogue(
    seed: int, split: Split = "train", capability: str | None = None, tokens: int | None = None
) -> Dialogue:
    """The dialogue of this seed: the same in every process and on every machine.

    With `tokens` its prompt is about that long: records that nobody asks about again come before
    and between its episodes, the default prefix only where it leaves room for something.
    """
    drawn = f"{split} {capability} {seed}" + (f" {tokens}" if tokens else "")
    words = Words(random.Random(drawn), split)
    if capability is None:
        skills = words.rng.choices(SKILLS, _WEIGHTS, k=words.choice(_counts(tokens)))
    else:
        of_it = [skill for skill in SKILLS if skill.capability == capability]
        weights = [skill.weight for skill in of_it]
        last = words.rng.choices(of_it, weights)[0]
        before = words.choice((1, 2, 3) if capability == "summary" else (0, 0, 0, 1, 2))
        skills = [*words.rng.choices(SKILLS, _WEIGHTS, k=before), last]
    return _assembled(words, _compatible(skills), tokens)


def _counts(tokens: int | None) -> tuple[int, ...]:
    """How many episodes a dialogue may have; a short one has few."""
    most = COUNTS[-1] if tokens is None else max(COUNTS[0], tokens // EPISODE_TOKENS)
    return tuple(count for count in COUNTS if count <= most)


def _compatible(skills: list[Skill]) -> list[Skill]:
    """Without what the last skills contradict.

    Where tools can be searched for, no order is refused without a search; the later one stays.
    """
    refused = (NO_TOOL_FOR_IT, TOOLS_FOUND_LATE)
    last = next((each.capability for each in reversed(skills) if each.capability in refused), "")
    return [each for each in skills if each.capability not in refused or each.capability == last]


def _assembled(words: Words, skills: list[Skill], tokens: int | None) -> Dialogue:
    episodes: list[Episode] = []
    for skill in skills:
        episodes.append(_apart(partial(skill.make, words), episodes))
    default = words.chance(0.62) and (tokens is None or tokens >= DEFAULT_PREFIX_TOKENS)
    if tokens:
        room = tokens - (PREFIX_TOKENS if default else OWN_PREFIX_TOKENS)
        summarised = any(skill.make is left_out.summary for skill in skills)
        episodes = _lengthened(words, episodes, room, few=summarised)
    tools = _tools(words, episodes, default=default)
    messages, mistakes = _joined(episodes, [tool.name for tool in tools])
    few_shot: tuple[Message, ...] = ()
    prompt: str | None = None
    if default:
        prompt, few_shot = default_system(), default_few_shot()
        if words.chance(LONGER_PROMPT):
            prompt += f"\n- {system(words)}"
        if words.chance(0.06):
            few_shot = ()
    elif words.chance(0.75):
        prompt = system(words)
    last = len(messages) - len(episodes[-1].messages)
    return Dialogue(skills[-1].capability, prompt, tools, few_shot, messages, mistakes, last)


def _apart(make: Callable[[], Episode], before: list[Episode]) -> Episode:
    """The first episode made whose tools cannot be taken for those of the ones before."""
    while _confusing(made := make(), before):
        pass
    return made


def _lengthened(
    words: Words, episodes: list[Episode], room: int, *, few: bool = False
) -> list[Episode]:
    """The episodes with distractors before and between them, about as long as there is room.

    A `few` large ones leave a summary short: it has a line for each request.
    """
    longer = list(episodes)
    left = room - sum(map(_tokens, episodes))
    shortest, longest = SHORTEST_DISTRACTOR, LONGEST_DISTRACTOR
    if few and words.chance(0.8):
        shortest, longest = max(shortest, left // 6), max(longest, left // 3)
    while left > SHORTEST_DISTRACTOR:
        size = min(left - OVERHEAD, words.rng.randint(shortest, longest))
        count = words.choice((1, 1, 2) if few else (1, 2, 3, 4))
        sizes = [max(30, size // count - OVERHEAD)] * count
        made = _apart(partial(noise.records, words, sizes), longer)
        longer.insert(words.rng.randrange(len(longer)), made)
        left -= _tokens(made)
    return longer


def _tokens(episode: Episode) -> int:
    """About how many an episode has, its tools included."""
    said = sum(len(written(each)) for each in episode.messages)
    return int((said + sum(len(tool_line(each)) for each in episode.tools)) / CHARACTERS_PER_TOKEN)


def _confusing(episode: Episode, before: list[Episode]) -> bool:
    """Whether one tool that is called has the name or the meaning of another one."""
    found = [tool for each in (*before, episode) for tool in _needed(each)]
    pairs = ((one, other) for place, one in enumerate(found) for other in found[:place])
    return any(
        one != other and (one.name == other.name or meaning(one) == meaning(other))
        for one, other in pairs
    )


def _needed(episode: Episode) -> list[ToolSpec]:
    """The tools that are called, without the built-in ones."""
    called = set(_called(episode)) - _BUILTIN
    return [tool for tool in episode.tools if tool.name in called]


def _tools(words: Words, episodes: list[Episode], *, default: bool) -> tuple[ToolSpec, ...]:
    """The tools of all episodes; mostly all built-in ones where the prefix is the runtime's."""
    found: dict[str, ToolSpec] = {}
    if default:
        given = builtin.all_tools(words)
        if words.chance(FEWER_BUILTIN):
            given = words.rng.sample(given, words.rng.randrange(len(given)))
        found = {tool.name: tool for tool in given}
    every = [tool for episode in episodes for tool in episode.tools]
    needed = [tool for episode in episodes for tool in _needed(episode)]
    needed += [tool for tool in every if tool.name in _BUILTIN]
    meanings = {meaning(tool) for tool in needed}
    found |= {tool.name: tool for tool in needed if tool.name not in found}
    others = sum(name not in _BUILTIN for name in found)
    for tool in every:
        if tool.name in found or others >= MOST_OTHER_TOOLS or meaning(tool) in meanings:
            continue
        found[tool.name] = tool
        others += 1
    if not default and not found and words.chance(0.7):
        found = {tool.name: tool for tool in neighbours(words, words.choice((1, 2, 3)))}
    tools = list(found.values())
    if default or words.chance(0.3):
        return tuple(sorted(tools, key=lambda tool: tool.name))
    return tuple(words.shuffled(tools))


def _called(episode: Episode) -> Iterator[str]:
    """The names of the tools that are called, also by mistake."""
    for message in episode.messages:
        if isinstance(message, AssistantMessage):
            yield from (each.name for each in message.tool_calls)


def _joined(
    episodes: list[Episode], names: list[str]
) -> tuple[tuple[Message, ...], frozenset[int]]:
    """All messages in a row, with call ids that are unique in the dialogue."""
    messages: list[Message] = []
    mistakes: set[int] = set()
    for number, episode in enumerate(episodes, 1):
        mistakes |= {len(messages) + index for index in episode.mistakes}
        for message in episode.messages:
            messages.append(_renamed(message, number, names, messages))
    return tuple(messages), frozenset(mistakes)


def _renamed(message: Message, number: int, names: list[str], before: list[Message]) -> Message:
    if message.text == TOOLS_PLACEHOLDER:
        return AssistantMessage(tools_answer(names))
    if message.text == SUMMARY_PLACEHOLDER:
        return AssistantMessage(summary_of(before))
    return marked(message, str(number))
