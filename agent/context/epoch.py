"""What an epoch's window is made of: the transcript as its last compaction left it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.context.transcript import Entry
from agent.events import EpochOpened, ModelAnswered, NoticeGiven, Record, ToolFinished, UserSpoke


def epoch_of(entries: Sequence[Entry]) -> EpochOpened | None:
    """The epoch that these entries end in; None before the first compaction."""
    for entry in reversed(entries):
        if isinstance(entry.record, EpochOpened):
            return entry.record
    return None


def visible(entries: Sequence[Entry]) -> list[Entry]:
    """The entries as the model sees them now: without what left, and masked as it was decided.

    The opening of an epoch is the first user message; what the user says next is part of it where
    nothing stands between, because some chat templates refuse two user messages in a row.
    """
    epoch = epoch_of(entries)
    if epoch is None:
        return list(entries)
    masked = {each.sequence: each.text for each in epoch.masked}
    dropped = {each.sequence: each.dropped_tokens for each in epoch.shortened}
    kept = [
        replace(entry, record=_as_kept(entry, masked, dropped))
        for entry in entries
        if entry.sequence >= epoch.first_kept and not isinstance(entry.record, EpochOpened)
    ]
    return _opened(epoch, kept) if epoch.opening else kept


def in_call_order(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with the results of each answer in the order of its calls, however the tools
    raced: the same conversation is the same text."""
    places: dict[str, int] = {}
    turn = 0
    keys: list[tuple[int, int]] = []
    for entry in entries:
        match entry.record:
            case ModelAnswered(message=message):
                places = {call.id: place for place, call in enumerate(message.tool_calls)}
                turn += 1
                keys.append((turn, -1))
            case ToolFinished(call=call):
                keys.append((turn, places.get(call.id, len(places))))
            case _:
                keys.append((turn, len(places) + 1))
    ordered = sorted(range(len(entries)), key=keys.__getitem__)
    return [entries[place] for place in ordered]


def _as_kept(entry: Entry, masked: dict[int, str], dropped: dict[int, int]) -> Record:
    record = entry.record
    if isinstance(record, ToolFinished) and entry.sequence in masked:
        return replace(record, text=masked[entry.sequence])
    if isinstance(record, UserSpoke) and entry.sequence in masked:
        return replace(record, retrieved=masked[entry.sequence])
    if isinstance(record, ModelAnswered) and entry.sequence in dropped:
        message = replace(record.message, reasoning="")
        ids = record.token_ids[dropped[entry.sequence] :]
        return replace(record, message=message, token_ids=ids)
    return record


def _opened(epoch: EpochOpened, kept: list[Entry]) -> list[Entry]:
    for place, entry in enumerate(kept):
        match entry.record:
            case UserSpoke() | NoticeGiven() as record:
                text = f"{epoch.opening}\n\n{record.text}"
                joined = replace(entry, record=replace(record, text=text))
            case ModelAnswered() | ToolFinished():
                break
            case _:
                continue
        return [*kept[:place], joined, *kept[place + 1 :]]
    first = kept[0] if kept else Entry(epoch.first_kept, 0.0, NoticeGiven(""))
    return [replace(first, record=NoticeGiven(epoch.opening)), *kept]
