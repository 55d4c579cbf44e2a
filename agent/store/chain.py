"""The chained hash of a session's entries: what it proves cannot have been changed unnoticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

START = b""
"""Stands for the hash before entry 0."""


@dataclass(frozen=True, slots=True)
class Link:
    """A stored entry with its number and the hash that was stored beside it."""

    sequence: int
    entry: bytes
    hash: bytes


def chained(previous: bytes, entry: bytes) -> bytes:
    """The hash of an entry that follows the one with the hash `previous`."""
    return hashlib.sha256(previous + entry).digest()


def linked(lines: Iterable[bytes], first: int, previous: bytes) -> list[Link]:
    """Entries with their numbers, from `first` on, and hashes."""
    links: list[Link] = []
    for sequence, entry in enumerate(lines, first):
        previous = chained(previous, entry)
        links.append(Link(sequence, entry, previous))
    return links


def first_damaged(links: Iterable[Link], first: int, previous: bytes) -> int | None:
    """The number of the first entry that is missing or not what was written; None when all are.

    Args:
        first: the number that the first of the links must have.
        previous: the hash of the entry before it.
    """
    for expected, link in enumerate(links, first):
        if link.sequence != expected or link.hash != chained(previous, link.entry):
            return expected
        previous = link.hash
    return None
