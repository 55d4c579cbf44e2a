"""The append-only log of a session, with one door to append."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from agent.context.given import Given, given_by
from agent.context.heading import Heading, encode_heading
from agent.engine.wire import canonical_json
from agent.errors import StoreError
from agent.events import (
    EpochOpened,
    ModelAnswered,
    PermissionDecided,
    Record,
    SessionOpened,
    ToolFinished,
    ToolStarted,
    UserSpoke,
)
from agent.store.base import Marks
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
    """The entries of one session, in order. `append` is the only way in.

    Of a long session it holds only the newest entries, from the first on that a request, the
    running run or the next compaction needs. The store has all (`Session.history`).
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        first: int = 0,
        opened: Entry | None = None,
        heading: Heading | None = None,
    ) -> None:
        """Raises StoreError when the entries are not numbered `first`, `first + 1`, …

        Args:
            opened: the entry with the session's prefix, where it stands before `first`.
            heading: of the session with all these entries, where not all are here.
        """
        self.first = first
        self._entries: list[Entry] = []
        self._opened = opened
        self.epoch: EpochOpened | None = None
        """The epoch that the session is in; None before the first compaction."""
        self._run_from = first
        self.given = Given()
        """The passages that these entries gave to the model."""
        self.heading: Heading | None = Heading()
        """The session in short; None where what it began with was not known."""
        for entry in entries:
            self.append(entry)
        if first:
            self.heading = heading

    def next_entry(self, record: Record, time: float) -> Entry:
        """`record` with the number that it will have; it is not in the transcript yet."""
        return Entry(sequence=self.end, time=time, record=record)

    def append(self, entry: Entry) -> None:
        """Add `entry` at the end.

        Raises:
            StoreError: it does not follow the last one.
        """
        if entry.sequence != self.end:
            raise StoreError(
                f"entry {entry.sequence} stands where entry {self.end} belongs: "
                "the session's log has a gap or was written twice"
            )
        self._entries.append(entry)
        self.heading = self._heading_with(entry.record)
        self.given.add(given_by(entry.record))
        match entry.record:
            case SessionOpened():
                self._opened = entry
            case EpochOpened() as epoch:
                self.epoch = epoch
            case UserSpoke():
                self._run_from = entry.sequence
            case _:
                pass

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __reversed__(self) -> Iterator[Entry]:
        return reversed(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, places: slice) -> list[Entry]:
        return self._entries[places]

    @property
    def end(self) -> int:
        """The number that the next entry will have."""
        return self.first + len(self._entries)

    def before(self, sequence: int) -> list[Entry]:
        """The entries with a lower number."""
        return self._entries[: max(0, sequence - self.first)]

    @property
    def in_window(self) -> list[Entry]:
        """The entries of which the window is made, as they were recorded."""
        kept = self.epoch.first_kept if self.epoch is not None else self.first
        return self._entries[max(0, kept - self.first) :]

    @property
    def records(self) -> Iterator[Record]:
        """The records without number and time."""
        return (entry.record for entry in self._entries)

    @property
    def last(self) -> Record | None:
        """The newest record."""
        return self._entries[-1].record if self._entries else None

    @property
    def opened(self) -> SessionOpened | None:
        """The newest record that says the session's prefix."""
        record = self._opened.record if self._opened is not None else None
        return record if isinstance(record, SessionOpened) else None

    def marks(self, record: Record | None = None) -> Marks:
        """What the store must know so that the session opens and is listed without its whole log.

        Args:
            record: one that is about to follow, which the heading counts already.
        """
        opened = self._opened.sequence if self._opened is not None else 0
        first = 0
        if self.epoch is not None and self.epoch.requests is not None:
            first = min(self.epoch.first_kept, self._run_from)
        heading = self.heading if record is None else self._heading_with(record)
        return Marks(opened, first, b"" if heading is None else encode_heading(heading))

    def _heading_with(self, record: Record) -> Heading | None:
        return None if self.heading is None else self.heading.after(record)

    def answer_sizes(self) -> list[int]:
        """The sizes of the latest answers in tokens, those that left the window included."""
        before = self.epoch.answers if self.epoch is not None else ()
        kept = [
            entry.record.usage.completion_tokens
            for entry in self.in_window
            if isinstance(entry.record, ModelAnswered)
        ]
        return [*before, *kept]

    @property
    def passage_tokens(self) -> int:
        """What the passages of the whole session have taken of the budget for passages."""
        before = self.epoch.passage_tokens if self.epoch is not None else 0
        return before + passage_tokens(self.in_window)

    def last_run(self) -> list[Record]:
        """The records from the last user's message on."""
        return [entry.record for entry in self._entries[self._run_from - self.first :]]

    def last_answer(self) -> Entry | None:
        """The newest answer of the model in the last run."""
        for entry in reversed(self._entries):
            if isinstance(entry.record, ModelAnswered):
                return entry
            if isinstance(entry.record, UserSpoke):
                break
        return None


def passage_tokens(entries: Iterable[Entry]) -> int:
    """What the passages of these entries took of the budget for passages."""
    return sum(
        entry.record.passage_tokens
        for entry in entries
        if isinstance(entry.record, UserSpoke | ToolFinished)
    )


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


def remembered_rules(records: Iterable[Record]) -> tuple[str, ...]:
    """What the user allowed for the rest of the session, oldest first and once each."""
    rules: list[str] = []
    for record in records:
        match record:
            case PermissionDecided(remembered=rule) if rule:
                rules.append(rule)
            case EpochOpened(remembered=earlier):
                rules += earlier
            case _:
                pass
    return tuple(dict.fromkeys(rules))
