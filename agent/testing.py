"""Public fakes: a model that follows a script, and a recorder of the requests that it got.

They stand in for the engine in tests of the loop's logic:

    model = ScriptedModel([calls(("forecast", {"city": "Oslo"})), "Rain in Oslo."])
    agent = Agent(engine=model, tools=[forecast])
    reply = agent.run_sync("What is the weather in Oslo?")
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from agent.engine.metrics import EngineMetrics
from agent.engine.request import (
    CallFragment,
    Chunk,
    MessageSegment,
    Prompt,
    PromptCount,
    Request,
    ServerFacts,
)
from agent.engine.tokens import TokenIds
from agent.errors import EngineRejected
from agent.types import JSON, Usage

BLOCK_SIZE = 16
"""Tokens of a block of the scripted prefix cache."""

_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Answering:
    """One scripted answer: text, or tool calls as (name, arguments as JSON text)."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    finish_reason: str = "stop"


Step: TypeAlias = str | Answering | Exception | Callable[[Request], "str | Answering"]
"""What the model does next: answer, raise, or decide by the request."""


def calls(*wanted: tuple[str, Mapping[str, JSON]]) -> Answering:
    """An answer that calls tools, in this order."""
    return Answering(
        calls=tuple((name, json.dumps(arguments)) for name, arguments in wanted),
        finish_reason="tool_calls",
    )


@dataclass(slots=True)
class ScriptedModel:
    """An engine whose model follows `script`, one step a request, and repeats the last one.

    It counts with a simple tokenizer of its own and caches like vLLM, without a limit. `requests`
    has every request that it got.
    """

    script: Iterable[Step]
    window: int = 16384
    requests: list[Request] = field(default_factory=list)
    _steps: list[Step] = field(init=False)
    _vocabulary: dict[bytes, int] = field(default_factory=dict)
    _seen: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    """Prompts with their `cache_salt`."""

    def __post_init__(self) -> None:
        self._steps = list(self.script)

    @property
    def facts(self) -> ServerFacts:
        """What a probe would find."""
        return ServerFacts(
            url="scripted:",
            model="scripted",
            window=self.window,
            tokenizes=True,
            block_size=BLOCK_SIZE,
            prefix_caching=True,
        )

    async def current_facts(self) -> ServerFacts:
        """The same: it is never started again."""
        return self.facts

    async def count(self, prompt: Prompt) -> PromptCount:
        """The prompt's tokens by the fake tokenizer."""
        ids = self._encode(prompt)
        return PromptCount(len(ids), TokenIds(ids))

    async def render(self, prompt: Prompt, *, generation: bool) -> tuple[int, ...]:
        """The same; the fake tokenizer knows no template."""
        return self._encode(prompt)

    async def encode(self, text: str) -> tuple[int, ...]:
        """The fake tokenizer's ids."""
        return self._ids(text.encode())

    async def decode(self, ids: Sequence[int]) -> str:
        """It cannot: sessions with this model are sent as messages."""
        raise EngineRejected("the scripted model does not decode")

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Answer with the script's next step."""
        self.requests.append(request)
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        if isinstance(step, Exception):
            raise step
        answer = step(request) if callable(step) else step
        answer = Answering(answer) if isinstance(answer, str) else answer
        prompt = self._encode(request.prompt)
        generated = self._generated(answer)
        yield Chunk(prompt_ids=prompt, token_ids=generated)
        if answer.text:
            yield Chunk(text=answer.text)
        for index, (name, arguments) in enumerate(answer.calls):
            call_id = f"call-{len(self.requests)}-{index}"
            yield Chunk(calls=(CallFragment(index, call_id, name, arguments),))
        usage = Usage(len(prompt), self._cached(request.salt, prompt), len(generated))
        self._seen.append((request.salt, prompt))
        yield Chunk(finish_reason=answer.finish_reason, usage=usage)

    async def metrics(self, session: str = "") -> EngineMetrics:
        """It says nothing: it never restarts."""
        return EngineMetrics()

    async def close(self) -> None:
        """Nothing is open."""

    def _encode(self, prompt: Prompt) -> tuple[int, ...]:
        parts = [part.json for part in prompt.segments if isinstance(part, MessageSegment)]
        return self._ids(b"\n".join([prompt.tools, *parts]))

    def _generated(self, answer: Answering) -> tuple[int, ...]:
        return self._ids(repr((answer.text, answer.calls)).encode())

    def _ids(self, text: bytes) -> tuple[int, ...]:
        known = self._vocabulary
        return tuple(known.setdefault(piece, len(known)) for piece in _TOKEN.findall(text))

    def _cached(self, salt: str, prompt: tuple[int, ...]) -> int:
        alike = (_common(seen, prompt) for under, seen in self._seen if under == salt)
        best = max(alike, default=0)
        return min(best, len(prompt) - 1) // BLOCK_SIZE * BLOCK_SIZE


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))
