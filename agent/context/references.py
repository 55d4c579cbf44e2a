"""What the newest run refers to stays readable when the passage itself leaves the window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.context.epoch import visible
from agent.context.ledger import Piece, standing
from agent.context.transcript import Entry
from agent.events import EpochOpened, GivenPassage, Record, Replacement, ToolFinished, UserSpoke


def with_references_kept(entries: Sequence[Entry], epoch: EpochOpened) -> EpochOpened:
    """The epoch in which no reference of the newest run points at a passage that left.

    Where one would, the passage takes the reference's place.
    """
    before = _by_place(entry.record for entry in visible(entries))
    opened = Entry(entries[-1].sequence + 1, 0.0, epoch)
    after = visible([*entries, opened])
    stands = set(_by_place(entry.record for entry in after))
    first = next((e.sequence for e in reversed(entries) if isinstance(e.record, UserSpoke)), 0)
    masked = {each.sequence: each for each in epoch.masked}
    for entry in after:
        if entry.sequence < first or not isinstance(entry.record, UserSpoke | ToolFinished):
            continue
        text = whole = _text(entry.record)
        for given in entry.record.passages:
            place = replace(given, above=False)
            if given.above and place in before and place not in stands:
                text = text.replace(Piece(given, "").rendered, before[place].rendered, 1)
                stands.add(place)
        if text != whole:
            masked[entry.sequence] = Replacement(entry.sequence, text)
    return replace(epoch, masked=tuple(masked[number] for number in sorted(masked)))


def _by_place(records: Iterable[Record]) -> dict[GivenPassage, Piece]:
    return {each.given: each for each in standing(records)}


def _text(record: UserSpoke | ToolFinished) -> str:
    return record.retrieved if isinstance(record, UserSpoke) else record.text
