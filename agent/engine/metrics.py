"""What vLLM's `/metrics` page says that the runtime uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


@dataclass(frozen=True, slots=True)
class EngineMetrics:
    """Facts of one reading; None where the page does not have them.

    `block_size` and `kv_cache_tokens` are in tokens; `started` is a Unix time in seconds.
    """

    block_size: int | None = None
    kv_cache_tokens: int | None = None
    prefix_caching: bool | None = None
    started: float | None = None


def parse_metrics(page: str) -> EngineMetrics:
    """Read a Prometheus text page; a page of another program gives empty facts."""
    samples = list(_samples(page))
    config = next((s.labels for s in samples if s.name == "vllm:cache_config_info"), {})
    started = next((s.value for s in samples if s.name == "process_start_time_seconds"), None)
    block_size = _number(config.get("block_size"))
    return EngineMetrics(
        block_size=block_size,
        kv_cache_tokens=_kv_cache_tokens(config, block_size),
        prefix_caching=_flag(config.get("enable_prefix_caching")),
        started=started,
    )


def _samples(page: str) -> Iterator[Sample]:
    try:
        for family in text_string_to_metric_families(page):
            yield from family.samples
    except ValueError:
        return


def _kv_cache_tokens(config: dict[str, str], block_size: int | None) -> int | None:
    blocks = _number(config.get("num_gpu_blocks"))
    if blocks is None or block_size is None:
        return None
    return (blocks - 1) * block_size  # vLLM keeps block 0 for itself


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None


def _flag(text: str | None) -> bool | None:
    return {"True": True, "False": False}.get(text or "")
