"""The passages whose vectors are nearest to a query's: exact cosine over one matrix in memory."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from agent.engine.pooling import Vector
from agent.errors import ConfigError
from agent.retrieval.index import Ranked
from agent.retrieval.space import Space

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Vectors(Protocol):
    """Where vectors are read from."""

    def generation(self) -> int:
        """Another number after each change."""

    def vectors(self, space: Space) -> Iterable[tuple[int, int, bytes]]:
        """Row, file and vector of each passage that has one."""


@dataclass(frozen=True, slots=True)
class _Matrix:
    generation: int
    space: Space
    rows: NDArray[np.int64]
    files: NDArray[np.int64]
    vectors: NDArray[np.float32]
    """One of length 1 in each line."""


class Nearest:
    """Scores vectors with numpy. The matrix is read once for each change of the index."""

    def __init__(self) -> None:
        """Raises ConfigError when numpy is not installed."""
        try:
            import numpy
        except ImportError as error:
            raise ConfigError(
                "embeddings need numpy: pip install 'holdfast[embeddings]'"
            ) from error
        self._numpy = numpy
        self._matrix: _Matrix | None = None
        self._reading = threading.Lock()

    def search(
        self,
        snapshot: Vectors,
        space: Space,
        query: Vector,
        limit: int,
        files: Sequence[int] | None = None,
    ) -> Ranked:
        """The rows whose vectors have the largest cosine with `query`, a vector of length 1."""
        np = self._numpy
        matrix = self._current(snapshot, space)
        rows, vectors = matrix.rows, matrix.vectors
        if files is not None:
            kept = np.isin(matrix.files, np.array(files, dtype=np.int64))
            rows, vectors = rows[kept], vectors[kept]
        scores = vectors @ np.frombuffer(query, dtype=np.float32)
        count = min(limit, len(rows))
        best = np.argpartition(-scores, count - 1)[:count] if 0 < count < len(rows) else ...
        order = np.lexsort((rows[best], -scores[best]))[:count]
        return list(zip(rows[best][order].tolist(), scores[best][order].tolist(), strict=True))

    def _current(self, snapshot: Vectors, space: Space) -> _Matrix:
        generation = snapshot.generation()
        with self._reading:
            held = self._matrix
            if held is None or (held.generation, held.space) != (generation, space):
                held = self._matrix = self._read(snapshot, generation, space)
            return held

    def _read(self, snapshot: Vectors, generation: int, space: Space) -> _Matrix:
        np = self._numpy
        rows, files, flat = array("q"), array("q"), bytearray()
        for row, file, vector in snapshot.vectors(space):
            rows.append(row)
            files.append(file)
            flat += vector
        return _Matrix(
            generation,
            space,
            np.array(rows, dtype=np.int64),
            np.array(files, dtype=np.int64),
            np.frombuffer(flat, dtype=np.float32).reshape(len(rows), space.dimension),
        )
