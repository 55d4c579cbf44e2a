"""Finds out what a server is: its model, its window, and what else it says of itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.engine.metrics import EngineMetrics, parse_metrics
from agent.engine.pages import Pages
from agent.engine.request import ServerFacts
from agent.engine.whole import PAGE
from agent.errors import ConfigError, EngineError, ModelNotFound

_NAMES_TRIED = 8
"""For each server behind a router; a router chooses the server by the session's name."""


@dataclass(frozen=True, slots=True)
class Served:
    """A model as the server lists it.

    Args:
        root: where it was loaded from; empty where that is not said.
        window: tokens; None where that is not said.
    """

    name: str
    root: str = ""
    window: int | None = None


async def served(pages: Pages, wanted: str | None) -> Served:
    """What the server lists under a name; None takes its only or first model.

    Raises:
        EngineError: it does not answer.
        ModelNotFound: it does not serve it.
    """
    listed = (await pages.models()).get("data")
    entries = [_mapping(each) for each in listed] if isinstance(listed, list) else []
    found = [_served(each) for each in entries if isinstance(each.get("id"), str)]
    if not found:
        raise ModelNotFound(f"the engine at {pages.url} serves no model")
    for each in found:
        if wanted in (None, each.name):
            return each
    names = ", ".join(each.name for each in found)
    raise ModelNotFound(
        f"the engine at {pages.url} does not serve {wanted!r}. It serves: {names}. "
        "Choose one with --model or AGENT_MODEL."
    )


def _served(entry: Mapping[str, Any]) -> Served:
    root, window = entry.get("root"), entry.get("max_model_len")
    return Served(
        entry["id"],
        root if isinstance(root, str) else "",
        window if type(window) is int and window > 0 else None,
    )


def known_window(said: int | None, wanted: int | None, url: str) -> int:
    """The tokens to use.

    Args:
        said: by the server.
        wanted: at most, by the user.

    Raises:
        ConfigError: nobody says.
    """
    if said is None and wanted is None:
        raise ConfigError(
            f"the engine at {url} does not say its window (max_model_len). "
            "Set context_tokens to the number of tokens that it takes."
        )
    return min(size for size in (said, wanted) if size is not None)


async def probe(pages: Pages, model: Served, window: int) -> ServerFacts:
    """All that is known of the server. What it has no page for is unknown."""
    metrics, replicas, version, tokenizes = await asyncio.gather(
        metrics_of(pages), _replicas(pages), _version(pages), _tokenizes(pages, model.name)
    )
    return ServerFacts(
        url=pages.url,
        model=model.name,
        window=window,
        version=version,
        tokenizes=tokenizes,
        block_size=metrics.block_size,
        kv_cache_tokens=metrics.kv_cache_tokens,
        prefix_caching=metrics.prefix_caching,
        started=metrics.started,
        counters=metrics.counters,
        replicas=replicas,
        starts=await _starts(pages, replicas) if replicas > 1 else frozenset(),
    )


async def metrics_of(pages: Pages, session: str = "") -> EngineMetrics:
    """What `/metrics` says now; empty where there is no such page."""
    page = await pages.optional("/metrics", session)
    return parse_metrics(page) if page is not None else EngineMetrics()


async def _version(pages: Pages) -> str | None:
    page = await pages.optional("/version")
    try:
        return str(json.loads(page or "")["version"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


async def _replicas(pages: Pages) -> int:
    """How many servers a router such as vllm-router has; 1 where nobody says."""
    page = await pages.optional("/workers")
    try:
        workers = _mapping(json.loads(page or "")).get("workers")
    except (ValueError, RecursionError):
        return 1
    if not isinstance(workers, list):
        return 1
    return max(1, sum(_mapping(each).get("is_healthy") is not False for each in workers))


async def _starts(pages: Pages, replicas: int) -> frozenset[float]:
    """When the servers behind a router started, as far as the names that are tried lead to them."""
    found: set[float] = set()
    for number in range(_NAMES_TRIED * replicas):
        started = (await metrics_of(pages, f"replica-{number}")).started
        if started is None:
            break
        found.add(started)
        if len(found) >= replicas:
            break
    return frozenset(found)


async def _tokenizes(pages: Pages, model: str) -> bool:
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "a"}]})
    try:
        answer = await pages.post("/tokenize", body.encode(), PAGE)
    except EngineError:
        return False
    return isinstance(answer.get("tokens"), list)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
