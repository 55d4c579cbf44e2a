"""A conversation after a compaction: what left is an opening, what is recent stands as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.context import formats
from agent.types import AssistantMessage, Message, ToolMessage, UserMessage

from .. import builtin
from ..dialogue import Episode, call
from ..summaries import NOTICES, summary_of
from ..words import Words
from . import left_out, plans

BEGINS = 60
"""Characters of a masked result that stay."""


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
    return cut_while_reading(words, whole, 0, len(whole.messages), summarised=words.chance(0.85))


def cut_while_reading(
    words: Words, whole: Episode, first: int, end: int, *, summarised: bool = True
) -> Episode:
    """The compaction comes behind one of the pages that are read between two places, or later.

    Now and then so little room was left that this page is masked, too: it is read again.
    """
    reads = _reads(whole, first, end)
    kept = words.choice(reads)
    if words.chance(0.3):
        return compacted(
            words, _read_again(words, whole, kept + 1), kept, kept + 2, summarised=summarised
        )
    later = [
        place
        for place in range(kept + 2, end)
        if isinstance(whole.messages[place], AssistantMessage)
    ]
    trigger = words.choice(later) if words.chance(0.5) else kept + 2
    return compacted(words, whole, kept, trigger, summarised=summarised)


def _reads(whole: Episode, first: int, end: int) -> list[int]:
    """Where pages are asked for, up to the one that has the value."""
    return [
        place
        for place, each in enumerate(whole.messages[:end])
        if place >= first
        and isinstance(each, AssistantMessage)
        and each.tool_calls
        and all(made.name not in _NO_PAGES for made in each.tool_calls)
    ]


_NO_PAGES = ("calculate", "search", "write_file")


def _read_again(words: Words, whole: Episode, place: int) -> Episode:
    """The result is masked, and the next thing is to read it by its handle."""
    result = whole.messages[place]
    if not isinstance(result, ToolMessage):
        raise TypeError("only a result can be masked")
    stored = formats.Artifact(left_out.handle(words), len(result.text))
    begins = " ".join(result.text[: 4 * BEGINS].split())[:BEGINS].strip()
    made = call("read_artifact", {"handle": stored.handle}, 90)
    added: tuple[Message, ...] = (
        replace(result, text=formats.masked_result(begins, stored)),
        AssistantMessage(tool_calls=(made,)),
        ToolMessage(made.id, made.name, formats.page(result.text, 0, stored)),
    )
    messages = (*whole.messages[:place], *added, *whole.messages[place + 1 :])
    mistakes = frozenset(each + 2 if each > place else each for each in whole.mistakes)
    return replace(whole, messages=messages, mistakes=mistakes)
