"""The chunk ledger: which passages stand in a window now, and what of others would be new there.

It is read off the records that the window is made of, so it is the same after a resume, in a fork
and behind a compaction. A passage stands where its very lines stand under its heading: of one that
was cut, masked or summarised, what is gone can come back.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import groupby

from agent.context import formats
from agent.events import GivenPassage, Record, ToolFinished, UserSpoke

_TAG = re.compile(r"<(?=/?passage\b)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_HEADING = re.compile(
    r'^<passage id="([^"]*)" source="([^"]*)" lines="(\d+)-(\d+)">$', re.MULTILINE
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage, or what of it is new, as it would stand in the window."""

    given: GivenPassage
    text: str
    """Its lines; empty where it is only referred to."""

    @property
    def rendered(self) -> str:
        """The canonical text of it."""
        shown = _passage(self.given, self.text)
        return formats.passage_above(shown) if self.given.above else formats.passage(shown)


class Ledger:
    """What stands in one window."""

    def __init__(self, standing: Iterable[Piece] = (), prefix: str = "") -> None:
        """`prefix` is the text that every request begins with: pinned passages stand in it."""
        self._prefix = prefix
        self._whole: dict[tuple[str, int, str], GivenPassage] = {}
        self._lines: dict[tuple[str, int, str], GivenPassage] = {}
        for piece in standing:
            self.add(piece)

    def add(self, piece: Piece) -> None:
        """Take in what stands in the window, too."""
        given = piece.given
        self._whole[given.source, given.first_line, piece.text] = given
        for number, line in _numbered(piece):
            if line.strip():
                self._lines[given.source, number, line] = given

    def take(self, found: Piece) -> tuple[Piece, ...]:
        """`news`, which stands in the window from now on."""
        news = self.news(found)
        for new in news:
            if not new.given.above:
                self.add(new)
        return news

    def news(self, found: Piece) -> tuple[Piece, ...]:
        """What the window does not hold of a passage; references where it holds all of it."""
        source, first = found.given.source, found.given.first_line
        if (holder := self._whole.get((source, first, found.text))) is not None:
            return (_reference(holder),)
        if found.rendered in self._prefix:
            return (_reference(found.given),)
        numbered = _numbered(found)
        written = [(source, number, line) for number, line in numbered if line.strip()]
        holders = [self._lines[line] for line in written if line in self._lines]
        if not holders:
            return (found,)
        if len(holders) == len(written):
            return tuple(_reference(holder) for holder in dict.fromkeys(holders))
        return tuple(_new_parts(found, numbered, self._lines))


def piece(given: GivenPassage, text: str) -> Piece:
    """A passage whose text is not trusted: nothing in it can end it or begin another."""
    return Piece(given, _TAG.sub("&lt;", text))


def standing(records: Iterable[Record]) -> Iterator[Piece]:
    """The passages that the records of a window hold, as far as their lines are still there."""
    for record in records:
        match record:
            case (
                UserSpoke(retrieved=text, passages=given) | ToolFinished(text=text, passages=given)
            ):
                yield from pieces_in(text, given)
            case _:
                pass


def pieces_in(text: str, given: Iterable[GivenPassage]) -> Iterator[Piece]:
    """Those of the given passages whose lines a text holds."""
    for each in given:
        heading = formats.passage(_passage(each, "")).partition("\n")[0] + "\n"
        start = text.find(heading)
        end = text.find("\n</passage>", start)
        if 0 <= start <= end:
            yield Piece(replace(each, above=False), text[start + len(heading) : end])


def pieces_given(prefix: str) -> tuple[GivenPassage, ...]:
    """The passages whose headings stand in a prefix, which only the runtime writes."""
    return tuple(
        GivenPassage(at[1], unescape(at[2]), int(at[3]), int(at[4]))
        for at in _HEADING.finditer(prefix)
    )


def _passage(given: GivenPassage, text: str) -> formats.Passage:
    source = _CONTROL.sub(" ", given.source).translate(_ENTITIES)
    return formats.Passage(given.id, source, given.first_line, given.last_line, text)


def _reference(holder: GivenPassage) -> Piece:
    return Piece(replace(holder, above=True), "")


def _numbered(found: Piece) -> list[tuple[int, str]]:
    """The lines with their numbers; none where the text is not made of the source's lines."""
    given = found.given
    lines = found.text.split("\n")
    if len(lines) != given.last_line - given.first_line + 1:
        return []
    return list(enumerate(lines, given.first_line))


def _new_parts(
    found: Piece, numbered: list[tuple[int, str]], lines: Container[tuple[str, int, str]]
) -> Iterator[Piece]:
    """The runs of lines that are new, without the blank ones around them."""
    source = found.given.source
    for known, run in groupby(numbered, lambda each: (source, *each) in lines):
        part = list(run)
        while part and not part[0][1].strip():
            part.pop(0)
        while part and not part[-1][1].strip():
            part.pop()
        if part and not known:
            place = replace(found.given, first_line=part[0][0], last_line=part[-1][0])
            yield Piece(place, "\n".join(line for _, line in part))


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Pieces as the model reads them, which ones they are, and what they take in tokens."""

    text: str = ""
    passages: tuple[GivenPassage, ...] = ()
    tokens: int = 0


def rendered(pieces: Iterable[Piece]) -> str:
    """Pieces in their order, as the model reads them."""
    return "\n".join(piece.rendered for piece in pieces)
