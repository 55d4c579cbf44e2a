"""From several rankings to one, without passages that say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from agent.retrieval.passages import Found

_DAMPING = 60
"""Of reciprocal rank fusion, as its authors found it best."""

_WORD = re.compile(r"\w+")

Item = TypeVar("Item", bound=Hashable)


def fused(rankings: Iterable[Sequence[Item]]) -> list[tuple[Item, float]]:
    """All items of the rankings with their fused scores, best first.

    Reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009. It needs the ranks alone, so
    that scores of different kinds can be put together.
    """
    scores: defaultdict[Item, float] = defaultdict(float)
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] += 1 / (_DAMPING + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def without_repeats(found: Iterable[Found]) -> Iterator[Found]:
    """The passages, without those that have the very words of a better one.

    A passage that differs in one word, such as a number, may be the one that is asked for: it
    stays.
    """
    seen: set[str] = set()
    for each in found:
        words = " ".join(_WORD.findall(each.text.casefold()))
        if words not in seen or not words:
            seen.add(words)
            yield each
