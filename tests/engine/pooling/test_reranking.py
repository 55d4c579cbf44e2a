"""Reranking over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.engine.complete import Backoff
from agent.engine.pooling import RerankingClient
from agent.engine.pooling.client import PoolingServer
from agent.errors import EngineUnavailable, ModelNotFound
from tests.fake_server import Reply, serving
from tests.pooling_server import PoolingFake

DOCUMENTS = ["a night train", "the ferry at noon", "ferry"]


@pytest.fixture
def server() -> Iterator[PoolingFake]:
    with serving(PoolingFake()) as fake:
        assert isinstance(fake, PoolingFake)
        yield fake


def client(url: str) -> RerankingClient:
    return RerankingClient(PoolingServer(url, backoff=Backoff(attempts=2, first_seconds=0.01)))


def test_scores_come_in_the_order_of_the_documents(server: PoolingFake) -> None:
    assert client(server.url).scores("ferry noon", DOCUMENTS) == [0.0, 1.0, 0.5]
    assert client(server.url).scores("ferry", []) == []


def test_a_server_without_rerank_is_asked_for_scores_from_then_on(server: PoolingFake) -> None:
    server.reranks = False
    reranking = client(server.url)

    assert reranking.scores("ferry noon", DOCUMENTS) == [0.0, 1.0, 0.5]
    assert reranking.scores("train", DOCUMENTS) == [1.0, 0.0, 0.0]
    assert server.reranked == ["/v1/score", "/v1/score"]


def test_a_server_that_can_do_neither_is_told(server: PoolingFake) -> None:
    server.failures = [Reply(404, {"error": {"message": "Not Found"}})] * 2

    with pytest.raises(ModelNotFound, match="404"):
        client(server.url).scores("ferry", DOCUMENTS)


def test_an_answer_that_leaves_a_document_out_is_an_error(server: PoolingFake) -> None:
    server.failures = [Reply(body={"results": [{"index": 0, "relevance_score": 1.0}]})]

    with pytest.raises(EngineUnavailable, match="is words a model that reranks"):
        client(server.url).scores("ferry", DOCUMENTS)
