"""Which passages are ranked for a query: those that have its rare words.

Ranking costs time for each passage, and words that most passages have tell little. So the rare
words of a query choose the candidates, and all of its words rank these. A small index is ranked
whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 5_000
"""Passages that are ranked for a query, about."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query, as the index searches it, and how many passages have it."""

    text: str
    held: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that have any of some words, or all of them.

    Args:
        every: whether these are all passages that have a word of the query.
    """

    words: Sequence[str]
    together: bool = False
    every: bool = False


def candidates(words: Sequence[Word], chunks: int, most: int = MOST) -> list[Candidates]:
    """The candidates to rank, and those to rank if these were too few; the last are all.

    Args:
        words: of the query, those that no passage has left out.
        chunks: of the index.
        most: how many to rank, about.
    """
    rarest = sorted(words, key=lambda word: (word.held, word.text))
    every = Candidates([word.text for word in rarest], every=True)
    chosen, held = 0, 0
    while chosen < len(rarest) and held + rarest[chosen].held <= most:
        held += rarest[chosen].held
        chosen += 1
    if chosen == len(rarest):
        return [every]
    if chosen:
        return [Candidates(every.words[:chosen]), every]
    together, expected = 1, float(rarest[0].held)
    while together < len(rarest) and expected > most:
        expected *= rarest[together].held / chunks
        together += 1
    return [Candidates(every.words[:together], together=True), every]
