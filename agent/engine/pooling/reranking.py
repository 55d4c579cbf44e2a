"""Reranking by a server with `/v1/rerank` (as Jina and Cohere have it) or vLLM's `/v1/score`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agent.engine.pooling.client import PoolingServer
from agent.errors import EngineUnavailable, ModelNotFound


class RerankingClient:
    """Tells how well documents answer a query. Blocking; any thread may use it."""

    def __init__(self, server: PoolingServer) -> None:
        self._server = server
        self._scores_only = False

    @property
    def url(self) -> str:
        """The server's address, ending in /v1."""
        return self._server.url

    def scores(self, query: str, documents: Sequence[str]) -> list[float]:
        """A score for each document, in their order; larger is better.

        Raises:
            EngineUnreachable, EngineUnavailable: the server could not answer, after the retries.
            EngineRejected: it refused the request.
        """
        if not documents:
            return []
        if self._scores_only:
            return self._score(query, documents)
        try:
            return self._rerank(query, documents)
        except ModelNotFound:  # no such route, or no such model: then this one says so
            scores = self._score(query, documents)
            self._scores_only = True
            return scores

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _rerank(self, query: str, documents: Sequence[str]) -> list[float]:
        body = {"model": self._server.model, "query": query, "documents": list(documents)}
        answer = self._server.post("/rerank", body)
        return self._ordered(answer.get("results"), "relevance_score", len(documents))

    def _score(self, query: str, documents: Sequence[str]) -> list[float]:
        body = {"model": self._server.model, "text_1": query, "text_2": list(documents)}
        answer = self._server.post("/score", body)
        return self._ordered(answer.get("data"), "score", len(documents))

    def _ordered(
        self, rows: Iterable[Mapping[str, Any]] | None, key: str, count: int
    ) -> list[float]:
        try:
            scores = {int(row["index"]): float(row[key]) for row in rows or ()}
            return [scores[number] for number in range(count)]
        except (KeyError, TypeError, ValueError) as error:
            raise EngineUnavailable(
                f"the server at {self.url} answered no scores ({error!r}): is "
                f"{self._server.model} a model that reranks?"
            ) from error
