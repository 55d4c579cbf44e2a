"""From any text that a person or a model typed to the words to look for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_MOST_WORDS = 64

_STOP_WORDS = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did"),
        *("do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if"),
        *("in", "into", "is", "it", "its", "many", "me", "much", "my", "of", "on", "or", "our"),
        *("s", "she", "so", "t", "that", "the", "their", "them", "then", "there", "these", "they"),
        *("this", "those", "to", "was", "we", "were", "what", "when", "where", "which", "who"),
        *("whom", "whose", "why", "will", "with", "would", "you", "your"),
    )
)

_WORD = re.compile(r"[^\W_]+")


def words_of(query: str) -> list[str]:
    """The query's words, each once.

    Words that say little are left out unless there are no others. Empty when there is no word.
    """
    words = list(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFKC", query).casefold())))
    telling = [word for word in words if word not in _STOP_WORDS]
    return (telling or words)[:_MOST_WORDS]


def match_expression(words: Sequence[str], *, together: bool = False) -> str:
    """What finds any of the words in FTS5, or all together; quoted, none can be an operator."""
    return (" AND " if together else " OR ").join(f'"{word}"' for word in words)
