"""JSON and JSON Lines: values with their paths, an object or array together where it fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from agent.retrieval.chunking.blocks import Chunk, chunk, pieces
from agent.retrieval.chunking.leaves import Leaf, Path, leaves

_AT_A_TIME = 5000
"""Values that are looked at together: a file of numbers has millions."""

_LONGEST_PATH = 300
"""Characters of a path that are shown, its end."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Neighbouring values, and the steps that all their paths begin with."""

    leaves: list[Leaf]
    depth: int

    @property
    def path(self) -> Path:
        return self.leaves[0].path[: self.depth]

    @property
    def size(self) -> int:
        """Characters of the values with the rest of their paths."""
        return sum(
            len(each.text) + sum(map(len, each.path[self.depth :])) + 3 for each in self.leaves
        )


def json_chunks(source: str, text: str, target: int) -> Iterator[Chunk]:
    """Chunks of a JSON document; their lines are those of the document."""
    return _packed(source, _parts(leaves(text), target), target)


def json_lines_chunks(source: str, lines: list[str], target: int) -> Iterator[Chunk]:
    """Chunks of a document with a JSON value on each line."""
    found = (
        Leaf((f"line {number + 1}", *each.path), each.text, number, number + 1)
        for number, line in enumerate(lines)
        for each in leaves(line)
    )
    return _packed(source, _parts(found, target), target)


def _parts(found: Iterator[Leaf], target: int) -> Iterator[_Part]:
    """The largest objects and arrays that fit and hold values, else what is in them, in order."""
    while some := list(islice(found, _AT_A_TIME)):
        waiting = [some]
        while waiting:
            some = waiting.pop()
            part = _Part(some, _common_depth(some))
            groups = _groups(part)
            if len(some) == 1 or (part.size <= target and len(groups) * 2 > len(some)):
                yield part
            elif len(groups) > 1:
                waiting += reversed(groups)
            else:  # nested so deep that their paths end alike
                yield from (_Part([each], part.depth) for each in some)


def _groups(part: _Part) -> list[list[Leaf]]:
    """Its leaves by the step that comes behind the common ones."""
    step = slice(part.depth, part.depth + 1)
    return [list(group) for _, group in groupby(part.leaves, lambda each: each.path[step])]


def _common_depth(some: list[Leaf]) -> int:
    """How many steps all paths begin with; the last step of a path is left to its value."""
    first = some[0].path
    depth = max(len(first) - 1, 0)
    for each in some:
        depth = min(depth, max(len(each.path) - 1, 0))
        while each.path[:depth] != first[:depth]:
            depth -= 1
    return depth


def _packed(source: str, parts: Iterable[_Part], target: int) -> Iterator[Chunk]:
    """Chunks of neighbouring parts of about `target` characters."""
    held: list[_Part] = []
    size = 0
    for part in parts:
        taken = part.size + (len(_shown(part.path)) + 1 if _is_elsewhere(part, held) else 0)
        if held and size + taken > target:
            yield _chunk(source, held)
            held, size = [], 0
        if part.size > target * 1.5:
            yield from _long_value(source, part.leaves[0], part, target)
            continue
        held.append(part)
        size += taken
    if held:
        yield _chunk(source, held)


def _is_elsewhere(part: _Part, held: list[_Part]) -> bool:
    return not held or held[-1].path != part.path


def _chunk(source: str, held: list[_Part]) -> Chunk:
    lines: list[str] = []
    before: Path = ()
    for part in held:
        if part.path != before:
            lines.append(_shown(part.path))
            before = part.path
        lines += (_line(each, part.depth) for each in part.leaves)
    first, last = held[0].leaves[0], held[-1].leaves[-1]
    title = _shown(_common(part.path for part in held))
    return chunk(source, "\n".join(lines), first.first, last.end, title)


def _long_value(source: str, leaf: Leaf, part: _Part, target: int) -> Iterator[Chunk]:
    path = _shown(leaf.path)
    for piece in pieces(leaf.text, target):
        text = f"{path}: {piece}" if path else piece
        yield chunk(source, text, leaf.first, leaf.end, _shown(part.path))


def _line(leaf: Leaf, depth: int) -> str:
    rest = _shown(leaf.path[depth:])
    return f"{rest}: {leaf.text}" if rest else leaf.text


def _common(paths: Iterable[Path]) -> Path:
    first, *others = paths
    depth = len(first)
    for each in others:
        while each[:depth] != first[:depth]:
            depth -= 1
    return first[:depth]


def _shown(path: Path) -> str:
    text = "".join(path).removeprefix(".")
    return text if len(text) <= _LONGEST_PATH else f"…{text[-_LONGEST_PATH:]}"
