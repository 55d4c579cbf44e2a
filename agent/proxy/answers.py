"""What a client asked and was answered: the messages, the answer and the usage, streamed or not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.engine.answer import AnswerBuilder
from agent.engine.wire import chunk_from, message_json, usage_from
from agent.types import JSON, Usage


@dataclass(frozen=True, slots=True)
class Answered:
    """A chat request with its answer.

    Args:
        body: as it was sent.
        answer: the assistant's message; None where the answer did not come to an end.
        usage: None where the answer does not say it.
        name: of the conversation, where the client gave one.
        began: when the request was sent, in seconds of any one clock.
        ended: when the answer was there.
        size: of the request, in bytes.
        authorization: what the client said to be let in.
    """

    body: Mapping[str, JSON]
    answer: JSON | None
    usage: Usage | None
    name: str = ""
    began: float = 0.0
    ended: float = 0.0
    size: int = 0
    authorization: str = ""


def answer_of(reply: Mapping[str, JSON]) -> JSON | None:
    """The assistant's message of a whole reply; None where there is none."""
    choices = reply.get("choices") or [{}]
    message = choices[0].get("message")
    return message if isinstance(message, dict) else None


def usage_of(reply: Mapping[str, JSON]) -> Usage | None:
    """What a reply says that it cost; None where it does not say."""
    return usage_from(reply.get("usage"))


def streamed(lines: Iterable[bytes]) -> tuple[JSON | None, Usage | None]:
    """The message and the usage of a stream's lines; no message where it was broken off.

    Of several answers to one request the first is taken.
    """
    builder = AnswerBuilder(0.0)
    whole, usage = False, None
    for line in lines:
        data = _data(line)
        if data is None:
            continue
        chunk = chunk_from({**data, "choices": _first(data.get("choices"))})
        builder.add(chunk, 0.0)
        whole = whole or chunk.finish_reason is not None
        usage = chunk.usage or usage
    answer = builder.build(0.0)
    message = json.loads(message_json(answer.message)) if whole else None
    return message, usage


def _first(choices: JSON) -> list[JSON]:
    return [each for each in choices or () if not each.get("index")]


def _data(line: bytes) -> dict[str, Any] | None:
    if not line.startswith(b"data:"):
        return None
    try:
        value = json.loads(line[5:])
    except ValueError:  # [DONE]
        return None
    return value if isinstance(value, dict) else None
