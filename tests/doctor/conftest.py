"""A server that the doctor finds well, with a switch for each way to be ill."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from agent.config import Settings
from agent.context.prefix import Prefix
from agent.doctor.examine import Report, examine
from agent.doctor.finding import Finding
from tests.fake_server import FakeServer, Reply, delta, end, error, serving

BLOCK = 16
MARKERS = ("<|im_start|>", "<|im_end|>")
CACHE_INFO = (
    'vllm:cache_config_info{block_size="16",num_gpu_blocks="8193",'
    'enable_prefix_caching="True"} 1.0\n'
)
NO_TOOL_CHOICE = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser'
COMPUTING = 0.03
"""Seconds that a prompt of its own takes."""
CALL = '<tool_call>\n{"name": "calculate", "arguments": {"expression": "127 * 31"}}\n</tool_call>'


@dataclass
class Vllm(FakeServer):
    """Tokens are bytes and two control tokens; the cache holds blocks of 16 for each salt."""

    models: tuple[Mapping[str, Any], ...] = ({"id": "qwen2.5-7b", "max_model_len": 32768},)
    tokenizes: bool = True
    tool_choice: bool = True
    name: str = "calculate"
    arguments: str = '{"expression": "127 * 31"}'
    text: str = ""
    """Said in place of the call."""
    reasoning: str = ""
    finish: str = "tool_calls"
    swallowed: bool = False
    """The parser drops the call; only the tokens of it arrive."""
    caches: bool = True
    details: bool = True
    replicas: int = 1
    others: int = 0
    """Tokens that another session finds cached meanwhile, with each request."""
    measured: bool = True
    """There are metrics."""
    shows_tools: bool = True
    shows_results: bool = True
    rewrites: bool = False
    opening: str = ""
    """A system prompt that the template puts before every conversation."""
    schema: str = '"north"'
    schema_refusals: int = 0
    takes_ids: bool = True
    goes_on: bool = True
    """An answer that is told to ignore its end does."""
    priorities: bool = True
    busy: bool = False
    long_prompts: int = 0
    waiting: list[tuple[int, int]] = field(default_factory=list)
    computing: threading.Condition = field(default_factory=threading.Condition)
    seen: list[list[list[int]]] = field(default_factory=list)
    hits: int = 0
    requests: int = 0

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """The reply to one request; only /v1 is behind the key, as on vLLM."""
        allowed = self.key is None or headers.get("Authorization") == f"Bearer {self.key}"
        if path.startswith("/v1") and not allowed:
            return Reply(401, {"error": "Unauthorized"})
        match method, path:
            case "POST", "/tokenize" if self.tokenizes:
                tokens = self._tokens(json.loads(body))
                return Reply(body={"tokens": tokens, "count": len(tokens)})
            case "POST", "/detokenize" if self.tokenizes:
                return Reply(body={"prompt": _decoded(json.loads(body)["tokens"])})
            case "POST", "/v1/chat/completions":
                return self._chat(json.loads(body))
            case "POST", _:
                return error(404, "Not Found")
        kept, self.key = self.key, None
        try:
            return super().answer(method, path, body, headers)
        finally:
            self.key = kept

    def __post_init__(self) -> None:
        self.count(0)

    def count(self, hits: int) -> None:
        """Write the metrics anew with so many more tokens that were found cached."""
        self.hits += hits
        if self.measured:
            self.metrics = f"{CACHE_INFO}vllm:prefix_cache_hits_total {self.hits}\n"

    def _chat(self, asked: dict[str, Any]) -> Reply:
        self.bodies.append(asked)
        if asked.get("tools") and not self.tool_choice:
            return error(400, NO_TOOL_CHOICE)
        if "response_format" in asked:
            return self._structured()
        given = asked.get("kv_transfer_params", {}).get("prompt_token_ids")
        prompt = given if given and self.takes_ids else self._tokens(asked)
        cached = self._cached([*asked.get("cache_salt", "").encode(), *prompt])
        if not asked.get("stream"):
            priority = asked.get("priority", 0)
            self._compute(priority if self.priorities else 0, behind=self._others(asked, priority))
            return Reply(body={"choices": [{"message": {"content": "x"}}]})
        return self._streamed(asked, prompt, cached)

    def _streamed(self, asked: Mapping[str, Any], prompt: list[int], cached: int) -> Reply:
        details = {"prompt_tokens_details": {"cached_tokens": cached}} if self.details else {}
        usage = {"prompt_tokens": len(prompt), "completion_tokens": 23, **details}
        if asked.get("ignore_eos") and self.goes_on:
            return Reply(lines=(delta(content="x"),) * 100, delay=COMPUTING / 2)
        last = (*end(self.finish)[:1], json.dumps({"choices": [], "usage": usage}), "[DONE]")
        if asked["max_tokens"] == 1:
            echo = json.dumps({"prompt_token_ids": prompt, "choices": []})
            return Reply(lines=(echo, delta(content="x"), *last))
        if self.swallowed:
            choice = {"index": 0, "delta": {}, "token_ids": [*map(ord, CALL)]}
            return Reply(lines=(json.dumps({"choices": [choice]}), *last))
        if self.text:
            return Reply(lines=(delta(content=self.text), *last))
        thought = (delta(reasoning=self.reasoning),) if self.reasoning else ()
        return Reply(lines=(*thought, *self._call(), *last))

    def _others(self, asked: Mapping[str, Any], priority: int) -> int:
        """How many prompts are going to wait behind this one: five, behind every second long one.

        The first is computed beside an answer that streams.
        """
        if priority or "river river" not in str(asked["messages"][0]["content"]):
            return 0
        self.long_prompts += 1
        return 5 if self.long_prompts % 2 == 0 else 0

    def _compute(self, priority: int, behind: int) -> None:
        """One prompt at a time; of those that wait the most urgent, then the first."""
        place = (priority, self.requests)
        with self.computing:
            self.waiting.append(place)
            self.computing.notify_all()
            self.computing.wait_for(lambda: not self.busy and min(self.waiting) == place)
            self.waiting.remove(place)
            self.busy = True
        time.sleep(COMPUTING)
        with self.computing:
            self.computing.wait_for(lambda: len(self.waiting) >= behind, timeout=5)
            self.busy = False
            self.computing.notify_all()

    def _call(self) -> Iterator[str]:
        """The call, in pieces."""
        first, rest = self.arguments[:5], self.arguments[5:]
        made = {"index": 0, "id": "call-0", "type": "function"}
        yield delta(tool_calls=[{**made, "function": {"name": self.name, "arguments": first}}])
        yield delta(tool_calls=[{"index": 0, "function": {"arguments": rest}}])

    def _structured(self) -> Reply:
        if self.schema_refusals:
            self.schema_refusals -= 1
            return error(400, "response_format is not supported")
        return Reply(body={"choices": [{"message": {"content": self.schema}}]})

    def _cached(self, prompt: list[int]) -> int:
        """Tokens of the prompt that this request's replica holds."""
        while len(self.seen) < self.replicas:
            self.seen.append([])
        held = self.seen[self.requests % self.replicas]
        self.requests += 1
        found = max((_common(each, prompt) for each in held), default=0) if self.caches else 0
        held.append(prompt)
        found = min(found, len(prompt) - 1) // BLOCK * BLOCK
        self.count(found + self.others)
        return found

    def _tokens(self, asked: Mapping[str, Any]) -> list[int]:
        return _encoded(self._rendered(asked) if "messages" in asked else str(asked["prompt"]))

    def _rendered(self, asked: Mapping[str, Any]) -> str:
        """ChatML, with Hermes' way to write tools and calls."""
        told = [f"<|im_start|>system\n{self.opening}<|im_end|>\n"] if self.opening else []
        if self.shows_tools and asked.get("tools"):
            told.append(f"<|im_start|>system\n{json.dumps(asked['tools'])}<|im_end|>\n")
        if self.rewrites and len(asked["messages"]) > 2:
            told.append("<|im_start|>system\nolder messages were cut<|im_end|>\n")
        for message in asked["messages"]:
            if message["role"] != "tool" or self.shows_results:
                calls = [each["function"] for each in message.get("tool_calls") or ()]
                tagged = "".join(f"<tool_call>{json.dumps(each)}</tool_call>" for each in calls)
                content = message.get("content") or ""
                told.append(f"<|im_start|>{message['role']}\n{content}{tagged}<|im_end|>\n")
        if asked.get("add_generation_prompt", True):
            told.append("<|im_start|>assistant\n")
        return "".join(told)


def _encoded(text: str) -> list[int]:
    """vLLM makes control tokens of their names wherever these stand."""
    parts = re.split("(<\\|im_start\\|>|<\\|im_end\\|>)", text)
    ids = ([256 + MARKERS.index(part)] if part in MARKERS else part.encode() for part in parts)
    return [token for run in ids for token in run]


def _decoded(tokens: list[int]) -> str:
    text = b"".join(
        bytes([token]) if token < 256 else MARKERS[token - 256].encode()
        for token in tokens
        if token < 258
    )
    return text.decode("utf-8", "replace")


def _common(one: list[int], other: list[int]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


@pytest.fixture
def vllm() -> Iterator[Vllm]:
    """A well server; what a test sets on it holds from the next request on."""
    with serving(Vllm()) as server:
        assert isinstance(server, Vllm)
        yield server


async def findings(server: Vllm, **settings: Any) -> dict[str, Finding]:
    """What the doctor finds, by check."""
    report = await examined(server.url, **settings)
    return {each.id: each for each in report.findings}


async def examined(url: str, **settings: Any) -> Report:
    """The doctor's report of the server at `url`."""
    return await examine(Settings(url=url, **settings), Prefix.render("Be brief."))
