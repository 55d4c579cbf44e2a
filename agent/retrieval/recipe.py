"""How files are cut: the size that chunks aim at, in tokens and in characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from agent.retrieval.state import FileState

_VERSION = 2
"""Of the chunkers: files that another one cut are cut again."""

CHUNK_TOKENS = 300

CHARACTERS_PER_TOKEN = 4.0
"""Of English with most tokenizers; for an index whose passages nobody has counted."""

_SAMPLE = 200
"""Passages whose tokens are counted."""

_KEY = re.compile(r"\d+\.(\d+)x(\d+\.\d)")
"""Of any version: new chunkers cut to the size that the index has."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The size of chunks.

    A number of characters follows from it, and no server is asked when files are cut: the same
    recipe makes the same chunks, with and without an engine.

    Args:
        tokens: that a chunk aims at.
        characters_per_token: of these files with the engine's tokenizer, in tenths.
    """

    tokens: int = CHUNK_TOKENS
    characters_per_token: float = CHARACTERS_PER_TOKEN

    @property
    def characters(self) -> int:
        """That a chunk aims at."""
        return round(self.tokens * self.characters_per_token)

    def hash(self, digest: str) -> str:
        """What is remembered of a file with this digest that was cut so."""
        return f"{self._key}:{digest}"

    def cut(self, state: FileState) -> bool:
        """Whether a file was cut so."""
        return state.hash.startswith(f"{self._key}:")

    @property
    def _key(self) -> str:
        return f"{_VERSION}.{self.tokens}x{self.characters_per_token}"


def recipe_of(states: Iterable[FileState]) -> Recipe | None:
    """The size that most of these files were cut to; None where they do not say."""
    keys = Counter(state.hash.partition(":")[0] for state in states)
    for key, _ in keys.most_common():
        if said := _KEY.fullmatch(key):
            return Recipe(int(said[1]), float(said[2]))
    return None


def characters_per_token(texts: Sequence[str], count: Callable[[str], int]) -> float:
    """How many characters of these texts a token holds, in tenths; counted in a sample.

    Args:
        count: the tokens of a text.
    """
    sample = texts[:: max(len(texts) // _SAMPLE, 1)]
    characters, tokens = sum(map(len, sample)), sum(map(count, sample))
    return max(round(characters / tokens, 1), 0.1) if tokens else CHARACTERS_PER_TOKEN
