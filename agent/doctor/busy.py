"""What becomes of one session's requests while another's are computed.

vLLM says neither of its scheduler's settings, so a little load is made and looked at.
"""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from agent.doctor.finding import shown
from agent.doctor.http import Http
from agent.engine.client import EngineClient
from agent.engine.faults import rejection
from agent.errors import EngineUnavailable

_CHAT = "/v1/chat/completions"
_WORD = "river "
_LONGEST = 16_384
"""Tokens of the long prompt at most; a quarter of the window stays free."""
_BEFORE = 4
"""Tokens of an answer that have come before the long prompt is sent."""
_WAITING = 5
"""Requests that wait behind another."""
SECONDS_EACH = 0.3
"""How long one of these takes, about; below that their order is hard to see."""
_APART = 0.005
"""Seconds between their sending, so that the order of arrival is known."""


@dataclass(frozen=True, slots=True)
class Beside:
    """An answer that streamed while a prompt of `tokens` tokens was computed for `seconds`.

    Its tokens came at most `gap` seconds apart.
    """

    tokens: int
    seconds: float
    gap: float


async def beside_a_long_prompt(engine: EngineClient, http: Http) -> Beside:
    """Compute a long prompt while another answer streams.

    Raises:
        EngineError: the server refused or failed, or the answer ended too early to see it.
    """
    each = await _tokens_a_word(engine)
    window = engine.facts.window
    tokens = min(window * 3 // 4, _LONGEST)
    streamed = _request(engine, 1, window // 8, ignore_eos=True, stream=True)
    async with aclosing(http.events(_CHAT, streamed)) as arrivals:
        times = [moment async for moment in _first(arrivals, _BEFORE)]
        began = time.perf_counter()
        computing = asyncio.ensure_future(_computed(engine, http, int(tokens / each)))
        async for moment in arrivals:
            times.append(moment)
            if computing.done():
                break
        ended, counted = await computing
    if times[-1] < ended:
        raise EngineUnavailable("the other answer ended before the long prompt was computed")
    return Beside(counted, ended - began, longest_gap(times))


async def waiting_together(engine: EngineClient, http: Http, beside: Beside) -> tuple[float, ...]:
    """When requests are answered that wait behind another: in seconds, in the order of sending.

    Each is more urgent than the one that was sent before it.

    Raises:
        EngineError: the server refused or failed.
    """
    each = await _tokens_a_word(engine)
    speed = beside.tokens / max(beside.seconds, 1e-6)
    words = int(min(engine.facts.window // 2, max(512, speed * SECONDS_EACH)) / each)
    began = time.perf_counter()
    sent = [asyncio.ensure_future(_computed(engine, http, words))]
    for place in range(_WAITING):
        await asyncio.sleep(_APART)
        urgent = _WAITING - place
        sent.append(asyncio.ensure_future(_computed(engine, http, words, priority=urgent)))
    answered = await asyncio.gather(*sent)
    return tuple(ended - began for ended, _ in answered[1:])


def longest_gap(times: Sequence[float]) -> float:
    """The longest time between two neighbours; 0 for fewer than two."""
    return max((later - sooner for sooner, later in itertools.pairwise(times)), default=0.0)


async def _first(arrivals: AsyncIterator[float], count: int) -> AsyncIterator[float]:
    for _ in range(count):
        try:
            yield await anext(arrivals)
        except StopAsyncIteration:
            raise EngineUnavailable("the other answer ended before the long prompt") from None


async def _computed(
    engine: EngineClient, http: Http, words: int, priority: int = 0
) -> tuple[float, int]:
    """When the first token after a new prompt of so many words was there, and its tokens."""
    page = await http.post(_CHAT, _request(engine, words, 1, priority=priority))
    if page.status != 200:
        raise rejection(page.status, shown(page.text), http.named)
    usage = page.json.get("usage")
    tokens = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return time.perf_counter(), tokens if isinstance(tokens, int) else words


def _request(engine: EngineClient, words: int, max_tokens: int, **more: Any) -> dict[str, Any]:
    """A prompt that nothing is cached of."""
    return {
        "model": engine.facts.model,
        "messages": [{"role": "user", "content": f"{uuid.uuid4()} {_WORD * words}"}],
        "max_tokens": max_tokens,
        **{key: value for key, value in more.items() if value},
    }


async def _tokens_a_word(engine: EngineClient) -> float:
    words = 64
    return max(1.0, len(await engine.encode(_WORD * words)) / words)
