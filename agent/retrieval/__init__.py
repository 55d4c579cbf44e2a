"""The knowledge index: documents cut into passages, found again by full-text search."""

from agent.retrieval.knowledge import Knowledge, Report
from agent.retrieval.passages import Found

__all__ = ["Found", "Knowledge", "Report"]
