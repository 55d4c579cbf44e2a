"""A session's conversation for other programs and for people: OpenAI messages, Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from agent.context.transcript import Entry
from agent.context.window import Arrivals, spoken
from agent.engine.wire import message_json
from agent.events import (
    EpochOpened,
    ModelAnswered,
    NoticeGiven,
    RunEnded,
    SessionOpened,
    ToolFinished,
    UserSpoke,
)
from agent.observe.times import utc
from agent.types import JSON, UserMessage


def openai_messages(entries: Iterable[Entry]) -> list[JSON]:
    """The conversation as it was recorded, in OpenAI's format, behind its system message.

    Few-shot examples are left out, and so is what a compaction made of it. The results of an
    answer's calls stand in the order of the calls.
    """
    arrivals = Arrivals()
    messages: list[JSON] = []
    for entry in entries:
        if isinstance(entry.record, SessionOpened):
            messages = messages or _system(entry.record)
        match arrivals.take(entry.record):
            case UserMessage() as said:
                messages.append(json.loads(message_json(said)))
            case ModelAnswered(message=answer):
                messages.append(json.loads(message_json(answer)))
            case tuple() as results:
                messages.extend(json.loads(message_json(result)) for result in results)
            case None:
                pass
    return messages


def markdown(session: str, entries: Iterable[Entry]) -> str:
    """The conversation as a Markdown page."""
    parts = [f"# Session {session}"]
    for entry in entries:
        parts.extend(_paragraphs(entry))
    return "\n\n".join(parts) + "\n"


def _system(opened: SessionOpened) -> list[JSON]:
    head = [json.loads(each) for each in opened.prefix["messages"][:1]]
    return [message for message in head if message["role"] == "system"]


def _paragraphs(entry: Entry) -> Iterator[str]:
    match entry.record:
        case SessionOpened(model=model):
            yield f"Begun {utc(entry.time)}" + (f" with {model}." if model else ".")
        case UserSpoke() as said:
            yield "## User"
            yield spoken(said)
        case NoticeGiven(text=text):
            yield "## Notice"
            yield text
        case ModelAnswered() as answered:
            yield from _answer(answered)
        case ToolFinished(call=call, text=text, outcome=outcome, artifact=artifact):
            whole = f" (whole: {artifact})" if artifact else ""
            yield f"### {'Result' if outcome.ok else 'Failure'} of `{call.name}`{whole}"
            yield _fenced(text)
        case EpochOpened(number=number):
            yield f"*The window was compacted: epoch {number}.*"
        case RunEnded(status=status, detail=detail) if status != "done":
            yield f"*The run ended: {status}{f', {detail}' if detail else ''}.*"
        case _:
            pass


def _answer(answered: ModelAnswered) -> Iterator[str]:
    message = answered.message
    yield "## Assistant"
    if message.reasoning:
        yield "\n".join(f"> {line}" for line in message.reasoning.splitlines())
    if message.text:
        yield message.text
    for call in message.tool_calls:
        yield f"### Call of `{call.name}`"
        yield _fenced(call.arguments, "json")


def _fenced(text: str, language: str = "") -> str:
    """The text in a fence that is longer than every one within."""
    longest = max((len(each) for each in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
