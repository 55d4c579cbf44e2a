"""Which passages an answer cites, and whether the model was given them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import aclosing

from agent.context.given import Given, Source, given_by, joined
from agent.context.history import entries_of
from agent.store.base import Store

_ID = re.compile(r"\b[0-9a-f]{8}\b")
_BRACKETS = re.compile(r"\[([^\[\]]{8,200})\]")


async def given_before(store: Store, session: str, end: int) -> Given:
    """The passages that the entries before number `end` gave, read from the store.

    Raises:
        StoreError: it cannot be read.
    """
    given = Given()
    async with aclosing(entries_of(store, session, 0)) as entries:
        async for entry in entries:
            if entry.sequence >= end:
                break
            given.add(given_by(entry.record))
    return given


def sources(text: str, given: Sequence[Given], in_run: Iterable[Source] = ()) -> tuple[Source, ...]:
    """What an answer cites, in the order in which it does.

    An id counts wherever it stands; one that was never given only in brackets, such as
    `[c25d8e10]`. A file that is named without an id stands for what the run gave of it.

    Args:
        given: all passages of the session.
        in_run: those of the run that the answer ends.
    """
    cited: dict[str, tuple[int, Source]] = {}
    for found in _ID.finditer(text):
        if found[0] not in cited and (known := _known(found[0], given)) is not None:
            cited[found[0]] = found.start(), known
    for group in _BRACKETS.finditer(text):
        for found in _ID.finditer(group[1]):
            place = group.start(1) + found.start()
            cited.setdefault(found[0], (place, Source(found[0], given=False)))
    files = {source.file for _, source in cited.values()}
    for each in in_run:
        place = _named(each.file, text)
        if place >= 0 and each.file not in files:
            cited.setdefault(each.id, (place, each))
    return tuple(source for _, source in sorted(cited.values(), key=lambda held: held[0]))


def _known(passage_id: str, given: Sequence[Given]) -> Source | None:
    known: Source | None = None
    for each in given:
        if (more := each[passage_id]) is not None:
            known = joined(known, more)
    return known


def _named(file: str, text: str) -> int:
    """Where a text names a file, and not one whose name only ends or begins with it; else -1."""
    found = re.search(rf"(?<![\w/.-]){re.escape(file)}(?![\w/-])", text)
    return found.start() if found else -1
