"""One server has one name, whatever address a process has for it."""

from __future__ import annotations

import pytest

from agent.engine.identity import server_identity
from agent.engine.metrics import EngineMetrics, parse_metrics

PAGE = """\
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.76414e+09
# TYPE vllm:prefix_cache_queries_total counter
vllm:prefix_cache_queries_total{engine="0",model_name="m"} 8.0
# TYPE vllm:prefix_cache_queries_created gauge
vllm:prefix_cache_queries_created{engine="0",model_name="m"} 1.7641400012345678e+09
"""


def test_a_vllm_is_told_by_its_start_not_by_its_address() -> None:
    """Another one that started in the same tick has counters of its own."""
    metrics = parse_metrics(PAGE)
    assert metrics.started == 1764140001.2345678
    other = parse_metrics(PAGE.replace("12345678e", "12355678e"))
    names = {
        server_identity(url, metrics) for url in ("http://gpu:8000/v1", "http://10.0.0.5:8000")
    }
    assert len(names) == 1
    assert server_identity("http://gpu:8000/v1", other) not in names


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/v1",
        "http://LOCALHOST:8000/v1/",
        "http://127.0.0.1:8000",
        "http://[::1]:8000/v1",
    ],
)
def test_another_server_is_told_by_its_address(url: str) -> None:
    """However this machine spells it."""
    empty = EngineMetrics()
    assert server_identity(url, empty) == server_identity("http://127.0.0.1:8000/v1", empty)


def test_other_addresses_are_other_servers() -> None:
    """Another port, another path."""
    urls = ["http://gpu:8000/v1", "http://gpu:8001/v1", "http://gpu/v1", "http://gpu/other/v1"]
    assert len({server_identity(url, EngineMetrics()) for url in urls}) == len(urls)
