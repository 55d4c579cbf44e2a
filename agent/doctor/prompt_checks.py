"""Checks of how prompts travel and what becomes of texts in them."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from agent.context.transport import MessageTransport
from agent.doctor.facts import Facts
from agent.doctor.finding import Verdict, failure, note, ok, shown, warning
from agent.doctor.messages_only import why_messages
from agent.types import JSON

_CHARACTERS = 20_000
_SENTENCE = "The café's 2 servers answered {'id': 17} in 3.5 ms; nobody waited. "

_SLOW_SECONDS = 0.5
"""For the encoding of a full window, once a turn."""

_CHOICES = ("north", "south")
_AS_TEXT: JSON = {"type": "string", "enum": list(_CHOICES)}
_AS_OBJECT: JSON = {
    "type": "object",
    "properties": {"direction": _AS_TEXT},
    "required": ["direction"],
    "additionalProperties": False,
}
_OPENING = re.compile(r'\s*\{\s*("direction"\s*(:\s*("(north|south)"\s*)?)?)?')
"""What may stand before white space without end."""

_SCHEMAS = (_AS_TEXT, _AS_OBJECT)
"""The first leaves no room for white space, which a small model may write without end; some servers
take only the second."""


async def transport(facts: Facts) -> Verdict:
    """Prompts travel as token ids."""
    chosen = facts.transport
    if chosen.name == "ids":
        return ok("token ids: nothing that was sent is rendered or encoded again")
    reason = await why_messages(facts.engine, facts.prefix, facts.settings.reasoning)
    return note(
        f"messages, because {reason.seen}: the server renders and encodes the whole conversation "
        "in each turn",
        reason.fix,
    )


async def control_tokens(facts: Facts) -> Verdict:
    """What users, tools and documents say cannot become a control token."""
    guard = facts.transport.messages.guard
    if not facts.engine.facts.tokenizes:
        return note("without /tokenize only the control tokens of known families are broken up")
    if guard.proved:
        apart = "" if isinstance(facts.transport, MessageTransport) else ", and ids never hold them"
        return ok(f"{len(guard.markers)} control tokens stay text in messages{apart}")
    if isinstance(facts.transport, MessageTransport):
        return warning(
            "the server puts broken control tokens together again, so a text can hold them",
            "use a vLLM that takes token ids (0.32 or later), or another tokenizer",
        )
    return ok("ids never hold control tokens of texts")


async def structured_output(facts: Facts) -> Verdict:
    """An answer can be held to a JSON schema."""
    refusal = ""
    for schema in _SCHEMAS:
        page = await facts.http.post("/v1/chat/completions", _held_to(schema, facts))
        if page.status == 200 and not isinstance(page.json.get("choices"), list):
            return failure(
                f"the answer is none of OpenAI's chat API: {shown(page.text) or 'nothing'}",
                "give the address of an OpenAI-compatible server with --url, up to its /v1",
            )
        if page.status == 200:
            return _held(_content(page.json))
        refusal = refusal or f"{page.status} {shown(page.text)}"
    return note(f"response_format with a JSON schema is refused: {refusal}")


async def tokenizer(facts: Facts) -> Verdict:
    """The server counts fast."""
    engine = facts.tokenizer
    text = (_SENTENCE * (_CHARACTERS // len(_SENTENCE) + 1))[:_CHARACTERS]
    began = time.perf_counter()
    tokens = len(await engine.encode(text))
    seconds = time.perf_counter() - began
    if not tokens:
        return failure("/tokenize finds no token in a text", "give the address of vLLM itself")
    speed = tokens / max(seconds, 1e-6)
    seen = f"{speed:,.0f} tokens/s; a full window takes {facts.window / speed * 1000:.0f} ms"
    if facts.window / speed > _SLOW_SECONDS and isinstance(facts.transport, MessageTransport):
        return warning(
            f"{seen} in each turn, because prompts travel as messages",
            "restart vLLM with a higher --renderer-num-workers or --api-server-count",
        )
    return ok(seen)


def _held_to(schema: JSON, facts: Facts) -> dict[str, Any]:
    return {
        "model": facts.asked.served.name,
        "messages": [{"role": "user", "content": "Tell me about the sea in one sentence."}],
        "max_tokens": 512,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "direction", "schema": schema, "strict": True},
        },
    }


def _held(content: str) -> Verdict:
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        if content.strip() and _OPENING.fullmatch(content):
            return note(f"the answer began as the schema wants and did not end: {shown(content)}")
        read = None
    answer = read.get("direction") if isinstance(read, dict) else read
    if answer in _CHOICES:
        return ok("an answer was held to a JSON schema")
    return failure(
        f"response_format was taken and not obeyed: {shown(content) or 'an empty answer'}",
        'restart vLLM with --structured-outputs-config \'{"backend":"xgrammar"}\'',
    )


def _content(answer: Any) -> str:
    try:
        return str(answer["choices"][0]["message"]["content"] or "")
    except (LookupError, TypeError):
        return ""
