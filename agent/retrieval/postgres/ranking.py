"""Ranks passages by words as BM25 does, with what PostgreSQL's text search offers.

`ts_rank` knows no rarity of words, so each word is ranked alone and weighed with its own. For one
word it sums 1/1, 1/4, 1/9, … over the places where it stands, which saturates as BM25 does; the
factor of the passage's length is BM25's for a word that stands there once.

Words that most passages have tell little and cost much: the rare words of a query choose the
candidates, and all of them rank these.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from agent.retrieval.index import Ranked
from agent.retrieval.postgres.schema import LANGUAGE
from agent.retrieval.postgres.words import plain

_CANDIDATES = 2_000
"""Rows that are ranked for a query, about."""

# ts_rank's weights of the labels D, C, B and A; a word in a heading (A) counts twice.
_WEIGHTS = "{0.5, 0.5, 0.5, 1.0}"

_TERMS = f"""
SELECT t.term, t.chunks, i.chunks, i.words
FROM unnest(tsvector_to_array(to_tsvector('{LANGUAGE}', %s))) AS asked(term)
JOIN holdfast_terms t USING (term) CROSS JOIN holdfast_index i
ORDER BY t.chunks, t.term
"""

_RANKED = """
SELECT chunk, ({sum}) * 2.2 / (1.3 + 0.9 * length / %s::float8) AS score
FROM holdfast_words WHERE words @@ %s::tsquery {only}
ORDER BY score DESC, chunk LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class _Term:
    word: str
    chunks: int
    """Passages that have it."""

    @property
    def quoted(self) -> str:
        """As `tsquery` reads it."""
        escaped = self.word.replace("\\", "\\\\").replace("'", "''")
        return f"'{escaped}'"


def ranked(
    connection: Connection, words: Sequence[str], limit: int, files: Sequence[int] | None
) -> Ranked:
    """The rows that fit any of the words best; `files` are the only ones to look at."""
    rows = connection.exec_driver_sql(_TERMS, (plain(" ".join(words)),)).all()
    if not rows:
        return []
    chunks, length = rows[0][2], rows[0][3] / max(rows[0][2], 1)
    terms = [_Term(word, held) for word, held, _, _ in rows]
    most = max(_CANDIDATES, limit)
    for candidates in _candidates(terms, chunks, most):
        found = _ranked(connection, terms, candidates, chunks, length, limit, files)
        if len(found) >= limit:
            break
    return found


def _candidates(terms: Sequence[_Term], chunks: int, most: int) -> list[str]:
    """Queries for candidates, each of which finds more than the one before; the last, all.

    Args:
        terms: the rarest first.
        chunks: of the index.
        most: rows that a query should find, about.
    """
    every = " | ".join(term.quoted for term in terms)
    chosen, held = 0, 0
    while chosen < len(terms) and held + terms[chosen].chunks <= most:
        held += terms[chosen].chunks
        chosen += 1
    if chosen == len(terms):
        return [every]
    if chosen:
        return [" | ".join(term.quoted for term in terms[:chosen]), every]
    together, share = 1, terms[0].chunks / chunks
    while together < len(terms) and share * chunks > most:
        share *= terms[together].chunks / chunks
        together += 1
    return [" & ".join(term.quoted for term in terms[:together]), every]


def _ranked(
    connection: Connection,
    terms: Sequence[_Term],
    candidates: str,
    chunks: int,
    length: float,
    limit: int,
    files: Sequence[int] | None,
) -> Ranked:
    each = f"%s::float8 * ts_rank('{_WEIGHTS}', words, %s::tsquery)"
    weighed = [value for term in terms for value in (_rarity(term, chunks), term.quoted)]
    only = [] if files is None else [list(files)]
    sql = _RANKED.format(
        sum=" + ".join([each] * len(terms)), only="AND file = ANY(%s)" if only else ""
    )
    rows = connection.exec_driver_sql(sql, (*weighed, length, candidates, *only, limit))
    return [(row, score) for row, score in rows]


def _rarity(term: _Term, chunks: int) -> float:
    """BM25's weight of a word; Lucene's variant, which is never negative."""
    return math.log(1 + (chunks - term.chunks + 0.5) / (term.chunks + 0.5))
