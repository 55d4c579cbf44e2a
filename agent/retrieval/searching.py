"""One search: by words, by meaning where the index is embedded, the two put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pathspec
import structlog

from agent.engine.pooling import Vector
from agent.errors import ConfigError, EngineError
from agent.retrieval.embedding import Embedding
from agent.retrieval.index import Index, Ranked, Snapshot
from agent.retrieval.passages import Found
from agent.retrieval.query import words_of
from agent.retrieval.ranking import fused, without_repeats
from agent.retrieval.space import Space

_DEPTH = 50
"""Rows of each ranking that are put together, at least."""

_SPARE = 2
"""Times as many rows as are wanted are looked up, so that those without repeats are enough."""

_MOST = 10**9

_log = structlog.get_logger("agent.retrieval")


class Reranker(Protocol):
    """Tells how well documents answer a query, as `RerankingClient` does."""

    def scores(self, query: str, documents: Sequence[str]) -> list[float]:
        """A score for each document, in their order; larger is better."""

    def close(self) -> None:
        """Lets go of the server."""


@dataclass(frozen=True, slots=True)
class Reranking:
    """A reranker, and how many of the best passages it is shown."""

    reranker: Reranker
    candidates: int


class Searcher:
    """Searches one index; any number of threads at once."""

    def __init__(
        self, index: Index, embedding: Embedding | None, reranking: Reranking | None
    ) -> None:
        """Raises ConfigError when there are embeddings and what scores them is not installed."""
        self._index = index
        self._embedding = embedding
        self._reranking = reranking
        if embedding is not None:
            index.need_vectors()

    def search(self, query: str, limit: int, sources: Iterable[str] | None) -> list[Found]:
        """The best passages as they were cut; `sources` are gitignore patterns of the files."""
        words = words_of(query)
        if not words or limit < 1:
            return []
        limit = min(limit, _MOST)
        wanted = limit if self._reranking is None else max(limit, self._reranking.candidates)
        space, vector = self._embedded(query)
        with self._index.reading() as snapshot:
            files = _files(snapshot, sources)
            if space is not None and vector is not None and snapshot.space() == space:
                ranked = self._hybrid(snapshot, words, space, vector, wanted, files)
            else:
                ranked = snapshot.lexical(words, wanted * _SPARE, files)
            found = snapshot.found(ranked[: wanted * _SPARE])
        best = list(without_repeats(found))[:wanted]
        return self._reranked(query, best)[:limit]

    def _embedded(self, query: str) -> tuple[Space | None, Vector | None]:
        if self._embedding is None:
            return None, None
        with self._index.reading() as snapshot:
            space = snapshot.space()
        return space, None if space is None else self._embedding.query(space, query)

    def _hybrid(
        self,
        snapshot: Snapshot,
        words: Sequence[str],
        space: Space,
        vector: Vector,
        wanted: int,
        files: Sequence[int] | None,
    ) -> Ranked:
        depth = max(_DEPTH, wanted * _SPARE)
        rankings = (
            snapshot.lexical(words, depth, files),
            snapshot.nearest(space, vector, depth, files),
        )
        return fused([row for row, _ in ranking] for ranking in rankings)

    def _reranked(self, query: str, found: list[Found]) -> list[Found]:
        if self._reranking is None or not found:
            return found
        try:
            scores = self._reranking.reranker.scores(query, [each.text for each in found])
        except EngineError as error:
            _log.warning("not reranked: the server fails", reason=str(error))
            return found
        scored = (replace(each, score=new) for each, new in zip(found, scores, strict=True))
        return sorted(scored, key=lambda each: -each.score)


def _files(snapshot: Snapshot, sources: Iterable[str] | None) -> list[int] | None:
    if sources is None:
        return None
    given = list(sources)
    try:
        patterns = pathspec.GitIgnoreSpec.from_lines(given)
    except (ValueError, re.error) as error:
        raise ConfigError(
            f"the files {', '.join(map(repr, given))} cannot be told: {error}. Give patterns as in "
            ".gitignore, such as docs/ or *.md"
        ) from error
    return [number for number, source in snapshot.files().items() if patterns.match_file(source)]
