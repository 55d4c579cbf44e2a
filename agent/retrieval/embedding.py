"""Embeds what an index holds, and the queries that it is asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeAlias

import structlog

from agent.engine.pooling import Vector
from agent.errors import EngineError, KnowledgeError
from agent.retrieval.index import Index
from agent.retrieval.space import Space, content_hash, embedded_text, space_key

_GROUP = 256
"""Passages that are stored together: what a kill can lose."""

_AWAY_SECONDS = 30.0
"""How long a server that did not answer a query is not asked again."""

_log = structlog.get_logger("agent.retrieval")

Passage: TypeAlias = tuple[str, str]
"""Title and text."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1, as `EmbeddingsClient` does."""

    @property
    def model(self) -> str:
        """The model's served name."""

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector for each text, in their order."""

    def close(self) -> None:
        """Lets go of the server."""


@dataclass(slots=True)
class Embedding:
    """An embedding model as it is used.

    Args:
        passages: embeds passages, with patience.
        queries: embeds queries, which somebody waits for.
        passage_prefix: what the model wants before each passage.
        query_prefix: the same for queries.
    """

    passages: Embedder
    queries: Embedder
    passage_prefix: str = ""
    query_prefix: str = ""
    _away_until: float = field(default=0.0, init=False)

    def query(self, space: Space, text: str) -> Vector | None:
        """The query's vector; None, and a warning, where the server does not answer.

        Raises:
            KnowledgeError: the index was embedded with another model.
        """
        if time.monotonic() < self._away_until:
            return None
        try:
            check_same(space, self.queries.model, self.passage_prefix)
            (vector,) = self.queries.embed([self.query_prefix + text])
        except EngineError as error:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            _log.warning("searching by words only: the embedding server fails", reason=str(error))
            return None
        if len(vector) != space.dimension:
            raise KnowledgeError(_another(space, f"{space.model} with {len(vector)} numbers"))
        return vector

    def fill(
        self,
        index: Index,
        new: Iterable[Passage],
        *,
        anew: bool = False,
        tell: Callable[[int, int], None] = lambda done, of: None,
    ) -> Space | None:
        """Stores a vector for each passage of the index, and for new ones, that has none yet.

        What was stored stays when this is interrupted, and is not asked for again.

        Args:
            anew: take the model even if the index was embedded with another.
            tell: told how many passages have been embedded so far, and how many there are to do.

        Returns:
            The space that is complete now; None where there was nothing to embed.

        Raises:
            KnowledgeError: the index was embedded with another model, or the server fails.
        """
        with _server_errors():
            model = self.passages.model
        key = space_key(model, self.passage_prefix)
        with index.reading() as snapshot:
            space = snapshot.space()
            if space is not None and not anew:
                check_same(space, model, self.passage_prefix)
            lacking = {content: (title, text) for content, title, text in snapshot.lacking(key)}
        lacking |= {content_hash(*each): each for each in new}
        done = 0
        for group in _groups(iter(lacking.items())):
            with index.reading() as snapshot:
                wanted = snapshot.lacks(key, list(group))
            vectors = self._embedded([group[content] for content in group if content in wanted])
            if vectors:
                space = Space(model, self.passage_prefix, len(vectors[0]))
                contents = (content for content in group if content in wanted)
                rows = zip(contents, (each.tobytes() for each in vectors), strict=True)
                index.keep(space, rows)
            done += len(group)
            tell(done, len(lacking))
        with index.reading() as snapshot:
            return snapshot.stored_space(key)

    def close(self) -> None:
        """Lets go of the server."""
        self.passages.close()
        self.queries.close()

    def _embedded(self, passages: Sequence[Passage]) -> list[Vector]:
        texts = [self.passage_prefix + embedded_text(*each) for each in passages]
        with _server_errors():
            return self.passages.embed(texts)


def check_same(space: Space, model: str, prefix: str) -> None:
    """Raises KnowledgeError when vectors of this model are not those of the index."""
    if (space.model, space.prefix) != (model, prefix):
        raise KnowledgeError(_another(space, f"{model}" + (f" after {prefix!r}" if prefix else "")))


def _another(space: Space, now: str) -> str:
    prefix = f" after {space.prefix!r}" if space.prefix else ""
    return (
        f"The index was embedded with {space.model}{prefix} ({space.dimension} numbers), and the "
        f"embeddings are {now} now: their vectors cannot be compared. Run `agent index --reembed` "
        "to embed it again, or set the former model in [embeddings]."
    )


def _groups(passages: Iterator[tuple[str, Passage]]) -> Iterator[dict[str, Passage]]:
    while group := dict(islice(passages, _GROUP)):
        yield group


@contextmanager
def _server_errors() -> Iterator[None]:
    try:
        yield
    except EngineError as error:
        raise KnowledgeError(
            f"The passages cannot be embedded: {error}. Searches see the index as it was; what is "
            "embedded is kept for the next run. Start the server (`agent serve --embeddings`), "
            "or index without [embeddings]."
        ) from error
