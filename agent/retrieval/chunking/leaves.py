"""The values of a JSON text with their paths and lines, also of one that is broken or hostile.

The reader takes one token after the other and refuses nothing: no depth, no size and no mistake
costs more than the length of the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

_DEEPEST = 48
"""Steps of a path; a value that is nested deeper has the path of so many."""

_LONGEST_KEY = 200

_TOKEN = re.compile(
    r'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)|[{}\[\],:\n]|[^\s{}\[\],:"]++', re.DOTALL
)

_PLAIN_KEY = re.compile(r"\w[\w-]*+")

Path: TypeAlias = tuple[str, ...]
"""Steps as they are written: `.name`, `["a name"]`, `[3]`."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is no object and no array, or is an empty one."""

    path: Path
    text: str
    """Without quotes, if it is a string."""
    first: int
    """The index of the line that it begins in."""
    end: int
    """The index behind the line that it ends in."""


def leaves(text: str) -> Iterator[Leaf]:
    """The values of a JSON text, in order."""
    reader = _Reader()
    for match in _TOKEN.finditer(text):
        sign = match[0]
        lines = sign.count("\n")
        if (value := reader.take(sign)) is not None:
            yield Leaf(tuple(reader.steps), value, reader.line, reader.line + lines + 1)
        reader.line += lines


@dataclass(slots=True)
class _Reader:
    """Where in the text the reader is."""

    line: int = 0
    steps: list[str] = field(default_factory=list)
    """The path of the value that comes next."""
    _open: bytearray = field(default_factory=bytearray)
    """The brackets that are open: a byte each, because a hostile text opens millions."""
    _indices: list[int] = field(default_factory=list)
    """For each step the index in its array; 0 in objects."""
    _awaits_key: bool = False
    _is_empty: bool = False
    """Nothing has come since the last bracket opened."""

    def take(self, sign: str) -> str | None:
        """Goes on by a sign; the value that it is or closes, if it does."""
        if sign in "\n:":
            return None
        if sign in "{[":
            self._enter(sign)
            return None
        if sign in "}]":
            return self._leave(sign)
        self._is_empty = False
        if sign == ",":
            self._next()
            return None
        if self._awaits_key:
            self._awaits_key = False
            self._name(sign)
            return None
        return _unquoted(sign)

    def _enter(self, sign: str) -> None:
        self._open.append(ord(sign))
        if len(self._open) <= _DEEPEST:
            self.steps.append("[0]" if sign == "[" else "")
            self._indices.append(0)
        self._awaits_key = sign == "{"
        self._is_empty = True

    def _leave(self, sign: str) -> str | None:
        if not self._open:
            return None
        self._open.pop()
        if len(self._open) < _DEEPEST:
            self.steps.pop()
            self._indices.pop()
        was_empty, self._is_empty = self._is_empty, False
        self._awaits_key = False
        return {"}": "{}", "]": "[]"}[sign] if was_empty else None

    def _next(self) -> None:
        if not self._open:
            return
        if self._open[-1] == ord("{"):
            self._awaits_key = True
        elif len(self._open) <= _DEEPEST:
            self._indices[-1] += 1
            self.steps[-1] = f"[{self._indices[-1]}]"

    def _name(self, sign: str) -> None:
        if len(self._open) <= _DEEPEST:
            key = _unquoted(sign)[:_LONGEST_KEY]
            plain = _PLAIN_KEY.fullmatch(key)
            self.steps[-1] = f".{key}" if plain else f"[{json.dumps(key, ensure_ascii=False)}]"


def _unquoted(sign: str) -> str:
    """What a string says, or another value as it is written."""
    if not sign.startswith('"'):
        return sign
    try:
        return str(json.loads(sign, strict=False))
    except ValueError:
        return sign.strip('"')
