"""What a knowledge index does, wherever it is kept.

A reader sees the index between two changes, whatever is changed meanwhile; a change is seen all at
once, or not at all. Passages have row numbers and files have numbers of their own, which mean
something in one index only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from agent.engine.pooling import Vector
from agent.retrieval.chunking import Chunk
from agent.retrieval.passages import Found
from agent.retrieval.space import Space
from agent.retrieval.staging import Staging
from agent.retrieval.state import FileState

Ranked: TypeAlias = list[tuple[int, float]]
"""Rows of the index with their scores, best first."""


class Snapshot(Protocol):
    """What one reader sees."""

    def lexical(
        self, words: Sequence[str], limit: int, files: Sequence[int] | None = None
    ) -> Ranked:
        """The rows that fit any of the words best; `files` are the only ones to look at."""

    def nearest(
        self, space: Space, query: Vector, limit: int, files: Sequence[int] | None = None
    ) -> Ranked:
        """The rows whose vectors have the largest cosine with `query`, a vector of length 1.

        Raises:
            ConfigError: numpy is needed and not installed.
        """

    def found(self, ranked: Iterable[tuple[int, float]]) -> list[Found]:
        """The passages of these rows, best first; equal ones in the order of their places."""

    def files(self) -> dict[int, str]:
        """The source of each file."""

    def space(self) -> Space | None:
        """What the index is embedded with; None for a lexical one."""

    def stored_space(self, key: str) -> Space | None:
        """The space that vectors are stored under, used or not."""

    def lacking(self, key: str) -> list[tuple[str, str, str]]:
        """Content hash, title and text of the passages without a vector in a space."""

    def lacks(self, key: str, contents: Sequence[str]) -> set[str]:
        """Those of the content hashes that have no vector in a space."""


class Change(Protocol):
    """The writing side of one change."""

    def put(self, source: str, state: FileState, chunks: Iterable[Chunk]) -> None:
        """Adds a file, or replaces what was known of it."""

    def restamp(self, source: str, stamp: str) -> None:
        """Remembers another stamp of a file whose content is the same."""

    def drop(self, source: str) -> None:
        """Removes a file, if it is there."""

    def use(self, space: Space) -> None:
        """Searches compare vectors of this space from now on; those of others are dropped."""


class Index(Protocol):
    """An index. Any number of threads and processes read it; every error is a KnowledgeError."""

    @property
    def name(self) -> str:
        """Where it is, as it can be shown."""

    @property
    def scoring(self) -> str:
        """What scores its vectors, such as `numpy`."""

    def change(self) -> AbstractContextManager[Change]:
        """One change of the index: all of it is done, or none when an exception leaves."""

    def reading(self) -> AbstractContextManager[Snapshot]:
        """The index as it is now, whatever is changed meanwhile."""

    def staging(self) -> AbstractContextManager[Staging]:
        """What a run has finished; nobody else can index until this is left.

        Raises:
            KnowledgeError: somebody else is indexing.
        """

    def keep(self, space: Space, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Stores vectors by content hash, at once and to stay; a search uses those of `use`."""

    def need_vectors(self) -> None:
        """Raises ConfigError when what scores vectors is not installed."""

    def passages(self) -> list[Found]:
        """All passages, in the order of their sources and lines."""

    def states(self) -> dict[str, FileState]:
        """What is remembered of each file, by source."""

    def size(self) -> int:
        """How many passages there are."""

    def close(self) -> None:
        """Lets go of it; searches that are still running end by themselves."""
