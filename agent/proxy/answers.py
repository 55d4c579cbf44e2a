"""What a client was answered: the assistant's message and the usage, streamed or not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from agent.engine.answer import AnswerBuilder
from agent.engine.wire import chunk_from, message_json
from agent.types import JSON, Usage


def answer_of(reply: Mapping[str, JSON]) -> JSON | None:
    """The assistant's message of a whole reply; None where there is none."""
    choices = reply.get("choices") or [{}]
    message = choices[0].get("message")
    return message if isinstance(message, dict) else None


def usage_of(reply: Mapping[str, JSON]) -> Usage:
    """What a reply says that it cost."""
    usage = reply.get("usage") or {}
    details = usage.get("prompt_tokens_details") or {}
    return Usage(
        prompt_tokens=usage.get("prompt_tokens") or 0,
        cached_tokens=details.get("cached_tokens"),
        completion_tokens=usage.get("completion_tokens") or 0,
    )


def streamed(lines: Iterable[bytes]) -> tuple[JSON | None, Usage]:
    """The message and the usage of a stream's lines; no message where it was broken off."""
    builder = AnswerBuilder(0.0)
    whole = False
    for line in lines:
        data = _data(line)
        if data is None:
            continue
        chunk = chunk_from(data)
        builder.add(chunk, 0.0)
        whole = whole or chunk.finish_reason is not None
    answer = builder.build(0.0)
    message = json.loads(message_json(answer.message)) if whole else None
    return message, answer.usage


def _data(line: bytes) -> dict[str, Any] | None:
    if not line.startswith(b"data:"):
        return None
    try:
        value = json.loads(line[5:])
    except ValueError:  # [DONE]
        return None
    return value if isinstance(value, dict) else None
