"""Ranks passages by words as BM25 does, with what PostgreSQL's text search offers.

`ts_rank` knows no rarity of words, so each word is ranked alone and weighed with its own. For one
word it sums 1/1, 1/4, 1/9, … over the places where it stands, which saturates as BM25 does; the
factor of the passage's length is BM25's for a word that stands there once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlalchemy import Connection

from agent.retrieval.candidates import MOST, Word, candidates
from agent.retrieval.index import Ranked
from agent.retrieval.postgres.schema import LANGUAGE
from agent.retrieval.postgres.words import plain

# ts_rank's weights of the labels D, C, B and A; a word in a heading (A) counts twice.
_WEIGHTS = "{0.5, 0.5, 0.5, 1.0}"

_TERMS = f"""
SELECT t.term, t.chunks, i.chunks, i.words
FROM unnest(tsvector_to_array(to_tsvector('{LANGUAGE}', %s))) AS asked(term)
JOIN holdfast_terms t USING (term) CROSS JOIN holdfast_index i
"""

_RANKED = """
SELECT chunk, ({sum}) * 2.2::float8 / (1.3::float8 + 0.9::float8 * length / %s::float8) AS score
FROM holdfast_words WHERE words @@ %s::tsquery {only}
ORDER BY score DESC, chunk LIMIT %s
"""


def ranked(
    connection: Connection, words: Sequence[str], limit: int, files: Sequence[int] | None
) -> Ranked:
    """The rows that fit any of the words best; `files` are the only ones to look at."""
    rows = connection.exec_driver_sql(_TERMS, (plain(" ".join(words)),)).all()
    if not rows:
        return []
    chunks, length = rows[0][2], rows[0][3] / max(rows[0][2], 1)
    terms = [Word(_quoted(term), held) for term, held, _, _ in rows]
    found: Ranked = []
    for each in candidates(terms, chunks, max(MOST, limit)):
        asked = (" & " if each.together else " | ").join(each.words)
        found = _ranked(connection, terms, asked, chunks, length, limit, files)
        if len(found) >= limit:
            break
    return found


def _ranked(
    connection: Connection,
    terms: Sequence[Word],
    asked: str,
    chunks: int,
    length: float,
    limit: int,
    files: Sequence[int] | None,
) -> Ranked:
    each = f"%s::float8 * ts_rank('{_WEIGHTS}', words, %s::tsquery)"
    weighed = [value for term in terms for value in (_rarity(term, chunks), term.text)]
    only = [] if files is None else [list(files)]
    sql = _RANKED.format(
        sum=" + ".join([each] * len(terms)), only="AND file = ANY(%s)" if only else ""
    )
    rows = connection.exec_driver_sql(sql, (*weighed, length, asked, *only, limit))
    return [(row, score) for row, score in rows]


def _quoted(term: str) -> str:
    """As `tsquery` reads it."""
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _rarity(word: Word, chunks: int) -> float:
    """BM25's weight of a word; Lucene's variant, which is never negative."""
    return math.log(1 + (chunks - word.held + 0.5) / (word.held + 0.5))
