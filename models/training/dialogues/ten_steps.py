"""A task over several messages: find, calculate, write, read on, be refused, be corrected, recall.

Each run is one of the others' episodes; what is new is that they follow from each other, and that
a compaction comes in between, also in the middle of a run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from agent.context import formats
from agent.types import AssistantMessage, Message, ToolCall, ToolFailure, UserMessage

from .. import builtin, values
from ..dialogue import Episode, Script, call
from ..results import spoken
from ..words import Words
from . import plans
from .compacted import compacted, cut_while_reading
from .corrections import both_named
from .failures import failed
from .knowledge import written_to
from .left_out import AGAIN
from .not_run import REFUSALS

JOINTS = (
    ("", "\n\n"),
    ("", " Then: "),
    ("", "\nThen this: "),
    ("1. ", "\n2. "),
    ("(1) ", " (2) "),
    ("First: ", "\nSecond: "),
    ("Two things. ", " "),
    ("", " After that: "),
    ("", "\nWhen that is done: "),
    ("a) ", "\nb) "),
    ("- ", "\n- "),
    ("Part one: ", " Part two: "),
    ("", " And then: "),
    ("", "\nNext: "),
)
READ_BACK = (
    "Read {p}.",
    "Read {p} back to me.",
    "What is in {p} now?",
    "Show me {p}.",
    "Now read {p}.",
    "Please read the file {p}.",
    "Read the file {p}, please.",
    "Let me see {p}.",
    "What does {p} say?",
    "Check {p}: what is in it?",
    "Open {p} and tell me what it says.",
    "Show what {p} contains.",
    "Tell me what is in {p}.",
    "I want to see {p}.",
    "Have a look at {p}.",
    "Look into {p}.",
)
SAVE_IT = (
    "Write the result to {p}.",
    "Save that number in {p}.",
    "Put the result into {p}.",
    "Now write it to {p}.",
    "Store the result in {p}.",
    "And write that to {p}.",
    "Note the number in {p}, please.",
    "Then save it to {p}.",
    "Please write the number into {p}.",
    "Keep the result in {p}",
    "I want the result in {p}.",
    "That number belongs in {p}.",
)
_NAMELESS = tuple(form for form in AGAIN if "{o}" not in form)


def ten_steps(words: Words) -> Episode:
    """Two plans, in one message or in two, and what the user says to what came of them."""
    first = plans.search_calculate_write(words)
    second = plans.read_on_calculate_write(words, steps=words.choice((1, 2, 2, 3)))
    runs = [first, second] if words.chance(0.65) else [_joined(words, first, second)]
    tools = (*second.tools, *first.tools, builtin.read_file(words), builtin.write_file(words))
    script = Script()
    for run in runs:
        script.episode_of(run)
    _follow_up(words, script, second)
    whole = script.episode(*tools)
    if len(runs) == 2 and words.chance(0.5):
        begun = len(first.messages)
        return cut_while_reading(words, whole, begun, begun + len(second.messages))
    return _in_one_epoch_or_two(words, whole)


def shorter(words: Words) -> Episode:
    """The second half alone."""
    second = plans.read_on_calculate_write(words, steps=words.choice((1, 1, 2)))
    script = Script()
    script.episode_of(second)
    _follow_up(words, script, second)
    tools = (*second.tools, builtin.read_file(words), builtin.write_file(words))
    return _in_one_epoch_or_two(words, script.episode(*tools))


def _joined(words: Words, first: Episode, second: Episode) -> Episode:
    """Both plans in one message: all calls of the one, then those of the other, one last word."""
    before, between = words.phrasing(JOINTS)
    text = f"{before}{first.messages[0].text}{between}{second.messages[0].text}"
    script = Script().user(text)
    script.episode_of(first, first=1, last=len(first.messages) - 1)
    script.episode_of(second, first=1, last=len(second.messages) - 1)
    return script.says(f"{first.messages[-1].text} {second.messages[-1].text}").episode()


def _follow_up(words: Words, script: Script, plan: Episode) -> None:
    """The result goes to another file, one is refused, a value is recalled, a file read back."""
    told = plan.messages[-1].text
    field, value = told.partition(". ")[0].removeprefix("The ").split(" is ", 1)
    made = _last(plan, "calculate")
    result = plan.messages[_place(plan, made) + 1].text
    path = _written_path(plan) or _first_write(words, script, result)
    if words.chance(0.75):
        path = _corrected(words, script, path, result)
    if words.chance(0.55):
        asked = words.phrasing(_NAMELESS).replace("{f}", spoken(field))
        script.user(asked).says(f"The {field} is {value}.")
    if words.chance(0.55):
        script.user(words.phrasing(READ_BACK).replace("{p}", path))
        script.calls(call("read_file", {"path": path})).results(result)
        script.says(result)


def _first_write(words: Words, script: Script, result: str) -> str:
    """The plan wrote nothing: now it is to be written, and mostly may not be."""
    path = values.path(words)
    script.user(words.phrasing(SAVE_IT).replace("{p}", path))
    script.calls(call("write_file", {"path": path, "text": result}))
    if words.chance(0.6):
        refused = ToolFailure("not_allowed", words.phrasing(REFUSALS))
        error = formats.tool_failure("write_file", refused)
        script.results(error).says(failed(error))
    else:
        done = written_to(words, path, result)
        script.results(done).says(done)
    return path


def _corrected(words: Words, script: Script, path: str, result: str) -> str:
    """Another file was meant."""
    meant = values.path(words)
    while meant == path:
        meant = values.path(words)
    script.user(both_named(words, path, meant))
    done = written_to(words, meant, result)
    script.calls(call("write_file", {"path": meant, "text": result})).results(done).says(done)
    return meant


def _in_one_epoch_or_two(words: Words, whole: Episode) -> Episode:
    """Now and then with a compaction before the last run or in its middle."""
    begins = [place for place, each in enumerate(whole.messages) if isinstance(each, UserMessage)]
    if len(begins) < 2 or words.chance(0.4):
        return whole
    trigger = begins[words.rng.randrange(1, len(begins))]
    # The run before stays word for word: its last answer is what the next one is about.
    kept = begins[begins.index(trigger) - 1]
    if words.chance(0.5):
        kept = _last_call(whole.messages, kept, trigger)
    return compacted(words, whole, kept, trigger)


def _last_call(messages: Sequence[Message], first: int, end: int) -> int:
    """The last assistant message with calls in a range; its beginning where there is none."""
    for place in range(end - 1, first, -1):
        each = messages[place]
        if isinstance(each, AssistantMessage) and each.tool_calls:
            return place
    return first


def _last(episode: Episode, name: str) -> ToolCall:
    return [made for made in _calls(episode) if made.name == name][-1]


def _calls(episode: Episode) -> list[ToolCall]:
    return [
        made
        for each in episode.messages
        if isinstance(each, AssistantMessage)
        for made in each.tool_calls
    ]


def _place(episode: Episode, made: ToolCall) -> int:
    """Where an episode has a call."""
    return next(
        place
        for place, each in enumerate(episode.messages)
        if isinstance(each, AssistantMessage) and made in each.tool_calls
    )


def _written_path(episode: Episode) -> str:
    written = [made for made in _calls(episode) if made.name == "write_file"]
    return str(json.loads(written[-1].arguments)["path"]) if written else ""
