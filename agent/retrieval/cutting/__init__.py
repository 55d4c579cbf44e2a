"""From a file's bytes to its chunks, in a process of its own with limits."""

from agent.retrieval.cutting.cut import LARGEST_TEXT
from agent.retrieval.cutting.cutter import Cutter, Uncuttable

__all__ = ["LARGEST_TEXT", "Cutter", "Uncuttable"]
