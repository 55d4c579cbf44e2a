"""Where in a program a text of the prefix was put together, and which parts of it differ.

A text that differs between two builds is looked for among the program's f-strings, `format` calls,
`%` formats and sums of strings: what is constant in them has to stand in both texts, and what
stands between is what the expressions gave.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TypeAlias

_LEAST = 6
"""Constant characters by which a text is told to be the one that was written there."""

_LONGEST = 200_000
"""Characters of a text that is looked for."""

_PERCENT = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[diouxXeEfFgGcrsa]")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Hole:
    """An expression whose value stands in a text, and the line of it."""

    line: int
    code: str


_Parts: TypeAlias = list[str | _Hole]


@dataclass(frozen=True, slots=True)
class Written:
    """An expression in a program, as `file:line expression`, with its values in two texts."""

    place: str
    before: str
    after: str


def written_at(sources: Sequence[str], one: str, other: str) -> list[Written]:
    """The expressions whose values differ in two texts.

    What has most of a text is taken first, then what has most of the rest.

    Args:
        sources: the program's files.
    """
    if max(len(one), len(other)) > _LONGEST:
        return []
    texts = [(source, parts) for source in sources for parts in _texts_in(source)]
    texts.sort(key=lambda each: _constant(each[1]), reverse=True)
    return _written(texts, one, other)


def _written(texts: Sequence[tuple[str, _Parts]], one: str, other: str) -> list[Written]:
    found: dict[str, Written] = {}
    for source, parts in texts:
        if _constant(parts) < _LEAST or one == other:
            break
        was, now = _found(parts, one), _found(parts, other)
        if was is None or now is None:
            continue
        holes = [hole for group in _groups(parts) for hole in group]
        values = zip(holes, was.values, now.values, strict=True)
        differing = [each for each in values if each[1] != each[2]]
        if differing:
            one, other = was.without(one), now.without(other)
        for hole, before, after in differing:
            own = Written(f"{source}:{hole.line} {hole.code}", before, after)
            # What an expression gives may be put together elsewhere in the program.
            for each in _written(texts, before, after) or [own]:
                found.setdefault(each.place, each)
    return list(found.values())


def keyword_line(sources: Sequence[str], keyword: str) -> str:
    """Where an `Agent(…)` is given this, as `file:line`; empty where no place is alone."""
    found = [
        f"{source}:{given.value.lineno}"
        for source in sources
        for node in ast.walk(_tree(source))
        if isinstance(node, ast.Call)
        for given in node.keywords
        if given.arg == keyword and ast.unparse(node.func).rpartition(".")[2].endswith("Agent")
    ]
    return found[0] if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Found:
    """Where in a text it stands, and what each hole has there."""

    start: int
    end: int
    values: tuple[str, ...]

    def without(self, text: str) -> str:
        """The text, something in whose place no other is found."""
        return f"{text[: self.start]}\0{text[self.end :]}"


def _found(parts: _Parts, text: str) -> _Found | None:
    """Where the constants stand in a text, one behind the other; None where they do not.

    A hole at an end reaches to the end of its line.
    """
    constants = [each for each in parts if isinstance(each, str)]
    first = text.find(constants[0])
    if first < 0:
        return None
    start = text.rfind("\n", 0, first) + 1 if isinstance(parts[0], _Hole) else first
    values = [text[start:first]] if isinstance(parts[0], _Hole) else []
    place = first + len(constants[0])
    for constant in constants[1:]:
        following = text.find(constant, place)
        if following < 0:
            return None
        values.append(text[place:following])
        place = following + len(constant)
    if isinstance(parts[-1], _Hole):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        values.append(text[place:end])
        place = end
    sizes = [len(group) for group in _groups(parts)]
    shared = [value for value, size in zip(values, sizes, strict=True) for _ in range(size)]
    return _Found(start, place, tuple(shared))


def _groups(parts: _Parts) -> list[list[_Hole]]:
    """The holes between two constants each: which of them has what, nobody can tell."""
    groups: list[list[_Hole]] = []
    before: str | _Hole = ""
    for each in parts:
        if isinstance(each, _Hole):
            if isinstance(before, _Hole):
                groups[-1].append(each)
            else:
                groups.append([each])
        before = each
    return groups


def _constant(parts: _Parts) -> int:
    return sum(len(each) for each in parts if isinstance(each, str))


def _texts_in(source: str) -> Iterator[_Parts]:
    for node in ast.walk(_tree(source)):
        parts = _trimmed(_joined(_parts(node)))
        kinds = {type(each) for each in parts}
        if kinds == {str, _Hole}:
            yield parts


def _joined(parts: _Parts) -> _Parts:
    """With constants that follow each other as one."""
    joined: _Parts = []
    for each in parts:
        if isinstance(each, str) and joined and isinstance(joined[-1], str):
            joined[-1] += each
        else:
            joined.append(each)
    return [each for each in joined if each != ""]


def _trimmed(parts: _Parts) -> _Parts:
    """Without white space at both ends, which a system prompt loses."""
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return [each for each in parts if each != ""]


def _tree(source: str) -> ast.AST:
    try:
        return ast.parse(Path(source).read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ast.Module(body=[], type_ignores=[])


def _parts(node: ast.AST) -> _Parts:
    """The constants and holes of an expression that makes a text; nothing of any other."""
    match node:
        case ast.JoinedStr(values=values):
            return [part for value in values for part in _of_f_string(value)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _of_sum(left) + _of_sum(right)
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod(), right=given):
            constants = _PERCENT.split(text)
            return _between(constants, [_hole(given)] * (len(constants) - 1))
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format"), args=args
        ):
            return _of_format(text, node, args)
        case _:
            return []


def _of_f_string(value: ast.expr) -> _Parts:
    if isinstance(value, ast.Constant):
        return [str(value.value)]
    return [_hole(value.value if isinstance(value, ast.FormattedValue) else value)]


def _of_sum(side: ast.expr) -> _Parts:
    if isinstance(side, ast.Constant) and isinstance(side.value, str):
        return [side.value]
    return _parts(side) or [_hole(side)]


def _of_format(text: str, node: ast.Call, args: Sequence[ast.expr]) -> _Parts:
    named = {each.arg: each.value for each in node.keywords}
    parts: _Parts = []
    try:
        for number, (constant, field, _, _) in enumerate(Formatter().parse(text)):
            parts.append(constant)
            if field is not None:
                name = re.split(r"[.\[]", field)[0]
                place = int(name) if name.isdecimal() else number
                given = named.get(name) or (args[place] if place < len(args) else node)
                parts.append(_hole(given))
    except ValueError:
        return []
    return parts


def _between(constants: Sequence[str], holes: Sequence[_Hole]) -> _Parts:
    parts: _Parts = [constants[0]] if constants else []
    for hole, constant in zip(holes, constants[1:], strict=True):
        parts += [hole, constant]
    return parts


def _hole(node: ast.expr) -> _Hole:
    code = ast.unparse(node)
    return _Hole(node.lineno, code if len(code) <= _SHOWN else f"{code[:_SHOWN]}…")
