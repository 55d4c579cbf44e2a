"""The knowledge index: documents cut into passages, found again by full-text search."""

from agent.retrieval.adding import Progress
from agent.retrieval.evaluation import Evaluation, Question, evaluate, read_questions
from agent.retrieval.knowledge import Knowledge, Report
from agent.retrieval.passages import Found
from agent.retrieval.plan import KnowledgePlan
from agent.retrieval.ranking import joined

__all__ = [
    "Evaluation",
    "Found",
    "Knowledge",
    "KnowledgePlan",
    "Progress",
    "Question",
    "Report",
    "evaluate",
    "joined",
    "read_questions",
]
