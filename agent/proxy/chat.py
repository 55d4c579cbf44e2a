"""OpenAI's Chat Completions API."""

from __future__ import annotations

import json
from collections.abc import Iterable

from agent.engine.answer import AnswerBuilder
from agent.engine.wire import chunk_from, message_json, usage_from
from agent.observe.differing import Sent
from agent.proxy.answers import (
    AskedChat,
    Body,
    Reply,
    Unreadable,
    check_one_answer,
    keys_of,
    objects,
    template_settings,
)


def asked(body: Body) -> AskedChat:
    """The messages and tools of a request.

    Raises:
        Unreadable: there is nothing to diagnose.
    """
    messages, tools = objects(body, "messages"), objects(body, "tools")
    if not messages:
        raise Unreadable("the request has no messages")
    if body.get("continue_final_message"):
        raise Unreadable("the answer goes on with an unfinished message")
    check_one_answer(body)
    sent = Sent(tuple(messages), tuple(tools), keys_of(body))
    return AskedChat(sent, template_settings(body, body.get("reasoning_effort")))


def whole(reply: Body) -> Reply:
    """The assistant's message of a whole reply, and the usage."""
    choices = reply.get("choices") or [{}]
    message = choices[0].get("message")
    return Reply(message if isinstance(message, dict) else None, usage_from(reply.get("usage")))


def streamed(events: Iterable[Body]) -> Reply:
    """The message and the usage of a stream; no message where it was broken off."""
    builder = AnswerBuilder(0.0)
    ended, usage = False, None
    for event in events:
        chunk = chunk_from(event)
        builder.add(chunk, 0.0)
        ended = ended or chunk.finish_reason is not None
        usage = chunk.usage or usage
    answer = builder.build(0.0)
    return Reply(json.loads(message_json(answer.message)) if ended else None, usage)
