"""The admission that a pool needs for the server, or the servers, that its agent talks to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Literal, TypeAlias

from agent.config import Tenant
from agent.engine.metrics import EngineMetrics
from agent.opening import Parts
from agent.pool.admission import PoolAdmission
from agent.pool.lease import Shared
from agent.pool.replicas import ReplicaAdmission

Limit: TypeAlias = Literal["kv"] | int | None
"""`kv`: as many as the server's KV cache holds; a number: so many sessions at a time; None: all."""

UNBOUNDED = 10**12
"""Tokens of KV cache that no session reaches: turns wait for nothing but the pool's end."""


def admission_for(
    parts: Parts, limit: Limit, patience: float, tenants: Mapping[str, Tenant]
) -> PoolAdmission | ReplicaAdmission:
    """The admission of a pool's sessions.

    Args:
        patience: seconds after which a waiting session is overdue.
        tenants: weights and limits by name.
    """
    facts, tokens = parts.engine.facts, parts.prefix_tokens
    if limit != "kv":
        unbounded = replace(facts, kv_cache_tokens=UNBOUNDED, window=UNBOUNDED)
        return PoolAdmission(unbounded, tokens, patience, tenants=tenants)
    if facts.replicas > 1:
        make = partial(_at_replica, parts, patience, tenants)
        return ReplicaAdmission(facts.url, facts.replicas, parts.engine.metrics, make)
    among = Shared(parts.store, facts.url, parts.engine.metrics, parts.prefix.hash)
    return PoolAdmission(facts, tokens, patience, among, tenants)


def _at_replica(
    parts: Parts,
    patience: float,
    tenants: Mapping[str, Tenant],
    metrics: EngineMetrics,
    changed: asyncio.Event,
) -> PoolAdmission:
    facts = replace(
        parts.engine.facts,
        block_size=metrics.block_size,
        kv_cache_tokens=metrics.kv_cache_tokens,
        started=metrics.started,
    )

    async def as_found() -> EngineMetrics:
        return metrics  # another server's page, or that of a new start, is another replica's

    among = Shared(parts.store, facts.url, as_found, parts.prefix.hash)
    return PoolAdmission(facts, parts.prefix_tokens, patience, among, tenants, changed=changed)
