"""What vLLM's `/metrics` page says that the runtime uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

_LOOKED_UP = "vllm:prefix_cache_queries_total"
_CREATED = "vllm:prefix_cache_queries_created"
_STARTED = "process_start_time_seconds"

_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Counters:
    """What has grown since the server's start: tokens that were looked up in the prefix cache, and
    generated, and requests that were preempted."""

    looked_up: int = 0
    generated: int = 0
    preemptions: int = 0


@dataclass(frozen=True, slots=True)
class EngineMetrics:
    """Facts of one reading; None where the page does not have them.

    `block_size` and `kv_cache_tokens` are in tokens; `started` is a Unix time in seconds: when the
    server's counters began, to the microsecond, by which no two servers are alike, and where the
    page does not say that, when its process did, which two of one machine may have in common;
    `engines` have a cache each; `speculates` tells speculative decoding.
    """

    block_size: int | None = None
    kv_cache_tokens: int | None = None
    prefix_caching: bool | None = None
    started: float | None = None
    counters: Counters | None = None
    engines: int = 1
    speculates: bool = False


def parse_metrics(page: str) -> EngineMetrics:
    """Read a Prometheus text page; a page of another program gives empty facts."""
    samples = list(samples_of(page))
    config = next((s.labels for s in samples if s.name == "vllm:cache_config_info"), {})

    def first(name: str) -> float | None:
        return next((each.value for each in samples if each.name == name), None)

    block_size = _number(config.get("block_size"))
    return EngineMetrics(
        block_size=block_size,
        kv_cache_tokens=_kv_cache_tokens(config, block_size),
        prefix_caching=_flag(config.get("enable_prefix_caching")),
        started=first(_STARTED) if (created := first(_CREATED)) is None else created,
        counters=_counters(samples),
        engines=len({s.labels.get("engine") for s in samples if s.name == _LOOKED_UP}) or 1,
        speculates=any(s.name.startswith("vllm:spec_decode_") for s in samples),
    )


def samples_of(page: str) -> Iterator[Sample]:
    """The samples of a Prometheus text page that are numbers, up to what cannot be read."""
    try:
        for family in text_string_to_metric_families(page):
            yield from (each for each in family.samples if isfinite(each.value))
    except ValueError:
        return


def _counters(samples: list[Sample]) -> Counters | None:
    """The sums over all engines of the server."""

    def total(name: str) -> int:
        return int(sum(each.value for each in samples if each.name == name))

    if not any(each.name == _LOOKED_UP for each in samples):
        return None
    return Counters(
        looked_up=total(_LOOKED_UP),
        generated=total("vllm:generation_tokens_total"),
        preemptions=total("vllm:num_preemptions_total"),
    )


def _kv_cache_tokens(config: dict[str, str], block_size: int | None) -> int | None:
    blocks = _number(config.get("num_gpu_blocks"))
    if blocks is None or block_size is None:
        return None
    return (blocks - 1) * block_size  # vLLM keeps block 0 for itself


def _number(text: str | None) -> int | None:
    """A size; None where it is none that can be."""
    if text is None or not text.isdecimal() or len(text) > _DIGITS:
        return None
    return int(text) or None


def _flag(text: str | None) -> bool | None:
    return {"True": True, "False": False}.get(text or "")
