"""Vectors in PostgreSQL: of pgvector's type, or bytes where the server does not have it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from agent.retrieval.space import Space, check_dimension

_STORE = """
INSERT INTO holdfast_vectors (space, content, vector)
SELECT %s, * FROM unnest(%s::text[], %s::{kind}[])
ON CONFLICT (space, content) DO UPDATE SET vector = excluded.vector
"""

# Which passages have them is looked up for the best vectors only.
_NEAREST = """
WITH best AS MATERIALIZED (
    SELECT content, vector <#> %(query)s::vector AS distance FROM holdfast_vectors
    WHERE space = %(space)s ORDER BY distance LIMIT %(limit)s
)
SELECT c.id, -best.distance FROM best JOIN holdfast_chunks c USING (content)
ORDER BY best.distance, c.id LIMIT %(limit)s
"""

_NEAREST_OF_FILES = """
SELECT c.id, -(v.vector <#> %(query)s::vector) AS score
FROM holdfast_chunks c JOIN holdfast_vectors v USING (content)
WHERE v.space = %(space)s AND (%(files)s::bigint[] IS NULL OR c.file = ANY(%(files)s))
ORDER BY score DESC, c.id LIMIT %(limit)s
"""


def store_vectors(
    connection: Connection, space: Space, vectors: Iterable[tuple[str, bytes]], *, pgvector: bool
) -> None:
    """Stores vectors by content hash.

    Raises:
        KnowledgeError: those that are stored of the same model have another dimension.
    """
    record(connection, space)
    rows = list(vectors)
    contents = [content for content, _ in rows]
    kind = "vector" if pgvector else "bytea"
    values = [written(array("f", each)) if pgvector else each for _, each in rows]
    connection.exec_driver_sql(_STORE.format(kind=kind), (space.key, contents, values))


def record(connection: Connection, space: Space) -> None:
    """Remembers a space. Raises KnowledgeError if it had another dimension."""
    connection.exec_driver_sql(
        "INSERT INTO holdfast_spaces (key, model, prefix, dimension) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (space.key, space.model, space.prefix, space.dimension),
    )
    stored = connection.exec_driver_sql(
        "SELECT dimension FROM holdfast_spaces WHERE key = %s", (space.key,)
    )
    check_dimension(space, stored.scalar_one())


def nearest(
    connection: Connection,
    space: Space,
    query: Sequence[float],
    limit: int,
    files: Sequence[int] | None,
) -> list[tuple[int, float]]:
    """The rows whose vectors, of length 1 as the query, have the largest inner product with it."""
    asked = {
        "query": written(query),
        "space": space.key,
        "limit": limit,
        "files": None if files is None else list(files),
    }
    if files is None:
        rows = connection.exec_driver_sql(_NEAREST, asked).all()
        if len(rows) == limit:
            return [(row, score) for row, score in rows]
    # Vectors of passages that are about to be put in place may have been among the best.
    rows = connection.exec_driver_sql(_NEAREST_OF_FILES, asked).all()
    return [(row, score) for row, score in rows]


def written(vector: Iterable[float]) -> str:
    """A vector as pgvector reads it."""
    return f"[{','.join(map(repr, vector))}]"
