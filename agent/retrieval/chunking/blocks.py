"""Blocks, the pieces of a document that belong together, and how chunks are packed from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_LONGEST_TITLE = 400
"""Characters: small sections that share a chunk have many headings."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document; lines count from 1."""

    id: str
    title: str
    first_line: int
    last_line: int
    text: str
    page: int = 0
    """The page that the lines are counted on; 0 where the document has no pages."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a fenced listing, a definition."""

    first: int
    """The index of its first line in the document."""
    lines: tuple[str, ...]
    title: str
    heading: bool = False

    @property
    def size(self) -> int:
        """Characters, with the ends of the lines."""
        return sum(len(line) + 1 for line in self.lines)

    @property
    def end(self) -> int:
        """The index of the line behind it."""
        return self.first + len(self.lines)


def line_blocks(lines: list[str], start: int, end: int, title: str) -> Iterator[Block]:
    """The lines between two indices as one block, without blank ones around; none if all are."""
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    if start < end:
        yield Block(start, tuple(lines[start:end]), title)


def packed(source: str, blocks: Iterable[Block], target: int) -> Iterator[Chunk]:
    """Chunks of neighbouring blocks of about `target` characters; a heading begins a new one."""
    fitting = (piece for block in blocks for piece in _fitting(block, target))
    for group in _groups(fitting, target):
        yield chunk(source, _joined(group), group[0].first, group[-1].end, _common_title(group))


def chunk(source: str, text: str, first: int, end: int, title: str) -> Chunk:
    """The chunk of a text that stands in the lines from index `first` up to `end`."""
    # A JSON string can hold half a surrogate pair, which has no UTF-8.
    whole = text.encode(errors="replace").decode()
    safe_title = title[:_LONGEST_TITLE].encode(errors="replace").decode()
    return Chunk(passage_id(source, whole), safe_title, first + 1, end, whole)


def passage_id(source: str, text: str) -> str:
    """Eight hexadecimal digits, the same wherever this text stands in this file."""
    return hashlib.sha256(f"{source}\0{text}".encode()).hexdigest()[:8]


def on_page(made: Chunk, page: int, title: str) -> Chunk:
    """The chunk as it stands on a page, under the page's title."""
    if made.title.startswith(title):
        return replace(made, page=page)
    above = f"{title} > {made.title}" if made.title else title
    return replace(made, page=page, title=above[:_LONGEST_TITLE])


def pieces(text: str, target: int) -> Iterator[str]:
    """Pieces of one long line, cut after a sentence or a word where there is one."""
    start = 0
    while len(text) - start > target:
        low, high = start + target // 2, start + target
        end = max(text.rfind(mark, low, high) + len(mark) for mark in (". ", "? ", "! "))
        if end <= low:
            end = text.rfind(" ", low, high) + 1 or high
        if piece := text[start:end].strip():
            yield piece
        start = end
    if rest := text[start:].strip():
        yield rest


def _fitting(block: Block, target: int) -> Iterator[Block]:
    """The block, in pieces of about `target` characters when it is much longer."""
    if block.size <= target * 1.5:
        yield block
        return
    yield from (each for each in _cut(block, target) if any(line.strip() for line in each.lines))


def _cut(block: Block, target: int) -> Iterator[Block]:
    held: list[str] = []
    first, size = block.first, 0
    for number, line in enumerate(block.lines, block.first):
        if held and size + len(line) > target:
            yield Block(first, tuple(held), block.title, block.heading and first == block.first)
            held, first, size = [], number, 0
        if len(line) > target * 1.5:
            for piece in pieces(line, target):
                yield Block(number, (piece,), block.title)
            first = number + 1
            continue
        held.append(line)
        size += len(line) + 1
    if held:
        yield Block(first, tuple(held), block.title)


def _groups(blocks: Iterator[Block], target: int) -> Iterator[list[Block]]:
    small = target // 4  # such a section goes on under the next heading
    group: list[Block] = []
    size = 0
    for block in blocks:
        blank = max(block.first - group[-1].end - 1, 0) if group else 0  # more than one between
        full = size + blank + block.size > target
        if group and (full or (block.heading and size >= small)):
            # A heading stays with what it is the heading of.
            stays = group[-1].heading and len(group) > 1 and full and not blank
            carried = [group.pop()] if stays else []
            yield group
            group, size, blank = carried, sum(each.size for each in carried), 0
        group.append(block)
        size += blank + block.size
    if group:
        yield group


def _joined(group: list[Block]) -> str:
    """The blocks with the blank lines between them, as they stand in the document."""
    lines: list[str] = []
    end = group[0].first
    for block in group:
        lines += [""] * (block.first - end)
        lines += block.lines
        end = block.end
    return "\n".join(lines)


def _common_title(group: list[Block]) -> str:
    """The titles of the text; of headings alone, the innermost one's."""
    titles = dict.fromkeys(each.title for each in group if each.title and not each.heading)
    return "; ".join(titles) or group[-1].title
