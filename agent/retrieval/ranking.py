"""From several rankings to one, without passages that say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from agent.retrieval.chunking import passage_id
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
    """The passages, without those whose very words are all in a better one, in their order.

    A passage that differs in one word, such as a number, may be the one that is asked for: it
    stays.
    """
    better: list[str] = []
    for each in found:
        words = f" {' '.join(_WORD.findall(each.text.casefold()))} "
        if not words.strip() or not any(words in said for said in better):
            better.append(words)
            yield each


def joined(found: Sequence[Found]) -> list[Found]:
    """The passages, those that follow each other in a file as one, where the best of them was.

    A passage is joined as the lines that it stands in; one that is a part of a line, or made of
    records, has no such lines and stays alone.
    """
    runs: list[list[Found]] = []
    for each in sorted(found, key=lambda f: (f.source, f.position)):
        if runs and _follow(runs[-1][-1], each):
            runs[-1].append(each)
        else:
            runs.append([each])
    ranks = {id(each): rank for rank, each in enumerate(found)}
    runs.sort(key=lambda run: min(ranks[id(each)] for each in run))
    return [_one(run) for run in runs]


def _follow(first: Found, second: Found) -> bool:
    """Whether the second begins behind the first, with nothing but blank lines between."""
    return (
        0 < first.position == second.position - 1
        and first.place == second.place
        and first.last_line < second.first_line
        and _has_lines(first)
        and _has_lines(second)
    )


def _has_lines(found: Found) -> bool:
    return found.text.count("\n") == found.last_line - found.first_line


def _one(run: Sequence[Found]) -> Found:
    if len(run) == 1:
        return run[0]
    text = run[0].text
    for before, after in pairwise(run):
        text += "\n" * (after.first_line - before.last_line) + after.text
    return replace(
        run[0],
        id=passage_id(run[0].source, text),
        last_line=run[-1].last_line,
        text=text,
        score=max(each.score for each in run),
        position=0,
    )
