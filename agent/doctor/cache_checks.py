"""Checks of the prefix cache and of what it costs to fill."""

from __future__ import annotations

import json
import uuid
from typing import Any

from agent.context.planning import prefix_tokens
from agent.doctor.facts import Facts
from agent.doctor.finding import Skipped, Verdict, failure, note, ok, shown, warning
from agent.doctor.http import Page
from agent.doctor.samples import Repeated

_CACHING = "restart vLLM with --enable-prefix-caching (and without --no-enable-prefix-caching)"
_DETAILS = "restart vLLM with --enable-prompt-tokens-details"
_MORE_MEMORY = (
    "restart vLLM with --kv-cache-dtype fp8, a higher --gpu-memory-utilization, or a lower "
    "--max-model-len"
)


async def prefix_caching(facts: Facts) -> Verdict:
    """A prompt that was just computed is not computed again."""
    repeated, block = facts.repeated, facts.engine.facts.block_size
    if repeated.found is not None:
        return _judged(repeated, *repeated.found, block)
    if _counted(repeated):
        return ok(f"by /metrics, {repeated.hits:.0f} tokens were found cached; no answer says so")
    if repeated.hits is None and not _reported(repeated):
        return note("it cannot be told: neither answers nor metrics speak of cached tokens")
    times = len(repeated.cached)
    return failure(
        f"a prompt of {repeated.prompt_tokens} tokens was sent {times} times and never found "
        "cached",
        _CACHING,
    )


async def cached_tokens(facts: Facts) -> Verdict:
    """Answers say how many tokens were cached."""
    repeated = facts.repeated
    if _reported(repeated):
        return ok("answers report cached tokens")
    if not _counted(repeated):
        raise Skipped("nothing was found cached that an answer could report")
    return warning("answers do not say how many tokens were cached", _DETAILS)


async def kv_capacity(facts: Facts) -> Verdict:
    """How many sessions the KV cache holds."""
    known = facts.engine.facts
    if known.kv_cache_tokens is None or known.block_size is None:
        raise Skipped("the server does not say the size of its KV cache")
    window, held = facts.window, known.kv_cache_tokens
    full, quarter = held // window, held // max(1, window // 4)
    seen = (
        f"{held} tokens in blocks of {known.block_size}: {full} sessions of the full window "
        f"({window} tokens), or {quarter} of a quarter"
    )
    return ok(seen) if full else warning(seen, _MORE_MEMORY)


async def prefix_cost(facts: Facts) -> Verdict:
    """What the project's prefix takes of the window, and of time while it is not cached."""
    tokens, window = await prefix_tokens(facts.engine, facts.prefix), facts.window
    share = f"{tokens} tokens, {tokens / window:.0%} of the window"
    if not tokens:
        share = "its size is unknown, because the server does not give its tokens"
    if tokens > window // 2:
        return failure(
            f"the prefix takes {share}",
            f"restart vLLM with --max-model-len {4 * tokens} or more, or offer fewer tools: "
            'tools = ["…"] in agent.toml',
        )
    salt = str(uuid.uuid4())
    cold, warm = await _first_token(facts, salt), await _first_token(facts, salt)
    if cold.status != 200 or warm.status != 200:
        refused = cold if cold.status != 200 else warm
        return note(f"{share}; its time is unknown: {refused.status} {shown(refused.text)}")
    return ok(f"{share}; first token after {cold.ms:.0f} ms cold, {warm.ms:.0f} ms warm")


async def _first_token(facts: Facts, salt: str) -> Page:
    """One token after the prefix; a new salt finds nothing cached, the same one does."""
    messages = [json.loads(each.json) for each in facts.prefix.segments]
    body: dict[str, Any] = {
        "model": facts.asked.served.name,
        "messages": [*messages, {"role": "user", "content": "Hello"}],
        "max_tokens": 1,
        "cache_salt": salt,
    }
    if facts.prefix.tools and facts.asked.takes_tools:
        body["tools"] = json.loads(facts.prefix.tools)
    return await facts.http.post("/v1/chat/completions", body)


def _counted(repeated: Repeated) -> bool:
    """Whether the server's counter alone shows hits; fewer may be those of other sessions."""
    return not _reported(repeated) and (repeated.hits or 0) > repeated.prompt_tokens // 2


def _reported(repeated: Repeated) -> bool:
    return any(cached is not None for cached in repeated.cached)


def _judged(repeated: Repeated, at: int, hit: int, block: int | None) -> Verdict:
    seen = f"of {repeated.prompt_tokens} tokens, {hit} were found cached"
    if at > 1:
        return warning(
            f"{seen}, but only at request {at + 1}: several servers seem to take turns",
            "route by session: let the router keep an X-Session-ID on one server",
        )
    expected = (repeated.prompt_tokens - 1) // block * block if block else hit
    if hit < expected // 2:
        return warning(f"{seen}, and {expected} should have been", _MORE_MEMORY)
    return ok(f"{seen} at the second time")
