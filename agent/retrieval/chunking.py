"""Cuts a document into chunks along its structure: headings, paragraphs, definitions.

A chunk is made of whole lines, so that its line numbers lead back to the file; only a line that
is by itself longer than a chunk is cut. The same source and text give the same chunks anywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

TARGET = 1200
"""Characters that a chunk aims at; one long paragraph may take it up to half as far again."""

_SMALL = 300
"""A chunk below so many characters goes on under the next heading."""

_MARKDOWN = frozenset({".md", ".markdown", ".mdx", ".qmd", ".rmd"})
_CODE = frozenset(
    (
        *(".c", ".cc", ".cpp", ".cs", ".css", ".cu", ".go", ".h", ".hpp", ".java", ".js", ".jsx"),
        *(".kt", ".lua", ".php", ".pl", ".py", ".pyi", ".rb", ".rs", ".scala", ".sh", ".sql"),
        *(".swift", ".toml", ".ts", ".tsx", ".yaml", ".yml", ".zig"),
    )
)

_HEADING = re.compile(r"(#{1,6})\s+(.+?)[\s#]*$")
_UNDERLINE = re.compile(r"(=+|-+)\s*$")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(
    r"(?:export\s+|pub\s+|public\s+|async\s+|static\s+|abstract\s+|default\s+)*"
    r"(?:def|class|function|fn|func|struct|enum|impl|interface|trait|type|module)\s+(\w+)"
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document; lines count from 1."""

    id: str
    title: str
    first_line: int
    last_line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together: a paragraph, a fenced listing, a definition."""

    first: int
    lines: tuple[str, ...]
    title: str
    heading: bool = False

    @property
    def size(self) -> int:
        return sum(len(line) + 1 for line in self.lines)


def chunks(source: str, text: str, target: int = TARGET) -> list[Chunk]:
    """The chunks of a document, in order.

    Args:
        source: the document's path; its suffix tells Markdown, code and plain text apart.
        target: characters that a chunk aims at.
    """
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    suffix = PurePosixPath(source).suffix.lower()
    if suffix in _MARKDOWN:
        blocks = _markdown_blocks(lines)
    elif suffix in _CODE:
        blocks = _code_blocks(lines)
    else:
        blocks = _paragraphs(lines, 0, "")
    fitting = (piece for block in blocks for piece in _fitting(block, target))
    return [_chunk(source, group) for group in _packed(fitting, target)]


def _markdown_blocks(lines: list[str]) -> Iterator[_Block]:
    headings: list[tuple[int, str]] = []
    start = 0
    for number, level, name, height in _headings(lines):
        yield from _paragraphs(lines[start:number], start, _title(headings))
        headings = [each for each in headings if each[0] < level] + [(level, name)]
        start = number + height
        yield _Block(number, tuple(lines[number:start]), _title(headings), heading=True)
    yield from _paragraphs(lines[start:], start, _title(headings))


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str, int]]:
    """Line index, level, text and height in lines of each heading outside fenced listings."""
    fence = ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            fence = _next_fence(fence, mark[1])
        elif fence:
            continue
        elif heading := _HEADING.match(line):
            yield number, len(heading[1]), heading[2], 1
        elif underline := _underlined(lines, number):
            yield number, 1 if underline[0] == "=" else 2, line.strip(), 2


def _next_fence(fence: str, mark: str) -> str:
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence


def _underlined(lines: list[str], number: int) -> str:
    """The underline of a one-line paragraph that it makes a heading, or nothing."""
    line = lines[number]
    before = lines[number - 1] if number else ""
    after = lines[number + 1] if number + 1 < len(lines) else ""
    alone = line.strip() and not before.strip() and line[0] not in " \t-*+>|#=`"
    return after if alone and _UNDERLINE.match(after) else ""


def _title(headings: list[tuple[int, str]]) -> str:
    return " > ".join(name for _, name in headings)


def _paragraphs(lines: list[str], offset: int, title: str) -> Iterator[_Block]:
    """Runs of lines between blank ones; a fenced listing is one run."""
    start, fence = 0, ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            fence = _next_fence(fence, mark[1])
        if line.strip() or fence:
            continue
        if number > start:
            yield _Block(offset + start, tuple(lines[start:number]), title)
        start = number + 1
    if start < len(lines):
        yield _Block(offset + start, tuple(lines[start:]), title)


def _code_blocks(lines: list[str]) -> Iterator[_Block]:
    """A block begins where, after a blank line, the text is back at the left margin."""
    starts = [
        number
        for number, line in enumerate(lines)
        if line[:1].strip() and line[0] not in ")]}" and (not number or not lines[number - 1])
    ]
    bounds = sorted({0, *starts, len(lines)})
    for start, end in pairwise(bounds):
        block = _without_blank_ends(lines, start, end)
        names = [match[1] for line in block.lines if (match := _DEFINITION.match(line))]
        yield _Block(block.first, block.lines, ", ".join(names))


def _without_blank_ends(lines: list[str], start: int, end: int) -> _Block:
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return _Block(start, tuple(lines[start:end]), "")


def _fitting(block: _Block, target: int) -> Iterator[_Block]:
    """The block, in pieces of about `target` characters when it is much longer."""
    if not block.lines:
        return
    if block.size <= target * 1.5:
        yield block
        return
    held: list[str] = []
    first, size = block.first, 0
    for number, line in enumerate(block.lines, block.first):
        if held and size + len(line) > target:
            yield _Block(first, tuple(held), block.title, block.heading and first == block.first)
            held, first, size = [], number, 0
        if len(line) > target * 1.5:
            for piece in _cut(line, target):
                yield _Block(number, (piece,), block.title)
            first = number + 1
            continue
        held.append(line)
        size += len(line) + 1
    if held:
        yield _Block(first, tuple(held), block.title)


def _cut(line: str, target: int) -> Iterator[str]:
    """Pieces of one long line, cut after a sentence or a word where there is one."""
    start = 0
    while len(line) - start > target:
        low, high = start + target // 2, start + target
        end = max(line.rfind(mark, low, high) + len(mark) for mark in (". ", "? ", "! "))
        if end <= low:
            end = line.rfind(" ", low, high) + 1 or high
        yield line[start:end].strip()
        start = end
    if rest := line[start:].strip():
        yield rest


def _packed(blocks: Iterator[_Block], target: int) -> Iterator[list[_Block]]:
    """Groups of neighbouring blocks of about `target` characters; a heading begins a new one."""
    group: list[_Block] = []
    size = 0
    for block in blocks:
        full = size + block.size > target
        if group and (full or (block.heading and size >= _SMALL)):
            # A heading stays with what it is the heading of.
            carried = [group.pop()] if group[-1].heading and len(group) > 1 and full else []
            yield group
            group, size = carried, sum(each.size for each in carried)
        group.append(block)
        size += block.size
    if group:
        yield group


def _chunk(source: str, group: list[_Block]) -> Chunk:
    text = _joined(group)
    last = group[-1]
    return Chunk(
        id=hashlib.sha256(f"{source}\0{text}".encode()).hexdigest()[:8],
        title=_common_title(group),
        first_line=group[0].first + 1,
        last_line=last.first + len(last.lines),
        text=text,
    )


def _joined(group: list[_Block]) -> str:
    """The blocks with the blank lines between them, as they stand in the document."""
    lines: list[str] = []
    end = group[0].first
    for block in group:
        lines += [""] * (block.first - end)
        lines += block.lines
        end = block.first + len(block.lines)
    return "\n".join(lines)


def _common_title(group: list[_Block]) -> str:
    """The titles of the text; of headings alone, the innermost one's."""
    titles = dict.fromkeys(each.title for each in group if each.title and not each.heading)
    return "; ".join(titles) or group[-1].title
