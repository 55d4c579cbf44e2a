"""Which passages an answer cites, and whether the model was given them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass

from agent.context.history import entries_of
from agent.events import GivenPassage, Record, ToolFinished, UserSpoke
from agent.store.base import Store

_ID = re.compile(r"\b[0-9a-f]{8}\b")
_BRACKETS = re.compile(r"\[([^\[\]]{8,200})\]")


@dataclass(frozen=True, slots=True)
class Source:
    """What an answer cites: lines of a file, counted from 1.

    Args:
        id: the passage's id.
        file: the file, relative to the directory that was indexed; empty where nothing was given.
        given: whether the model was given such a passage; if not, it made the id up.
    """

    id: str
    file: str = ""
    first_line: int = 0
    last_line: int = 0
    given: bool = True


def given_in(records: Iterable[Record]) -> tuple[GivenPassage, ...]:
    """The passages that these records gave to the model."""
    return tuple(
        each
        for record in records
        if isinstance(record, UserSpoke | ToolFinished)
        for each in record.passages
    )


async def given_before(store: Store, session: str, end: int) -> tuple[GivenPassage, ...]:
    """The passages that the entries before number `end` gave, read from the store.

    Raises:
        StoreError: it cannot be read.
    """
    given: list[GivenPassage] = []
    async with aclosing(entries_of(store, session, 0)) as entries:
        async for entry in entries:
            if entry.sequence >= end:
                break
            given += given_in([entry.record])
    return tuple(given)


def sources(
    text: str, given: Iterable[GivenPassage], in_run: Iterable[GivenPassage] = ()
) -> tuple[Source, ...]:
    """What an answer cites, in the order in which it does.

    An id counts wherever it stands; one that was never given only in brackets, such as
    `[c25d8e10]`. A file that is named without an id stands for what the run gave of it.

    Args:
        given: all passages of the session.
        in_run: those of the run that the answer ends.
    """
    known = _by_id(given)
    cited: dict[str, tuple[int, Source]] = {}
    for found in _ID.finditer(text):
        if found[0] in known:
            cited.setdefault(found[0], (found.start(), known[found[0]]))
    for group in _BRACKETS.finditer(text):
        for found in _ID.finditer(group[1]):
            place = group.start(1) + found.start()
            cited.setdefault(found[0], (place, Source(found[0], given=False)))
    files = {source.file for _, source in cited.values()}
    for each in _by_id(in_run).values():
        place = _named(each.file, text)
        if place >= 0 and each.file not in files:
            cited.setdefault(each.id, (place, each))
    return tuple(source for _, source in sorted(cited.values(), key=lambda held: held[0]))


def _by_id(given: Iterable[GivenPassage]) -> dict[str, Source]:
    """Each passage once, with all its lines that were given."""
    known: dict[str, Source] = {}
    for each in given:
        first, last = each.first_line, each.last_line
        if (before := known.get(each.id)) is not None:
            first, last = min(first, before.first_line), max(last, before.last_line)
        known[each.id] = Source(each.id, each.source, first, last)
    return known


def _named(file: str, text: str) -> int:
    """Where a text names a file, and not one whose name only ends or begins with it; else -1."""
    found = re.search(rf"(?<![\w/.-]){re.escape(file)}(?![\w/-])", text)
    return found.start() if found else -1
