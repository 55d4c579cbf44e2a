"""How well an index answers questions whose answers are known."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from agent.errors import KnowledgeError
from agent.retrieval.passages import Found

Search: TypeAlias = Callable[[str, int], list[Found]]
"""A query and a limit to passages, best first: `Knowledge.hits`."""


_FIELDS = frozenset(("question", "source", "answer"))

_EXAMPLE = '{"question": "When does it open?", "source": "docs/gate.md", "answer": "noon"}'


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what tells that a passage answers it."""

    text: str
    source: str | None = None
    """The file that the passage has to be from; None is any."""
    answer: str | None = None
    """Words that the passage has to contain, letter case aside; None is any."""

    def is_answered_by(self, found: Found) -> bool:
        """Whether the passage is from the right file and holds the answer."""
        if self.source is not None and found.source != self.source:
            return False
        return self.answer is None or _plain(self.answer) in _plain(found.text)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures at one k, over all questions."""

    k: int
    """Passages taken of each search."""
    questions: int
    recall: float
    """The share of questions with an answering passage among the first k."""
    mrr: float
    """Mean reciprocal rank of the first answering passage; 0 where there is none among k."""
    tokens: float
    """Mean size of the k passages, in tokens."""
    tokens_per_answer: float | None
    """Tokens of all passages taken, over the number of questions answered; None if none was."""
    milliseconds: float
    """Median time of a search."""


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON Lines file: `question`, and `source`, `answer` or both.

    Raises:
        KnowledgeError: the file cannot be read, is empty, or a line is something else.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise KnowledgeError(
            f"{path} cannot be read: {error.strerror or error}. Name a JSON Lines file; each line "
            f"is {_EXAMPLE}."
        ) from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            f"{path} is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8."
        ) from error
    questions = [
        _question(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not questions:
        raise KnowledgeError(f"{path} has no questions. Each line is {_EXAMPLE}.")
    return questions


def evaluate(
    search: Search,
    questions: Sequence[Question],
    ks: Iterable[int],
    count: Callable[[str], int],
) -> list[Evaluation]:
    """The figures at each k, in that order; each question is asked once, for the largest k.

    Args:
        count: the tokens of a passage's text.
    """
    wanted = list(ks)
    sizes: dict[str, int] = {}
    ranks: list[int | None] = []
    tokens: list[list[int]] = []
    took: list[float] = []
    for question in questions:
        began = time.perf_counter()
        found = search(question.text, max(wanted))
        took.append(time.perf_counter() - began)
        hits = (rank for rank, each in enumerate(found, 1) if question.is_answered_by(each))
        ranks.append(next(hits, None))
        for each in found:
            if each.text not in sizes:
                sizes[each.text] = count(each.text)
        tokens.append([sizes[each.text] for each in found])
    return [_at(k, ranks, tokens, statistics.median(took) * 1000) for k in wanted]


def _at(
    k: int, ranks: list[int | None], tokens: list[list[int]], milliseconds: float
) -> Evaluation:
    within = [rank for rank in ranks if rank is not None and rank <= k]
    spent = sum(sum(each[:k]) for each in tokens)
    return Evaluation(
        k=k,
        questions=len(ranks),
        recall=len(within) / len(ranks),
        mrr=sum(1 / rank for rank in within) / len(ranks),
        tokens=spent / len(ranks),
        tokens_per_answer=spent / len(within) if within else None,
        milliseconds=milliseconds,
    )


def _question(line: str, place: str) -> Question:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise KnowledgeError(f"{place} is no JSON: {error}. Each line is {_EXAMPLE}.") from error
    if not isinstance(given, dict):
        raise KnowledgeError(f"{place} is no JSON object. Each line is {_EXAMPLE}.")
    if unknown := sorted(set(given) - _FIELDS):
        raise KnowledgeError(
            f'{place} has the unknown field "{unknown[0]}". The fields are "question", "source" '
            'and "answer".'
        )
    for name, value in given.items():
        if not isinstance(value, str) or not value.strip():
            raise KnowledgeError(f'{place}: "{name}" is no text. Write words, or leave it out.')
    if "question" not in given or len(given) == 1:
        raise KnowledgeError(
            f'{place} needs "question", and "source", "answer" or both: {_EXAMPLE}.'
        )
    return Question(given["question"], given.get("source"), given.get("answer"))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
