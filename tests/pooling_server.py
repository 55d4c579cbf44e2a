"""A server of a pooling model on loopback whose vectors say which words a text has."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fake_server import FakeServer, Reply, error

DIMENSION = 256
SYNONYMS = {"vessel": "ferry", "departs": "leaves", "automobile": "car"}
"""Words that mean the same to this model, so that it finds what a lexical search misses."""


def vector(text: str, dimension: int = DIMENSION) -> list[float]:
    """One more for each word, in the place that the word has by its hash."""
    values = [0.0] * dimension
    for word in re.findall(r"\w+", text.lower()):
        digest = hashlib.sha256(SYNONYMS.get(word, word).encode()).digest()
        values[int.from_bytes(digest[:4], "big") % dimension] += 1.0
    values[0] += 0.01  # a text without words has a direction, too
    return values


@dataclass
class PoolingFake(FakeServer):
    """Answers /v1/embeddings, /v1/rerank and /v1/score; `failures` are answered before."""

    models: tuple[Mapping[str, Any], ...] = ({"id": "words", "max_model_len": 4096},)
    limit: int = 10_000
    """Characters of an input; a longer one is refused as vLLM refuses it."""
    dimension: int = DIMENSION
    base64: bool = True
    seconds: float = 0.0
    """How long a request takes."""
    reranks: bool = True
    failures: list[Reply] = field(default_factory=list)
    inputs: list[list[str]] = field(default_factory=list)
    """The texts of each request that was answered."""
    reranked: list[str] = field(default_factory=list)
    """The paths of reranking requests."""
    at_once: int = 0
    """The most requests that were answered at a time."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """The reply to one HTTP request."""
        if method != "POST" or not path.startswith("/v1/") or self._refuses(headers):
            return super().answer(method, path, body, headers)
        with self._lock:
            self._running += 1
            self.at_once = max(self.at_once, self._running)
            if self.failures:
                self._running -= 1
                return self.failures.pop(0)
        try:
            time.sleep(self.seconds)
            return self._pooled(path, body)
        finally:
            with self._lock:
                self._running -= 1

    def _refuses(self, headers: Mapping[str, str]) -> bool:
        return self.key is not None and headers.get("Authorization") != f"Bearer {self.key}"

    def _pooled(self, path: str, body: bytes) -> Reply:
        asked = json.loads(body)
        match path:
            case "/v1/embeddings":
                return self._embedded(asked["input"])
            case "/v1/rerank" if self.reranks:
                self.reranked.append(path)
                return _scored("results", "relevance_score", asked["query"], asked["documents"])
            case "/v1/score":
                self.reranked.append(path)
                return _scored("data", "score", asked["text_1"], asked["text_2"])
        return error(404, "Not Found")

    def _embedded(self, texts: Sequence[str]) -> Reply:
        longest = max(map(len, texts))
        if longest > self.limit:
            return error(400, f"This model's maximum context length is {self.limit} tokens.")
        with self._lock:
            self.inputs.append(list(texts))
        rows = [
            {"index": number, "embedding": self._encoded(vector(text, self.dimension))}
            for number, text in enumerate(texts)
        ]
        return Reply(body={"data": rows[::-1], "model": "words"})

    def _encoded(self, values: list[float]) -> str | list[float]:
        return base64.b64encode(array("f", values).tobytes()).decode() if self.base64 else values


def _scored(rows: str, score: str, query: str, documents: Sequence[str]) -> Reply:
    """How many of the query's words each document has, the best first."""
    words = set(query.lower().split())
    scores = [len(words & set(each.lower().split())) / len(words) for each in documents]
    order = sorted(range(len(scores)), key=lambda number: -scores[number])
    return Reply(body={rows: [{"index": n, score: scores[n]} for n in order]})
