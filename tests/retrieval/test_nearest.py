"""The exact search over vectors."""

from __future__ import annotations

import builtins
from array import array
from typing import Any

import pytest

from agent.errors import ConfigError
from agent.retrieval.nearest import Nearest
from agent.retrieval.space import Space

SPACE = Space("m", "", 2)


class Stored:
    """Three vectors, which can change."""

    def __init__(self) -> None:
        self.number = 0
        self.stored = [(7, 1, [1.0, 0.0]), (8, 1, [0.6, 0.8]), (9, 2, [0.0, 1.0])]
        self.read = 0

    def generation(self) -> int:
        return self.number

    def vectors(self, space: Space) -> list[tuple[int, int, bytes]]:
        self.read += 1
        return [(row, file, array("f", vector).tobytes()) for row, file, vector in self.stored]


def rows(nearest: Nearest, stored: Stored, limit: int, files: list[int] | None = None) -> list[int]:
    ranked = nearest.search(stored, SPACE, array("f", [0.0, 1.0]), limit, files)
    return [row for row, _ in ranked]


def test_rows_come_by_their_cosine() -> None:
    assert rows(Nearest(), Stored(), 10) == [9, 8, 7]
    assert rows(Nearest(), Stored(), 2) == [9, 8]
    assert rows(Nearest(), Stored(), 10, [1]) == [8, 7]
    assert rows(Nearest(), Stored(), 10, []) == []


def test_the_vectors_are_read_once_for_each_change() -> None:
    nearest, stored = Nearest(), Stored()
    for _ in range(3):
        rows(nearest, stored, 1)
    assert stored.read == 1
    stored.number, stored.stored = 1, []

    assert rows(nearest, stored, 1) == []


def test_without_numpy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "numpy":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match=r"pip install 'holdfast\[embeddings\]'"):
        Nearest()
