"""Sizes on a page of metrics are read, and what cannot be a size is taken for unsaid."""

from __future__ import annotations

import pytest

from agent.engine.metrics import parse_metrics

LINE = 'vllm:cache_config_info{{block_size="{block}",num_gpu_blocks="{blocks}"}} 1.0\n'


def test_the_capacity_is_that_of_all_blocks_but_one() -> None:
    """vLLM keeps one for itself."""
    read = parse_metrics(LINE.format(block=16, blocks=101))
    assert (read.block_size, read.kv_cache_tokens) == (16, 1600)


@pytest.mark.parametrize("size", ["0", "-16", "16.5", "None", "", "9" * 5000])
def test_a_size_that_cannot_be_is_unknown(size: str) -> None:
    """Nothing is computed with it."""
    read = parse_metrics(LINE.format(block=size, blocks=101))
    assert (read.block_size, read.kv_cache_tokens) == (None, None)
    assert parse_metrics(LINE.format(block=16, blocks=size)).kv_cache_tokens is None
