"""The requests that the doctor sends, and what came of them."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

from agent.doctor.http import Http
from agent.engine.answer import Answer, AnswerBuilder
from agent.engine.client import EngineClient
from agent.engine.request import MessageSegment, Prompt, Request, Sampling
from agent.engine.wire import message_json, tools_json
from agent.types import Message, ToolSpec, UserMessage

TOOL = ToolSpec(
    name="calculate",
    description="Calculate an arithmetic expression.",
    parameters={
        "type": "object",
        "properties": {"expression": {"type": "string", "description": "such as 2 + 3"}},
        "required": ["expression"],
    },
)
QUESTION = "Use the tool calculate: what is 127 * 31?"

SESSION = "doctor"
"""The session of the doctor's requests, as a router sees it."""

_ANSWER_TOKENS = 1024
"""A model that thinks aloud needs some before it calls."""

_MOST_SENDS = 4
"""Two replicas that take turns show a hit at the third."""

_LEAST_WORDS = 512
_WORDS = ("apple", "river", "stone", "cloud", "maple", "light", "north", "table")


@dataclass(frozen=True, slots=True)
class Repeated:
    """One prompt that no server can have seen before, sent until it was found in the cache."""

    prompt_tokens: int
    cached: tuple[int | None, ...]
    """For each time, what the server reported."""
    hits: float | None
    """By how much its counter of cache hits grew, in tokens; None without such a counter."""

    @property
    def found(self) -> tuple[int, int] | None:
        """The first time that more was cached than at first, from 0, and how many tokens."""
        return next(
            (
                (at, now)
                for at, now in enumerate(map(_count, self.cached))
                if now > _count(self.cached[0])
            ),
            None,
        )


async def call_tool(engine: EngineClient) -> Answer:
    """The answer to a question that wants one tool call.

    Raises:
        EngineError: the server refused or failed.
    """
    prompt = Prompt((segment(UserMessage(QUESTION)),), tools_json([TOOL]))
    tokens = min(_ANSWER_TOKENS, engine.facts.window // 2)
    return await _answer(engine, Request(SESSION, prompt, tokens, Sampling(temperature=0.0)))


async def repeat(engine: EngineClient, http: Http) -> Repeated:
    """Send a new prompt of several blocks again and again.

    Raises:
        EngineError: the server refused or failed.
    """
    block = engine.facts.block_size or 0
    count = max(1, min(max(_LEAST_WORDS, 4 * block), engine.facts.window // 8))
    words = " ".join(_WORDS[number % len(_WORDS)] for number in range(count))
    prompt = Prompt((segment(UserMessage(f"{uuid.uuid4()} {words}")),))
    before = cache_hits(await metrics_page(http))
    cached: list[int | None] = []
    tokens = 0
    # What the template puts before every prompt may be cached at first already.
    while len(cached) < _MOST_SENDS and not (cached and _count(cached[-1]) > _count(cached[0])):
        usage = (await _answer(engine, Request(SESSION, prompt, max_tokens=1))).usage
        cached.append(usage.cached_tokens)
        tokens = usage.prompt_tokens
    after = cache_hits(await metrics_page(http))
    hits = after - before if before is not None and after is not None else None
    return Repeated(tokens, tuple(cached), hits)


async def metrics_page(http: Http) -> str | None:
    """The page of metrics; None where there is none."""
    page = await http.get("/metrics")
    return page.text if page.status == 200 else None


def cache_hits(page: str | None) -> float | None:
    """Tokens that all requests so far found in the prefix cache; None if the page does not say."""
    try:
        found = [
            sample.value
            for family in text_string_to_metric_families(page or "")
            for sample in family.samples
            if sample.name == "vllm:prefix_cache_hits_total"
        ]
    except ValueError:
        return None
    return sum(found) if found else None


def segment(message: Message) -> MessageSegment:
    """A message, ready for a prompt."""
    return MessageSegment(message_json(message))


def _count(cached: int | None) -> int:
    return cached or 0


async def _answer(engine: EngineClient, request: Request) -> Answer:
    builder = AnswerBuilder(began=time.perf_counter())
    async for chunk in engine.stream(request):
        builder.add(chunk, time.perf_counter())
    return builder.build(time.perf_counter())
