"""Embeddings over HTTP: batches, long texts, and every way in which a server fails."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from agent.engine.complete import Backoff
from agent.engine.pooling import EmbeddingsClient
from agent.engine.pooling.client import PoolingServer
from agent.engine.pooling.embeddings import BATCH_INPUTS, CONCURRENCY, parts
from agent.errors import EngineRejected, EngineUnavailable, EngineUnreachable, ModelNotFound
from tests.engine.test_client import closed_port
from tests.fake_server import Reply, error, serving
from tests.pooling_server import PoolingFake, vector

SOON = Backoff(attempts=3, first_seconds=0.01)


def client(url: str, model: str | None = None, key: str | None = None) -> EmbeddingsClient:
    return EmbeddingsClient(PoolingServer(url, model, key, backoff=SOON))


@pytest.fixture
def server() -> Iterator[PoolingFake]:
    with serving(PoolingFake()) as fake:
        assert isinstance(fake, PoolingFake)
        yield fake


def unit(text: str) -> list[float]:
    values = vector(text)
    length = math.sqrt(sum(value * value for value in values))
    return [value / length for value in values]


def test_each_text_gets_its_unit_vector_whatever_the_answer_s_order(server: PoolingFake) -> None:
    texts = [f"text number {number}" for number in range(70)]

    vectors = client(server.url).embed(texts)

    assert [list(each) for each in vectors] == [pytest.approx(unit(text)) for text in texts]
    assert max(map(len, server.inputs)) == BATCH_INPUTS


def test_a_server_that_answers_plain_numbers_is_understood(server: PoolingFake) -> None:
    server.base64 = False

    assert list(client(server.url).embed(["ferry"])[0]) == pytest.approx(unit("ferry"))


def test_requests_run_at_a_time_but_not_all(server: PoolingFake) -> None:
    server.seconds = 0.05

    client(server.url).embed(["word " * 40] * BATCH_INPUTS * 12)

    assert 1 < server.at_once <= CONCURRENCY


def test_a_batch_is_bounded_by_its_tokens(server: PoolingFake) -> None:
    client(server.url).embed(["word " * 1000] * 10)

    assert max(sum(map(len, texts)) for texts in server.inputs) <= 3 * 8192


def test_a_text_longer_than_the_model_reads_is_embedded_in_parts(server: PoolingFake) -> None:
    server.models = ({"id": "words", "max_model_len": 20},)
    server.limit = 60
    text = "ferry harbour night train " * 10

    (found,) = client(server.url).embed([text])

    assert "".join(part for texts in server.inputs for part in texts) == text
    assert list(found) == pytest.approx(unit(text), abs=0.01)


def test_what_the_server_refuses_as_too_long_is_halved(server: PoolingFake) -> None:
    server.models = ({"id": "words"},)
    server.limit = 100
    text = "ferry harbour night train " * 10

    vectors = client(server.url).embed(["short", text, "other"])

    assert list(vectors[1]) == pytest.approx(unit(text), abs=0.02)
    assert list(vectors[2]) == pytest.approx(unit("other"))


def test_a_refusal_for_another_reason_is_not_halved(server: PoolingFake) -> None:
    server.failures = [error(400, "no such encoding")] * 50

    with pytest.raises(EngineRejected, match=r"refused the request \(400\): no such encoding"):
        client(server.url).embed(["a" * 500, "b" * 500])
    assert len(server.failures) == 49


def test_a_server_that_refuses_every_length_is_told(server: PoolingFake) -> None:
    server.limit = 0

    with pytest.raises(EngineRejected, match="takes less at once"):
        client(server.url).embed(["some words " * 50])


def test_an_empty_text_has_a_vector(server: PoolingFake) -> None:
    assert len(client(server.url).embed(["", "a"])) == 2
    assert client(server.url).embed([]) == []


def test_a_failure_that_passes_is_not_noticed(server: PoolingFake) -> None:
    server.failures = [error(503, "busy"), error(429, "slow down")]

    assert len(client(server.url, "words").embed(["a"])) == 1


def test_a_failure_that_stays_is_an_error(server: PoolingFake) -> None:
    server.failures = [error(503, "busy")] * 3

    with pytest.raises(EngineUnavailable, match=r"/v1 answered 503: busy"):
        client(server.url, "words").embed(["a"])


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(EngineUnreachable, match="no server answers at http"):
        client(f"http://127.0.0.1:{closed_port()}").embed(["a"])


def test_the_key_is_sent_and_a_wrong_one_is_told(server: PoolingFake) -> None:
    server.key = "right"

    assert len(client(server.url, key="right").embed(["a"])) == 1
    with pytest.raises(EngineRejected, match="refused the key"):
        client(server.url, key="wrong").embed(["a"])


def test_the_first_model_is_taken_and_a_server_without_one_is_told(server: PoolingFake) -> None:
    assert client(server.url).model == "words"
    server.models = ()
    with pytest.raises(ModelNotFound, match="serves no model"):
        client(server.url).embed(["a"])


@pytest.mark.parametrize(
    "body",
    [
        {"data": []},
        {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
        {"data": [{"index": 0, "embedding": [float("inf")]}]},
        {"data": [{"index": 0, "embedding": "no base64!"}]},
        {"data": [{"index": 0, "embedding": {"a": 1}}]},
        {"choices": []},
        [1],
    ],
    ids=str,
)
def test_an_answer_without_vectors_is_an_error_that_names_the_model(
    server: PoolingFake, body: object
) -> None:
    server.failures = [Reply(body=body)] * 9

    with pytest.raises((EngineUnavailable, EngineRejected), match=r"the server at http.*: is "):
        client(server.url).embed(["a"])


@pytest.mark.parametrize("limit", [1, 7, 40, 1000])
def test_parts_are_within_the_limit_and_lose_nothing(limit: int) -> None:
    text = "one two three, four five six. " * 9

    found = parts(text, limit)

    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert max(map(len, found)) <= limit
