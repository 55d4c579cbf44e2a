"""What an engine does at present, as its `/metrics` page says."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from agent.engine.given_address import without_password
from agent.engine.metrics import parse_metrics, samples_of
from agent.engine.whole import PAGE, Limit, read_whole
from agent.errors import EngineError

_LIMIT = Limit(PAGE.bytes, 3.0)


@dataclass(frozen=True, slots=True)
class EngineLoad:
    """One reading of a vLLM; shares are from 0 to 1, and None where nothing was counted yet.

    Args:
        running: requests that it computes, of all its ranks together.
        waiting: requests in its queue.
        kv_use: share of the KV cache that requests hold which run; cached tokens that may be
            evicted are not counted.
        kv_tokens: size of the KV cache of one rank; None where the page does not say.
        hit_rate: share of the prompts' tokens since its start that were found cached.
        preemptions: requests since its start that lost their tokens while they ran.
    """

    running: int
    waiting: int
    kv_use: float | None
    kv_tokens: int | None
    hit_rate: float | None
    preemptions: int


def parse_load(page: str) -> EngineLoad | None:
    """Read a Prometheus text page; None where it is not that of a vLLM."""
    found: dict[str, list[float]] = {}
    for sample in samples_of(page):
        found.setdefault(sample.name, []).append(sample.value)
    if "vllm:num_requests_running" not in found:
        return None

    def total(name: str) -> float:
        return sum(found.get(f"vllm:{name}", ()))

    use = found.get("vllm:kv_cache_usage_perc")
    asked = total("prefix_cache_queries_total")
    return EngineLoad(
        running=int(total("num_requests_running")),
        waiting=int(total("num_requests_waiting")),
        kv_use=sum(use) / len(use) if use else None,
        kv_tokens=parse_metrics(page).kv_cache_tokens,
        hit_rate=total("prefix_cache_hits_total") / asked if asked else None,
        preemptions=int(total("num_preemptions_total")),
    )


async def read_load(url: str) -> EngineLoad | None:
    """What the engine at this address does; None where nobody answers or it is no vLLM."""
    root = url.rstrip("/").removesuffix("/v1")
    try:
        async with httpx.AsyncClient(timeout=_LIMIT.seconds) as client:
            asked = client.build_request("GET", f"{root}/metrics")
            page = await read_whole(client, asked, _LIMIT, without_password(root))
    except (EngineError, httpx.InvalidURL):
        return None
    return parse_load(page.text) if page.status == httpx.codes.OK else None
