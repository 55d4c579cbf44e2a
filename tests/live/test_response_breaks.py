"""Planted faults in Responses requests against a real vLLM: the reason and the place of each."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from agent.proxy import responses
from agent.proxy.answers import Answered
from agent.proxy.observed import Observed
from agent.proxy.server import Upstream
from agent.proxy.watcher import Watcher
from tests.live.breaking import FACTS
from tests.proxy.response_items import TOOL, called, returned, said

Body = dict[str, Any]
Fault = Callable[[Body], object]


def conversation() -> Body:
    """One with a call, as nobody had it before."""
    units = {"city": {"type": "string"}, "unit": {"enum": ["metric", "imperial"]}}
    parameters = {"type": "object", "properties": units}
    return {
        "instructions": f"You are {uuid.uuid4()}. {FACTS}",
        "tools": [
            {
                **TOOL,
                "name": name,
                "description": FACTS[:200],
                "parameters": copy.deepcopy(parameters),
            }
            for name in ("forecast", "history")
        ],
        "input": [
            {"role": "user", "content": f"Is it far? {FACTS}"},
            said(f"I look. {FACTS}"),
            called("1", '{"city": "Oslo", "unit": "metric"}'),
            returned("1", f"Rain. {FACTS}"),
            {"role": "user", "content": "And then?"},
        ],
        "max_output_tokens": 16,
        "temperature": 0,
    }


async def respond(http: httpx.AsyncClient, watcher: Watcher, url: str, body: Body) -> Any:
    """The answer's items, and what was seen."""
    reply = await http.post(f"{url}/responses", json=body)
    reply.raise_for_status()
    answered = Answered(responses.asked(body), responses.whole(reply.json()))
    return reply.json()["output"], await watcher.observe(answered)


async def after(fault: Fault, url: str) -> Observed:
    """What is seen of a second turn that has the fault."""
    async with httpx.AsyncClient(timeout=120) as http:
        watcher = Watcher(Upstream(http, url.removesuffix("/v1")))
        body = conversation()
        output, first = await respond(http, watcher, url, copy.deepcopy(body))
        body["input"] += [*output, {"role": "user", "content": "Go on."}]
        fault(body)
        _, seen = await respond(http, watcher, url, body)
        assert (seen.conversation, seen.turn) == (first.conversation, 2)
        assert isinstance(seen, Observed)
        return seen


def edit(old: str, new: str, *path: str | int) -> Fault:
    """Writes something else at a place of a request."""

    def at(body: Any) -> None:
        *way, last = path
        for each in way:
            body = body[each]
        assert old in body[last]
        body[last] = body[last].replace(old, new, 1)

    return at


def reverse(*path: str | int) -> Fault:
    """Turns a list round."""

    def at(body: Any) -> None:
        for each in path:
            body = body[each]
        body.reverse()

    return at


UNITS = ("tools", 1, "parameters", "properties", "unit", "enum")
ARGUMENTS = ("input", 2, "arguments")
FAULTS: dict[str, tuple[Fault, str, int | None, str]] = {
    "instructions": (
        edit("You are", "It is 12:01. You are", "instructions"),
        "prefix_changed",
        0,
        "content",
    ),
    "tools in another order": (reverse("tools"), "prefix_changed", None, "tools"),
    "a set in a schema": (
        reverse(*UNITS),
        "prefix_changed",
        None,
        "tools[1].function.parameters.properties.unit.enum[0]",
    ),
    "the user's words": (
        edit("far", "deep", "input", 0, "content"),
        "history_changed",
        1,
        "content",
    ),
    "the assistant's words": (
        edit("look", "see", "input", 1, "content", 0, "text"),
        "history_changed",
        2,
        "content",
    ),
    "arguments in another order": (
        edit('"city": "Oslo", "unit": "metric"', '"unit": "metric", "city": "Oslo"', *ARGUMENTS),
        "history_changed",
        2,
        "tool_calls[0].function.arguments",
    ),
    "a result": (edit("Rain", "Snow", "input", 3, "output"), "history_changed", 3, "content"),
    "a message left out": (lambda body: body["input"].pop(0), "history_changed", 1, "role"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_is_named_with_its_place(engine_url: str, name: str) -> None:
    fault, reason, message, field = FAULTS[name]
    miss = (await after(fault, engine_url)).miss
    assert miss is not None
    assert miss.place is not None
    assert (miss.reason, miss.place.message, miss.place.field) == (reason, message, field)
    assert miss.place.before != miss.place.after


async def test_another_salt_is_told(engine_url: str) -> None:
    miss = (await after(lambda body: body.update(cache_salt="s"), engine_url)).miss
    assert miss is not None
    assert miss.reason == "salt_or_lora_changed"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: None,
        edit('"city": "Oslo", ', '"city":"Oslo",', *ARGUMENTS),
        lambda body: body["input"][0].update(
            content=[{"type": "input_text", "text": body["input"][0]["content"]}]
        ),
    ],
    ids=["nothing", "spaces in arguments", "words as a part"],
)
async def test_what_makes_no_difference_is_no_alarm(engine_url: str, change: Fault) -> None:
    """But for an answer that is read again as other tokens, which is none of these changes."""
    seen = await after(change, engine_url)
    assert seen.miss is None or seen.miss.reason == "generated_differs"
