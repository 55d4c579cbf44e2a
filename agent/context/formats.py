"""Every text that the runtime itself puts into a window is rendered here, and only here.

The bundled model is trained on these functions' output: a change of a format is a change of the
language that it was taught. `fingerprint()` names the language, and the evaluation report of the
bundled model carries the fingerprint that it was measured with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never, get_args

from agent.types import FailureKind, ToolFailure, ToolOutcome


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved piece of a document, with where it stands."""

    id: str
    source: str
    first_line: int
    last_line: int
    text: str


def passage(found: Passage) -> str:
    """One passage with its id, source and lines, so that an answer can quote it."""
    lines = f"{found.first_line}-{found.last_line}"
    return (
        f'<passage id="{found.id}" source="{found.source}" lines="{lines}">\n'
        f"{found.text}\n"
        "</passage>"
    )


def passages(found: Iterable[Passage]) -> str:
    """The result of a search."""
    return "\n".join(passage(each) for each in found)


def passage_above(found: Passage) -> str:
    """Stands for a passage that is still in the window: it is referred to, not repeated."""
    lines = f"{found.first_line}-{found.last_line}"
    return f'<passage id="{found.id}" source="{found.source}" lines="{lines}">See above.</passage>'


def with_passages(text: str, found: str) -> str:
    """The user's words, with what was retrieved for them behind them."""
    return f"{text}\n\n{found}"


def no_passages(query: str) -> str:
    """The result of a search that found nothing."""
    return f'No passages found for "{query}".'


def tools_found(specs: Iterable[str]) -> str:
    """The result of a search for tools: each one's name, description and parameters as JSON."""
    found = "\n".join(specs)
    return f"{found}\n[Call one of these with call_tool.]"


def no_tools_found(query: str) -> str:
    """The result of a search for tools that found none."""
    return f'No tools found for "{query}".'


def new_tools(names: Iterable[str]) -> str:
    """Tools that were not there when the session began."""
    listed = ", ".join(names)
    return note(f"new tools: {listed}. find_tools describes them, call_tool calls them")


def tool_result(tool: str, outcome: ToolOutcome) -> str:
    """What the model reads after a call to `tool`."""
    return tool_failure(tool, outcome.failure) if outcome.failure else outcome.text


_NotFinished: TypeAlias = Literal[
    "timeout", "crashed", "cancelled", "interrupted", "not_allowed", "repeated"
]


def tool_failure(tool: str, failure: ToolFailure) -> str:
    """What the model reads in place of a result when a call to `tool` failed."""
    reason = failure.reason
    details = failure.details
    match failure.kind:
        case "malformed_json":
            return f"Error: the arguments for {tool} are not valid JSON ({reason}). Call it again."
        case "unknown_tool":
            known = ", ".join(details) or "none"
            return f"Error: there is no tool named {tool}. The tools are: {known}."
        case "invalid_arguments":
            wrong = "; ".join(details)
            return f"Error: invalid arguments for {tool}: {wrong}. Correct them and call it again."
        case "tool_failed":
            return f"Error: {reason}"
        case "retry":
            return f"Error: {reason} Correct the arguments and call {tool} again."
        case _:
            return _not_finished(tool, failure.kind, reason)


def _not_finished(tool: str, kind: _NotFinished, reason: str) -> str:
    """A call whose arguments were right, and that gave no result all the same."""
    match kind:
        case "timeout":
            return f"Error: {tool} did not finish within {reason} and was stopped."
        case "crashed":
            return f"Error: {tool} crashed: {reason}"
        case "cancelled":
            return f"Error: {tool} was stopped by the user and may already have had an effect."
        case "interrupted":
            return (
                f"Error: {tool} was interrupted and may already have had an effect. "
                f"It was not run again. {reason}"
            ).rstrip()
        case "not_allowed":
            return f"Error: {tool} is not allowed: {reason}"
        case "repeated":
            return (
                f"Error: this call to {tool} has failed {reason} times with the same arguments and "
                "was not run again. Try something else, or say that it cannot be done."
            )
        case _:
            assert_never(kind)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A stored text behind a handle, and its size in characters."""

    handle: str
    characters: int


def cut_result(head: str, tail: str, whole: Artifact) -> str:
    """A result that is too long: its beginning, how to read on, its end."""
    return (
        f"{head}\n"
        f"[{_left_out(whole.characters - len(head) - len(tail))} Read on with "
        f'{{"handle": "{whole.handle}", "offset": {len(head)}}}]\n'
        f"{tail}"
    )


def page(text: str, offset: int, whole: Artifact) -> str:
    """A part of an artifact, from a character on, and how to read on."""
    end = offset + len(text)
    if end >= whole.characters:
        return f"{text}\n[The end of {whole.handle}.]"
    return (
        f"{text}\n"
        f"[{_left_out(whole.characters - end)} Read on with "
        f'{{"handle": "{whole.handle}", "offset": {end}}}]'
    )


def found_lines(lines: Iterable[tuple[int, str]], more: int, whole: Artifact) -> str:
    """Lines of an artifact that hold a searched text, each with its offset."""
    shown = "\n".join(f"{offset}: {line}" for offset, line in lines)
    if not shown:
        return f"[Nothing found in {whole.handle}, {whole.characters} characters.]"
    rest = f"{more} more lines. " if more else ""
    return f"{shown}\n[{rest}Read around a line with its offset in {whole.handle}.]"


def masked_result(begins: str, whole: Artifact) -> str:
    """What stands where an old result was: its first words and how to read it again."""
    return f'[{begins} … {_left_out(whole.characters)} Read it with {{"handle": "{whole.handle}"}}]'


def _left_out(characters: int) -> str:
    return f"{characters} characters left out."


def opening(requests: Iterable[str], summary: str, whole: Artifact) -> str:
    """What a conversation begins with when its first part was left out.

    Args:
        requests: what the user said there, word for word.
        summary: what the model wrote about it; empty where it wrote nothing.
        whole: the part that was left out.
    """
    said = "".join(f"- {request}\n" for request in requests)
    told = f"Summary:\n{summary}\n" if summary else ""
    return (
        f'[The conversation so far. Its full text: {{"handle": "{whole.handle}"}}]\n'
        f"Asked so far:\n{said}{told}"
        "[The conversation goes on.]"
    )


def summarise(tokens: int) -> str:
    """The instruction by which the model summarises the conversation for its own later use."""
    return (
        f"[Summarise the conversation so far in at most {tokens} tokens, for yourself. "
        "Keep names, numbers, handles, decisions and what is still to be done. Call no tool.]"
    )


def note(text: str) -> str:
    """Something that changed and that the model should know: the time, the budget, a new tool."""
    return f"[Note: {text}]"


def not_text(characters: int, media_type: str, handle: str) -> str:
    """What the model reads in place of bytes that are no text."""
    return f"[{characters} bytes of {media_type}, kept as {handle}.]"


def malformed_call(reason: str) -> str:
    """The model wrote something like a tool call that could not be read."""
    return f"Your tool call could not be read ({reason}). Write it again as valid JSON."


def empty_answer() -> str:
    """The model ended its turn with neither text nor a call."""
    return "Your last message was empty. Answer the user, or call a tool."


def cut_call() -> str:
    """The model ran into its token limit in the middle of a tool call."""
    return "Your last tool call was cut off by the length limit. Write a shorter one."


def samples() -> Iterator[str]:
    """Every format, rendered once: what the bundled model was taught to read."""
    found = Passage("id", "source.md", 1, 2, "text")
    yield passages((found, found))
    yield passage_above(found)
    yield with_passages("text", "passages")
    yield no_passages("query")
    yield tools_found(["{}", "{}"])
    yield no_tools_found("query")
    yield new_tools(["tool", "tool"])
    yield tool_result("tool", ToolOutcome("text"))
    for kind in get_args(FailureKind):
        yield tool_failure("tool", ToolFailure(kind, "reason", ("detail", "detail")))
    whole = Artifact("art_0123456789", 1000)
    yield cut_result("head", "tail", whole)
    yield page("text", 4, whole)
    yield page("text", 996, whole)
    yield found_lines([(1, "line"), (20, "line")], 2, whole)
    yield found_lines([], 0, whole)
    yield masked_result("begins", whole)
    yield opening(["request", "request"], "summary", whole)
    yield opening(["request"], "", whole)
    yield summarise(100)
    yield note("text")
    yield not_text(10, "image/png", whole.handle)
    yield malformed_call("reason")
    yield empty_answer()
    yield cut_call()


def fingerprint() -> str:
    """A hash of all rendered formats: 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(samples()).encode()).hexdigest()[:16]
