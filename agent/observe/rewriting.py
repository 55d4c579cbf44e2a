"""How a chat template wrote an answer, or an earlier message, otherwise than it was. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping

from agent.events import MissPlace
from agent.observe.differing import excerpts
from agent.observe.verdict import Change
from agent.types import JSON


def of_answer(
    answer: JSON, message: int, token: int | None, generated: str | None, now: str
) -> Change:
    """Why an answer that is replayed has other tokens than were generated.

    Args:
        answer: as the server returned it, an OpenAI message.
        message: its number in the request.
        token: number of the first token that differs; None where it is not known.
        generated: the text of the generated tokens; None where the server gave none.
        now: the text of the prompt from where the answer begins.
    """
    if generated is not None and now.startswith(generated):
        place = MissPlace(token, message)
        return Change("generated_differs", "the same text is encoded as other tokens now", place)
    rule, field, said = _rule(answer, now)
    if not rule and generated is None:
        place = MissPlace(token, message)
        return Change("generated_differs", "the answer's text is all there, in other tokens", place)
    before, after = excerpts(generated if generated is not None else said, now)
    place = MissPlace(token, message, field, before, after)
    return Change("template_rewrote", rule or "what stands around the answer is another", place)


def of_history(token: int, message: int | None, dropped: str, before: str, after: str) -> Change:
    """Why an earlier message is rendered otherwise although nobody changed it.

    Args:
        dropped: reasoning that stood there before and does not now; empty if there is none.
        before: the text of the earlier prompt from the first token that differs; `after` of this.
    """
    rule = "reasoning dropped" if dropped else "an earlier message is rendered otherwise"
    field = "reasoning" if dropped else ""
    return Change(
        "template_rewrote", rule, MissPlace(token, message, field, *excerpts(before, after))
    )


def _rule(answer: JSON, now: str) -> tuple[str, str, str]:
    """The template's rule, the field that it touches, and what stood there."""
    reasoning = _text(answer, "reasoning") or _text(answer, "reasoning_content")
    if reasoning and reasoning.strip() not in now:
        return "reasoning dropped", "reasoning", reasoning
    content = _text(answer, "content")
    if content and content not in now:
        if content.strip() in now:
            return "white space around the answer stripped", "content", content
        return "the answer's text is written otherwise", "content", content
    for place, call in enumerate(answer.get("tool_calls") or ()):
        arguments = _text(call.get("function") or {}, "arguments")
        if arguments and arguments not in now:
            field = f"tool_calls[{place}].function.arguments"
            return _of_arguments(arguments), field, arguments
    return "", "", ""


def _of_arguments(arguments: str) -> str:
    try:
        json.loads(arguments)
    except (ValueError, RecursionError):
        return "arguments that are no JSON replaced"
    return "arguments re-serialised"


def _text(value: Mapping[str, JSON], field: str) -> str:
    found = value.get(field)
    return found if isinstance(found, str) else ""
