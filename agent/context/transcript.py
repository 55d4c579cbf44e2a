"""The append-only log of a session, with one door to append."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from agent.engine.wire import canonical_json
from agent.errors import StoreError
from agent.events import EpochOpened, ModelAnswered, Record, ToolFinished, ToolStarted, UserSpoke
from agent.types import ToolCall


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its place in the session (from 0) and its time (Unix, seconds)."""

    sequence: int
    time: float
    record: Annotated[Record, Field(discriminator="kind")]


_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


def encode(entry: Entry) -> bytes:
    """The canonical JSON of an entry; `decode` gives back an equal entry."""
    return canonical_json(_ENTRY.dump_python(entry, mode="json"))


def decode(line: bytes) -> Entry:
    """Read what `encode` gave.

    Raises:
        StoreError: it is not an entry of this version.
    """
    try:
        return _ENTRY.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StoreError(f"not a transcript entry: {where}: {first['msg']}") from error


class Transcript:
    """The entries of one session, in order. `append` is the only way in."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Raises StoreError when the entries are not numbered 0, 1, 2, …"""
        self._entries: list[Entry] = []
        self.epoch: EpochOpened | None = None
        """The epoch that the session is in; None before the first compaction."""
        for entry in entries:
            self.append(entry)

    def next_entry(self, record: Record, time: float) -> Entry:
        """`record` with the number that it will have; it is not in the transcript yet."""
        return Entry(sequence=len(self._entries), time=time, record=record)

    def append(self, entry: Entry) -> None:
        """Add `entry` at the end.

        Raises:
            StoreError: it does not follow the last one.
        """
        if entry.sequence != len(self._entries):
            raise StoreError(
                f"entry {entry.sequence} stands where entry {len(self._entries)} belongs: "
                "the session's log has a gap or was written twice"
            )
        self._entries.append(entry)
        if isinstance(entry.record, EpochOpened):
            self.epoch = entry.record

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __reversed__(self) -> Iterator[Entry]:
        return reversed(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, places: slice) -> list[Entry]:
        return self._entries[places]

    @property
    def records(self) -> Iterator[Record]:
        """The records without number and time."""
        return (entry.record for entry in self._entries)

    @property
    def last(self) -> Record | None:
        """The newest record."""
        return self._entries[-1].record if self._entries else None

    def last_run(self) -> list[Record]:
        """The records from the last user's message on."""
        run: list[Record] = []
        for entry in reversed(self._entries):
            run.append(entry.record)
            if isinstance(entry.record, UserSpoke):
                break
        return run[::-1]


def unfinished_calls(transcript: Transcript) -> tuple[tuple[ToolCall, bool], ...]:
    """The calls of the last answer that have no result, each with whether it was started.

    A process that died while tools ran leaves such calls behind.
    """
    started: set[str] = set()
    finished: set[str] = set()
    for entry in reversed(transcript):
        match entry.record:
            case ModelAnswered(message=message):
                open_calls = [call for call in message.tool_calls if call.id not in finished]
                return tuple((call, call.id in started) for call in open_calls)
            case ToolStarted(call=call):
                started.add(call.id)
            case ToolFinished(call=call):
                finished.add(call.id)
            case _:
                pass
    return ()
