"""Opens the index that the settings name, with the servers that embed and rerank for it."""

from __future__ import annotations

from agent.config import Embeddings, Settings
from agent.engine.complete import Backoff
from agent.engine.pooling import EmbeddingsClient, RerankingClient
from agent.engine.pooling.client import PoolingServer
from agent.engine.pooling.serving import running_embeddings
from agent.retrieval.embedding import Embedding
from agent.retrieval.knowledge import Knowledge
from agent.retrieval.searching import Reranking

_QUERY_SECONDS = 10.0
"""How long a search waits for a server; then it does without."""

_ONCE = Backoff(attempts=1)


def open_index(settings: Settings, *, create: bool = False) -> Knowledge:
    """The knowledge index of the settings.

    Raises:
        KnowledgeError: it cannot be opened.
        ConfigError: numpy is needed and not installed.
    """
    return Knowledge.open(
        settings.knowledge_place,
        create=create,
        embedding=embedding_of(settings),
        reranking=reranking_of(settings),
    )


def embedding_of(settings: Settings) -> Embedding | None:
    """The embedding model of the settings, or the one that `agent serve --embeddings` serves."""
    given = settings.embeddings or Embeddings()
    if given.url is not None:
        return _embedding(given, given.url, given.model)
    running = running_embeddings()
    return _embedding(given, running.url, running.model) if running is not None else None


def reranking_of(settings: Settings) -> Reranking | None:
    """The reranker of the settings."""
    given = settings.reranking
    if given is None:
        return None
    server = PoolingServer(
        given.url, given.model, given.api_key, backoff=_ONCE, seconds=_QUERY_SECONDS
    )
    return Reranking(RerankingClient(server), given.candidates)


def _embedding(given: Embeddings, url: str, model: str | None) -> Embedding:
    key = given.api_key
    return Embedding(
        EmbeddingsClient(PoolingServer(url, model, key)),
        EmbeddingsClient(PoolingServer(url, model, key, backoff=_ONCE, seconds=_QUERY_SECONDS)),
        passage_prefix=given.passage_prefix,
        query_prefix=given.query_prefix,
    )
