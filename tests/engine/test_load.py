"""What an engine does at present, as its metrics say."""

from __future__ import annotations

import pytest

from agent.engine.load import parse_load, read_load
from tests.fake_server import FakeServer, serving

PAGE = """\
vllm:num_requests_running{engine="0"} 3.0
vllm:num_requests_running{engine="1"} 2.0
vllm:num_requests_waiting{engine="0"} 4.0
vllm:kv_cache_usage_perc{engine="0"} 0.5
vllm:kv_cache_usage_perc{engine="1"} 0.7
vllm:prefix_cache_queries_total{engine="0"} 1000.0
vllm:prefix_cache_hits_total{engine="0"} 900.0
vllm:num_preemptions_total{engine="0"} 1.0
vllm:cache_config_info{block_size="32",num_gpu_blocks="513"} 1.0
"""


def test_the_ranks_are_taken_together() -> None:
    """Requests are added up, the use of their caches is a mean."""
    load = parse_load(PAGE)
    assert load is not None
    assert (load.running, load.waiting, load.preemptions) == (5, 4, 1)
    assert load.kv_use == pytest.approx(0.6)
    assert load.hit_rate == pytest.approx(0.9)
    assert load.kv_tokens == 512 * 32


def test_before_the_first_prompt_there_is_no_hit_rate() -> None:
    """Nothing divided by nothing is not zero."""
    load = parse_load("vllm:num_requests_running 0.0\n")
    assert load is not None
    assert load.hit_rate is None


@pytest.mark.parametrize("page", ["", "<html>", "up 1.0\n"])
def test_another_programs_page_is_no_load(page: str) -> None:
    """It is said that nothing is known."""
    assert parse_load(page) is None


async def test_a_server_that_is_away_or_has_no_metrics_has_no_load() -> None:
    """Both are seen, and nothing is raised."""
    with serving(FakeServer()) as server:
        url = server.url
    assert await read_load(url) is None
    assert await read_load("no address") is None
