"""The knowledge index in a PostgreSQL database, for agents on several computers."""

from agent.retrieval.postgres.index import PostgresIndex

__all__ = ["PostgresIndex"]
