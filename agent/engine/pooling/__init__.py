"""Models that read and do not write: embeddings and reranking, over an OpenAI-compatible server."""

from agent.engine.pooling.embeddings import EmbeddingsClient, Vector
from agent.engine.pooling.reranking import RerankingClient

__all__ = ["EmbeddingsClient", "RerankingClient", "Vector"]
