"""Source code: functions and classes, by Python's own parser or by indentation."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from itertools import pairwise

from agent.retrieval.chunking.blocks import Block, line_blocks

_LONGEST_PARSED = 1_000_000
"""Characters of Python that are parsed; what is longer is data, and its tree takes gigabytes."""

_DEEPEST = 16
"""Definitions in definitions."""

_LONGEST_NAME = 100

_DEFINITION = re.compile(
    r"\s*(?:(?:export|pub|public|private|protected|internal|async|static|abstract|default|final"
    r"|override|virtual|open|inline|local|data|sealed)\s+)*"
    r"(?:def|class|function|fn|func|fun|struct|enum|impl|interface|trait|type|module|namespace)"
    r"\s+(?:\([^()]*+\)\s*)?(\w+)"  # Go writes a method's receiver before its name
)

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def python_blocks(lines: list[str], target: int) -> Iterator[Block]:
    """Functions and classes with their decorators and comments; long classes by their members.

    What Python cannot parse is cut as other code is.
    """
    if (tree := _parsed("\n".join(lines))) is None:
        yield from code_blocks(lines, target)
        return
    yield from _suite(tree.body, lines, (0, len(lines)), "", target)


def _parsed(text: str) -> ast.Module | None:
    # A carriage return within a line would be an end of line for Python, and not for us.
    if len(text) > _LONGEST_PARSED or "\r" in text:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _suite(
    body: list[ast.stmt], lines: list[str], span: tuple[int, int], name: str, target: int
) -> Iterator[Block]:
    """The definitions between two lines, and the statements between them under `name`."""
    start, end = span
    for node in body:
        if not isinstance(node, _Definition):
            continue
        first = _with_comments(lines, _first(node), start)
        last = min(node.end_lineno or end, end)
        if first < start or last <= start:  # behind a semicolon, on a line that is taken
            continue
        yield from line_blocks(lines, start, first, name)
        yield from _definition(
            node, lines, (first, last), f"{name}.{node.name}".lstrip("."), target
        )
        start = last
    yield from line_blocks(lines, start, end, name)


def _definition(
    node: _Definition, lines: list[str], span: tuple[int, int], name: str, target: int
) -> Iterator[Block]:
    first, last = span
    size = sum(len(line) + 1 for line in lines[first:last])
    if size <= target or name.count(".") >= _DEEPEST:
        yield from line_blocks(lines, first, last, name)
    else:
        yield from _suite(node.body, lines, span, name, target)


def _first(node: _Definition) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1


def _with_comments(lines: list[str], first: int, least: int) -> int:
    """Comments right above a definition belong to it."""
    while first > least and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return first


def code_blocks(lines: list[str], target: int) -> Iterator[Block]:
    """A block begins where, after a blank line, the text is back at the margin.

    A block that is longer than `target` is cut the same way at its own members' margin.
    """
    yield from _at_margin(lines, (0, len(lines)), "", target, _DEEPEST)


def _at_margin(
    lines: list[str], span: tuple[int, int], name: str, target: int, deepest: int
) -> Iterator[Block]:
    start, end = span
    margin = min((_indent(line) for line in lines[start:end] if _is_text(line)), default=0)
    starts = [n for n in range(start + 1, end) if _begins(lines, n, margin)]
    for first, last in pairwise([start, *starts, end]):
        title = _titled(lines[first:last], margin, name)
        size = sum(len(line) + 1 for line in lines[first:last])
        inside = _inside(lines, first, last, margin) if size > target and deepest else None
        if inside is None:
            yield from line_blocks(lines, first, last, title)
            continue
        yield from line_blocks(lines, first, inside, title)
        yield from _at_margin(lines, (inside, last), title, target, deepest - 1)


def _begins(lines: list[str], number: int, margin: int) -> bool:
    line = lines[number]
    return not lines[number - 1].strip() and _is_text(line) and _indent(line) <= margin


def _is_text(line: str) -> bool:
    """Whether it is more than the end of what began above."""
    return line.lstrip()[:1] not in ("", ")", "]", "}")


def _inside(lines: list[str], first: int, last: int, margin: int) -> int | None:
    """The line behind the first blank one of a definition's inside; None where there is none."""
    for number in range(first + 1, last):
        if not lines[number - 1].strip() and _indent(lines[number]) > margin:
            return number
    return None


def _titled(lines: list[str], margin: int, above: str) -> str:
    """The names that are defined at the margin, below the name above."""
    names = [
        match[1][:_LONGEST_NAME]
        for line in lines
        if _indent(line) <= margin and (match := _DEFINITION.match(line))
    ]
    return ", ".join(f"{above}.{name}".lstrip(".") for name in dict.fromkeys(names)) or above


def _indent(line: str) -> int:
    """Characters of white space before the text; as many as there are in a blank line."""
    return len(line) - len(line.lstrip())
