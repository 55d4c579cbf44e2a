"""A conversation after a compaction: what left is an opening, what is recent stands as it was."""

from __future__ import annotations

from collections.abc import Sequence

from agent.context import formats
from agent.types import AssistantMessage, Message, UserMessage

from .. import builtin
from ..dialogue import Episode
from ..summaries import NOTICES, summary_of
from ..words import Words
from . import left_out, plans


def compacted(
    words: Words, whole: Episode, kept: int, trigger: int, *, summarised: bool = True
) -> Episode:
    """The episode as it goes on after everything before `kept` has left.

    The summary was asked for with the last request before `trigger`. What was said before it is
    read and never learned: then there was more in the window.
    """
    messages = whole.messages
    asked = max(
        place for place, each in enumerate(messages[:trigger]) if isinstance(each, AssistantMessage)
    )
    size = words.rng.randint(2000, 90_000)
    summary = summary_of(messages[:asked]) if summarised else ""
    opening = formats.opening(
        _requests(messages[:kept]), summary, formats.Artifact(left_out.handle(words), size)
    )
    rest = list(messages[kept:])
    if isinstance(rest[0], UserMessage):
        rest[0] = UserMessage(f"{opening}\n\n{rest[0].text}")
        shift = -kept
    else:
        rest.insert(0, UserMessage(opening))
        shift = 1 - kept
    unlearned = {
        place + shift
        for place, each in enumerate(messages)
        if isinstance(each, AssistantMessage)
        and (kept <= place < trigger or (place >= trigger and place in whole.mistakes))
    }
    known = {tool.name for tool in whole.tools}
    added_tools = () if "read_artifact" in known else (builtin.read_artifact(words),)
    tools = (*whole.tools, *added_tools)
    return Episode(tools, tuple(rest), frozenset(unlearned), whole.alone)


def _requests(messages: Sequence[Message]) -> list[str]:
    """What the user said, word for word."""
    return [
        each.text
        for each in messages
        if isinstance(each, UserMessage) and not each.text.startswith(NOTICES)
    ]


def in_the_middle(words: Words) -> Episode:
    """The compaction comes in the middle of a run: the last call and its result are kept."""
    whole = words.choice((left_out.long_result, plans.read_on_calculate_write))(words)
    kept = words.choice(_reads(whole))
    return compacted(words, whole, kept, kept + 2, summarised=words.chance(0.85))


def _reads(whole: Episode) -> list[int]:
    """Where pages are asked for, up to the one that has the value."""
    return [
        place
        for place, each in enumerate(whole.messages)
        if isinstance(each, AssistantMessage)
        and each.tool_calls
        and all(made.name not in ("calculate", "write_file") for made in each.tool_calls)
    ]
