"""Embeddings by any server with OpenAI's `/v1/embeddings`."""

from __future__ import annotations

import base64
import binascii
import math
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias

from agent.engine.pooling.client import PoolingServer
from agent.errors import EngineUnavailable, PromptTooLong

Vector: TypeAlias = "array[float]"
"""Of type `f`: float32, of length 1."""

BATCH_TOKENS = 8192
"""Estimated tokens of one request."""

BATCH_INPUTS = 32
"""Inputs of one request: servers may refuse more (text-embeddings-inference does by default)."""

CONCURRENCY = 4
"""Requests at a time."""

_CHARACTERS_PER_TOKEN = 3
"""Of prose most tokenizers make fewer tokens than this tells; what is too long is halved."""

_SHORTEST = 64
"""Characters below which a refusal cannot be for the length."""


@dataclass(frozen=True, slots=True)
class _Input:
    """A text, or a part of one that is longer than the model reads."""

    of: int
    text: str

    @property
    def tokens(self) -> int:
        return len(self.text) // _CHARACTERS_PER_TOKEN + 1


class EmbeddingsClient:
    """Turns texts into vectors. Blocking; any thread may use it."""

    def __init__(self, server: PoolingServer) -> None:
        self._server = server

    @property
    def model(self) -> str:
        """The served name. Raises EngineError when the server has to be asked and does not say."""
        return self._server.model

    @property
    def url(self) -> str:
        """The server's address, ending in /v1."""
        return self._server.url

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector of length 1 for each text, in their order.

        A text that is longer than the model reads is embedded in parts, and gets the mean of their
        vectors, weighted by length. An empty text is read as a space.

        Raises:
            EngineUnreachable, EngineUnavailable: the server could not answer, after the retries.
            EngineRejected: it refused the request, or answered with something else than vectors.
        """
        if not texts:
            return []
        limit = self._server.max_model_len
        inputs = [
            _Input(number, part)
            for number, text in enumerate(texts)
            for part in parts(text or " ", limit * _CHARACTERS_PER_TOKEN if limit else None)
        ]
        sums: list[Vector | None] = [None] * len(texts)
        for of, weight, vector in self._answers(batches(inputs)):
            sums[of] = _plus(sums[of], vector, weight, self.url)
        return [self._unit(each) for each in sums]

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _answers(self, asked: Iterable[list[_Input]]) -> Iterator[tuple[int, int, Vector]]:
        """For each part its text's number, its weight and its vector."""
        threads = ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="embeddings")
        try:
            for answers in threads.map(self._answer, asked):
                yield from answers
        finally:
            threads.shutdown(wait=False, cancel_futures=True)

    def _answer(self, batch: list[_Input]) -> list[tuple[int, int, Vector]]:
        """One request; in halves where it is too much for the server."""
        try:
            vectors = self._request([each.text for each in batch])
        except PromptTooLong:
            halves = _halves(batch)
            if halves is None:
                raise
            return [answer for half in halves for answer in self._answer(half)]
        pairs = zip(batch, vectors, strict=True)
        return [(each.of, len(each.text), vector) for each, vector in pairs]

    def _request(self, texts: list[str]) -> list[Vector]:
        body = {"model": self.model, "input": texts, "encoding_format": "base64"}
        return self._vectors(self._server.post("/embeddings", body), len(texts))

    def _vectors(self, answer: Mapping[str, Any], count: int) -> list[Vector]:
        try:
            rows = sorted(answer["data"], key=lambda row: int(row["index"]))
            vectors = [self._unit(_decoded(row["embedding"])) for row in rows]
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise self._strange(f"no vectors ({error!r})") from error
        if len(vectors) != count or len({len(each) for each in vectors}) != 1:
            raise self._strange(f"{len(vectors)} vectors of different kinds for {count} texts")
        return vectors

    def _unit(self, vector: Vector | None) -> Vector:
        length = math.sqrt(sum(value * value for value in vector or ()))
        if vector is None or not length or not math.isfinite(length):
            raise self._strange("a vector without a direction")
        return array("f", (value / length for value in vector))

    def _strange(self, what: str) -> EngineUnavailable:
        return EngineUnavailable(
            f"the server at {self.url} answered {what}: is {self.model} an embedding model?"
        )


def parts(text: str, limit: int | None) -> list[str]:
    """The text in the fewest parts of about the same size, none over `limit` characters."""
    if limit is None or len(text) <= limit:
        return [text]
    count = math.ceil(len(text) / limit)
    target = math.ceil(len(text) / count)
    found = []
    start = 0
    while len(text) - start > target:
        end = text.rfind(" ", start + target // 2, start + target) + 1 or start + target
        found.append(text[start:end])
        start = end
    return [part for part in (*found, text[start:]) if part.strip()] or [" "]


def batches(inputs: Iterable[_Input]) -> Iterator[list[_Input]]:
    """Inputs in their order, in requests of a size that servers take."""
    batch: list[_Input] = []
    tokens = 0
    for each in inputs:
        if batch and (len(batch) == BATCH_INPUTS or tokens + each.tokens > BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(each)
        tokens += each.tokens
    if batch:
        yield batch


def _halves(batch: list[_Input]) -> list[list[_Input]] | None:
    if len(batch) > 1:
        middle = len(batch) // 2
        return [batch[:middle], batch[middle:]]
    (only,) = batch
    if len(only.text) < _SHORTEST:
        return None
    return [[_Input(only.of, part)] for part in parts(only.text, len(only.text) // 2 + 1)]


def _decoded(embedding: object) -> Vector:
    """Base64 of little-endian float32, or plain numbers from a server that knows no base64."""
    if not isinstance(embedding, str):
        return array("f", embedding)  # type: ignore[call-overload,no-any-return]
    vector = array("f")
    vector.frombytes(base64.b64decode(embedding, validate=True))
    if sys.byteorder == "big":
        vector.byteswap()
    return vector


def _plus(total: Vector | None, vector: Vector, weight: int, url: str) -> Vector:
    if total is None:
        return array("f", (value * weight for value in vector))
    if len(total) != len(vector):
        raise EngineUnavailable(f"the server at {url} answered vectors of different sizes")
    return array("f", (old + new * weight for old, new in zip(total, vector, strict=True)))
