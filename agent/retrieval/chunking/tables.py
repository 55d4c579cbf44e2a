"""Tables, CSV and TSV: rows, with the header on top of every chunk."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import chain

from agent.retrieval.chunking.blocks import Chunk, chunk, pieces

_NUMBER = re.compile(r"[\s$€£¥%+\-.,:/\d]+")
"""Numbers, amounts, dates and times: what stands in rows, not in headers."""

_SNIFFED = 20
"""Lines that are looked at for the delimiter."""

_MOST_OF_CHUNK = 0.5
"""The largest share of a chunk that a header may take; a longer one is not repeated."""


def table_chunks(source: str, lines: list[str], target: int) -> Iterator[Chunk]:
    """Rows that fill a chunk, below the header if the table has one.

    A row is what the CSV reader takes as one: a quoted cell may have line ends in it.
    """
    rows = _rows(lines)
    top, below = next(rows, None), next(rows, None)
    header = _header(lines, top, target) if top and below else ""
    first_ones = (each for each in (None if header else top, below) if each)
    held: list[tuple[int, int]] = []
    size = len(header)
    for first, end in chain(first_ones, rows):
        row = sum(len(line) + 1 for line in lines[first:end])
        if held and size + row > target:
            yield _chunk(source, lines, held, header)
            held, size = [], len(header)
        if row > target * 1.5:
            yield from _long_row(source, lines, (first, end), header, target)
            continue
        held.append((first, end))
        size += row
    if held:
        yield _chunk(source, lines, held, header)


def _rows(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The index of the first line of each row that is not blank, and of the line behind it."""
    end = 0
    for end_of_row in _ends(lines):
        if any(line.strip() for line in lines[end:end_of_row]):
            yield end, end_of_row
        end = end_of_row
    for number in range(end, len(lines)):  # what the reader refused
        if lines[number].strip():
            yield number, number + 1


def _ends(lines: list[str]) -> Iterator[int]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=_delimiter(lines))
    try:
        for _ in reader:
            yield reader.line_num
    except csv.Error:  # a cell beyond csv.field_size_limit, such as behind a lone quote
        return


def _delimiter(lines: list[str]) -> str:
    """The one of the usual ones that stands most often in the first lines."""
    text = "\n".join(line[:1000] for line in lines[:_SNIFFED])
    return max(",;\t|", key=text.count)


def _header(lines: list[str], row: tuple[int, int], target: int) -> str:
    """The first row, if it names columns: different names, none of them empty or a number."""
    text = "\n".join(lines[slice(*row)])
    if len(text) > target * _MOST_OF_CHUNK:
        return ""
    cells = [cell.strip() for cell in next(csv.reader([text], delimiter=_delimiter(lines)), [])]
    named = all(cell and not _NUMBER.fullmatch(cell) for cell in cells)
    return text if named and len(cells) > 1 and len(set(cells)) == len(cells) else ""


def _chunk(source: str, lines: list[str], held: list[tuple[int, int]], header: str) -> Chunk:
    text = "\n".join("\n".join(lines[first:end]) for first, end in held)
    return chunk(source, f"{header}\n{text}" if header else text, held[0][0], held[-1][1], "")


def _long_row(
    source: str, lines: list[str], row: tuple[int, int], header: str, target: int
) -> Iterator[Chunk]:
    for piece in pieces("\n".join(lines[slice(*row)]), target):
        yield chunk(source, f"{header}\n{piece}" if header else piece, *row, "")
