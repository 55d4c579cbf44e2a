"""Markdown and plain text: headings, paragraphs and fenced listings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.retrieval.chunking.blocks import Block

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_UNDERLINE = re.compile(r"(=+|-+)\s*$")
_LONGEST_NAME = 200
"""Characters of a heading that go into titles: one line can be a whole file."""
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


def markdown_blocks(lines: list[str]) -> Iterator[Block]:
    """Headings and paragraphs, each with its path of headings as the title."""
    headings: list[tuple[int, str]] = []
    start = 0
    for number, level, name, height in _headings(lines):
        yield from paragraphs(lines[start:number], start, _title(headings))
        headings = [each for each in headings if each[0] < level] + [(level, name)]
        start = number + height
        yield Block(number, tuple(lines[number:start]), _title(headings), heading=True)
    yield from paragraphs(lines[start:], start, _title(headings))


def paragraphs(lines: list[str], offset: int = 0, title: str = "") -> Iterator[Block]:
    """Runs of lines between blank ones; a fenced listing is one run."""
    start, fence = 0, ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            fence = _next_fence(fence, mark[1])
        if line.strip() or fence:
            continue
        if number > start:
            yield Block(offset + start, tuple(lines[start:number]), title)
        start = number + 1
    if start < len(lines):
        yield Block(offset + start, tuple(lines[start:]), title)


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str, int]]:
    """Line index, level, text and height in lines of each heading outside fenced listings."""
    fence = ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            fence = _next_fence(fence, mark[1])
        elif fence:
            continue
        elif heading := _HEADING.match(line):
            yield number, len(heading[1]), _name(heading[2]), 1
        elif underline := _underlined(lines, number):
            yield number, 1 if underline[0] == "=" else 2, _name(line), 2


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


def _name(text: str) -> str:
    """A heading's text without the number signs that may close it."""
    name = text.strip()
    return (name.rstrip("# \t") or name)[:_LONGEST_NAME]


def _title(headings: list[tuple[int, str]]) -> str:
    return " > ".join(name for _, name in headings)
