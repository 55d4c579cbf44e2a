"""The knowledge index as a file."""

from agent.retrieval.sqlite.index import SQLiteIndex

__all__ = ["SQLiteIndex"]
