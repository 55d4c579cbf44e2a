"""The chat messages that are made of a Responses request are those that vLLM makes of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from agent.engine.tokens import TokenIds
from agent.proxy import responses
from agent.proxy.answers import AskedChat, events_of
from agent.proxy.server import Upstream, UpstreamRenderer
from tests.proxy.response_items import HELLO, TOOL, called, returned, said, thought

PARTS = [{"type": "input_text", "text": "One."}, {"type": "input_text", "text": "Two."}]
CUSTOM = {"type": "custom", "name": "shell", "description": "Runs a line."}
CALL = {"type": "custom_tool_call", "call_id": "1", "name": "shell", "input": "ls é"}
RESULT = {"type": "custom_tool_call_output", "call_id": "1", "output": "a"}
SUMMARY = {"type": "summary_text", "text": "So."}

REQUESTS: dict[str, dict[str, Any]] = {
    "a text": {"input": "Hello"},
    "instructions": {"input": "Hello", "instructions": "Be short."},
    "parts": {"input": [{"type": "message", "role": "user", "content": PARTS}]},
    "a developer's message": {"input": [{"role": "developer", "content": "Be short."}, HELLO]},
    "an easy message": {"input": [HELLO, {"role": "assistant", "content": "Hi."}, HELLO]},
    "an answer": {"input": [HELLO, said("Hi."), HELLO]},
    "two texts": {"input": [HELLO, said("Hi."), said("And?"), HELLO]},
    "calls": {
        "input": [
            HELLO,
            said("I look."),
            called("1"),
            called("2", '{"city":"Rome"}'),
            returned("1", "rain"),
            returned("2", PARTS),
            said("It rains."),
            HELLO,
        ],
        "tools": [TOOL],
    },
    "broken arguments": {
        "input": [HELLO, called("1", '{"ci'), returned("1", "rain")],
        "tools": [TOOL],
    },
    "reasoning": {"input": [HELLO, thought("Hm."), said("Hi."), HELLO]},
    "reasoning before a call": {
        "input": [HELLO, said("I look."), thought("Hm."), called("1"), returned("1", "rain")],
        "tools": [TOOL],
    },
    "a summary": {
        "input": [HELLO, {"type": "reasoning", "id": "r", "summary": [SUMMARY]}, said("Hi.")]
    },
    "effort": {"input": "Hello", "reasoning": {"effort": "low"}},
    "a strict tool": {"input": "Hello", "tools": [{**TOOL, "strict": True}]},
    "no tool wanted": {"input": "Hello", "tools": [TOOL], "tool_choice": "none"},
    "free text": {"input": [HELLO, CALL, RESULT], "tools": [CUSTOM]},
    "a namespace": {
        "input": [HELLO, {**called("1"), "namespace": "sky"}, returned("1", "rain")],
        "tools": [{"type": "namespace", "name": "sky", "description": "d", "tools": [TOOL]}],
    },
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_the_tokens_are_those_that_vllm_reads(engine_url: str, name: str) -> None:
    async with httpx.AsyncClient(timeout=120) as http:
        model = (await http.get(f"{engine_url}/models")).json()["data"][0]["id"]
        body = {"model": model, "max_output_tokens": 16, "temperature": 0, **REQUESTS[name]}
        told = {**body, "enable_response_messages": True}
        reply = await http.post(f"{engine_url}/responses", json=told)
        assert reply.status_code == 200, reply.text
        read = reply.json()["input_messages"][0]["tokens"]
        asked = responses.asked(body)
        assert isinstance(asked, AskedChat)
        renderer = UpstreamRenderer(Upstream(http, engine_url.removesuffix("/v1")), asked.settings)
        assert await renderer.render(asked.sent) == TokenIds(read)
        whole = responses.whole(reply.json())
        assert whole.usage is not None
        assert whole.usage.prompt_tokens == len(read)
        assert whole.usage.cached_tokens is not None
        stream = await http.post(f"{engine_url}/responses", json={**body, "stream": True})
        streamed = responses.streamed(events_of(stream.content.splitlines()))
        assert streamed.usage is not None
        assert streamed.usage.prompt_tokens == len(read)
        assert (streamed.answer or {}).get("content") == (whole.answer or {}).get("content")
