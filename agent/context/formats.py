"""Every text that the runtime itself puts into a window is rendered here, and only here.

The bundled model is trained on these functions' output: a change of a format is a change of the
language that it was taught. `fingerprint()` names the language, and the evaluation report of the
bundled model carries the fingerprint that it was measured with.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterable
from dataclasses import dataclass


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


def no_passages(query: str) -> str:
    """The result of a search that found nothing."""
    return f'No passages found for "{query}".'


def tool_failed(reason: str) -> str:
    """The tool ran and says that it failed."""
    return f"Error: {reason}"


def call_again(reason: str) -> str:
    """The tool asks for another call with better arguments."""
    return f"Error: {reason} Correct the arguments and call the tool again."


def invalid_arguments(tool: str, problems: Iterable[str]) -> str:
    """The arguments do not match the tool's schema; each problem names path, value and limit."""
    return f"Error: invalid arguments for {tool}: {'; '.join(problems)}. Correct them and call again."


def malformed_arguments(tool: str, reason: str) -> str:
    """The arguments are not JSON."""
    return f"Error: the arguments for {tool} are not valid JSON ({reason}). Call the tool again."


def malformed_call(reason: str) -> str:
    """The model wrote something like a tool call that could not be read."""
    return f"Your tool call could not be read ({reason}). Write it again as valid JSON."


def unknown_tool(tool: str, known: Iterable[str]) -> str:
    """There is no tool of this name."""
    names = ", ".join(known)
    if not names:
        return f"Error: there is no tool named {tool}, and no other tool either."
    return f"Error: there is no tool named {tool}. The tools are: {names}."


def timed_out(tool: str, seconds: float) -> str:
    """The tool did not end in time."""
    return f"Error: {tool} did not finish within {seconds:g} seconds and was stopped."


def crashed(tool: str, error: BaseException) -> str:
    """The tool raised something that it did not mean for the model."""
    return f"Error: {tool} failed with {type(error).__name__}: {error}"


def cancelled(tool: str) -> str:
    """The user stopped the turn while the tool ran."""
    return f"Error: {tool} was stopped by the user before it finished. It may have had an effect."


def not_allowed(tool: str, reason: str) -> str:
    """The user's settings do not allow this call."""
    return f"Error: {tool} is not allowed: {reason}"


def empty_answer() -> str:
    """The model ended its turn with neither text nor a call."""
    return "Your last message was empty. Answer the user, or call a tool."


def cut_call() -> str:
    """The model ran into its token limit in the middle of a tool call."""
    return "Your last tool call was cut off by the length limit. Write a shorter one."


def fingerprint() -> str:
    """A hash of this module's formats: 16 hexadecimal digits."""
    source = inspect.getsource(sys.modules[__name__])
    return hashlib.sha256(source.encode()).hexdigest()[:16]
