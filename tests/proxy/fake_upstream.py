"""A server whose tokens are the letters of what it renders, and which caches what it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from agent.proxy.server import Upstream

BLOCK = 16
_METRICS = """\
vllm:cache_config_info{{block_size="16",num_gpu_blocks="{blocks}",enable_prefix_caching="True"}} 1
process_start_time_seconds {started}
vllm:prefix_cache_queries_total {looked_up}
vllm:generation_tokens_total 0
vllm:num_preemptions_total 0
"""


def written(messages: list[dict[str, Any]], tools: Any = None, *, generation: bool = True) -> str:
    """The prompt of messages and tools."""
    lines = [f"[tools {json.dumps(tools)}]"] if tools else []
    for message in messages:
        told = str(message.get("content") or "") + json.dumps(message.get("tool_calls") or "")
        lines.append(f"[{message['role']}] {told}\n")
    return "".join(lines) + ("[assistant] " if generation else "")


def _written(body: dict[str, Any]) -> str:
    return written(body["messages"], body.get("tools"), generation=body["add_generation_prompt"])


def _as_it_is(text: str) -> str:
    return text


@dataclass
class FakeUpstream:
    """Counts what it was asked; `fails` is the status of all renderings, `answers` whether it
    answers at all, `spelled` makes other tokens of a text than its letters."""

    blocks: int = 1001
    started: float = 1000.0
    looked_up: int = 0
    fails: int = 200
    answers: bool = True
    spelled: Callable[[str], str] = _as_it_is
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def upstream(self, authorization: str = "") -> Upstream:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        return Upstream(http, "http://server", authorization)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if not self.answers:
            raise httpx.ConnectError("refused")
        self.asked.append(request.url.path)
        self.keys.append(request.headers.get("authorization", ""))
        if request.url.path == "/metrics":
            facts = {"blocks": self.blocks, "started": self.started, "looked_up": self.looked_up}
            return httpx.Response(200, text=_METRICS.format(**facts))
        if self.fails != 200:
            return httpx.Response(self.fails, text="<html>")
        body = json.loads(request.content)
        if request.url.path == "/detokenize":
            return httpx.Response(200, json={"prompt": "".join(map(chr, body["tokens"]))})
        text = body["prompt"] if "prompt" in body else _written(body)
        return httpx.Response(200, json={"tokens": [ord(letter) for letter in self.spelled(text)]})
