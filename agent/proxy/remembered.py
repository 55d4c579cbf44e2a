"""The newest conversations, by their names, as many as there is room for."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

REMEMBERED = 256
"""Conversations; of the others only the number is kept."""

REMEMBERED_BYTES = 256 * 2**20
"""Of their requests, as they were sent."""


class Named(Protocol):
    """What is remembered by its name; `size` is in bytes."""

    name: str
    size: int


T = TypeVar("T", bound=Named)


class Remembered(Generic[T]):
    """The newest of them, with names for those that have none.

    Args:
        kind: that such a name begins with.
    """

    def __init__(self, kind: str, most_bytes: int = REMEMBERED_BYTES) -> None:
        self._known: OrderedDict[str, T] = OrderedDict()
        self._kind = kind
        self._numbers = itertools.count(1)
        self._most_bytes = most_bytes
        self._bytes = 0

    def __iter__(self) -> Iterator[T]:
        """The newest first."""
        return reversed(self._known.values())

    def get(self, name: str) -> T | None:
        """The one of that name."""
        return self._known.get(name)

    def keep(self, one: T) -> None:
        """It is the newest now."""
        former = self._known.pop(one.name, None)
        self._bytes += one.size - (former.size if former is not None else 0)
        self._known[one.name] = one
        while len(self._known) > REMEMBERED or self._bytes > self._most_bytes:
            _, gone = self._known.popitem(last=False)
            self._bytes -= gone.size

    def new_name(self) -> str:
        """A name for one that has none."""
        names = (f"{self._kind}-{number}" for number in self._numbers)
        return next(name for name in names if name not in self._known)
