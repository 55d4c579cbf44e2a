"""The passages that the model was given, by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.events import GivenPassage, Record, ToolFinished, UserSpoke


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


class Given:
    """Each passage once, with all its lines that were given.

    It grows with what is given, so that an answer's ids are looked up in the same time however long
    the session is.
    """

    def __init__(self, passages: Iterable[GivenPassage] = ()) -> None:
        self._by_id: dict[str, Source] = {}
        self.add(passages)

    def add(self, passages: Iterable[GivenPassage]) -> None:
        """More was given."""
        for each in passages:
            source = Source(each.id, each.source, each.first_line, each.last_line)
            self._by_id[each.id] = joined(self._by_id.get(each.id), source)

    def __getitem__(self, passage_id: str) -> Source | None:
        return self._by_id.get(passage_id)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._by_id.values())


def joined(before: Source | None, after: Source) -> Source:
    """A passage with the lines of both times that it was given."""
    if before is None:
        return after
    first = min(before.first_line, after.first_line)
    return replace(after, first_line=first, last_line=max(before.last_line, after.last_line))


def given_by(record: Record) -> tuple[GivenPassage, ...]:
    """The passages that a record gave to the model."""
    return record.passages if isinstance(record, UserSpoke | ToolFinished) else ()
