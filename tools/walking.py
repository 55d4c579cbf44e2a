"""The files below a folder, each opened on the way: what is found is what is read."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeAlias

from pathspec import GitIgnoreSpec

from .files import IGNORED
from .rooted import open_file, open_folder

_DEEPEST = 64
"""Folders in folders."""
_IGNORING = ".gitignore"
_LONGEST_IGNORING = 1_000_000
"""Bytes of such a file that are read."""

Ignoring: TypeAlias = tuple[tuple[str, GitIgnoreSpec], ...]
"""What the files named .gitignore say, the nearest one first, each with the path of its folder."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A regular file and its descriptor, which lives as long as its batch."""

    path: str
    descriptor: int


def walk(top: int, pattern: str) -> Generator[OpenFile, None, None]:
    """The files below an open folder, by name; links and what cannot be opened are passed over.

    So is what a `.gitignore` in the folder or below it names, as git and ripgrep read it
    (https://git-scm.com/docs/gitignore); those above it do not count, so that an ignored folder is
    walked where it is asked for.

    Whoever iterates closes the descriptors. `pattern` is a glob for the path or the name.
    """
    yield from _below(os.dup(top), "", pattern, (), _DEEPEST)


def _below(
    opened: int, above: str, pattern: str, ignoring: Ignoring, deepest: int
) -> Iterator[OpenFile]:
    """Closes `opened`."""
    try:
        with os.scandir(opened) as entries:
            found = sorted(entries, key=lambda each: each.name)
        if any(each.name == _IGNORING for each in found):
            ignoring = ((above, _read_ignoring(opened)), *ignoring)
        for entry in found:
            path = f"{above}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                walked = deepest and entry.name not in IGNORED
                if walked and not _ignored(f"{path}/", ignoring):
                    yield from _inside(opened, entry.name, path, pattern, ignoring, deepest - 1)
            elif _wanted(entry, path, pattern) and not _ignored(path, ignoring):
                yield from _opened(opened, entry.name, path)
    finally:
        os.close(opened)


def _inside(
    parent: int, name: str, path: str, pattern: str, ignoring: Ignoring, deepest: int
) -> Iterator[OpenFile]:
    try:
        below = open_folder(parent, name)
    except OSError:
        return
    yield from _below(below, f"{path}/", pattern, ignoring, deepest)


def _opened(parent: int, name: str, path: str) -> Iterator[OpenFile]:
    try:
        yield OpenFile(path, open_file(parent, name))
    except OSError:
        return


def _read_ignoring(folder: int) -> GitIgnoreSpec:
    """What cannot be opened or is no pattern ignores nothing."""
    try:
        descriptor = open_file(folder, _IGNORING)
    except OSError:
        return GitIgnoreSpec.from_lines([])
    try:
        text = os.pread(descriptor, _LONGEST_IGNORING, 0).decode(errors="replace")
    finally:
        os.close(descriptor)
    return GitIgnoreSpec.from_lines(line for line in text.splitlines() if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _ignored(path: str, ignoring: Ignoring) -> bool:
    """The nearest file that says something of the path decides; a folder's path ends in a slash."""
    for above, spec in ignoring:
        if (said := spec.check_file(path.removeprefix(above)).include) is not None:
            return said
    return False


def _wanted(entry: os.DirEntry[str], path: str, pattern: str) -> bool:
    named = not pattern or fnmatchcase(entry.name, pattern) or fnmatchcase(path, pattern)
    return named and entry.is_file(follow_symlinks=False)


@contextmanager
def batch(files: Iterator[OpenFile], most: int) -> Iterator[list[OpenFile]]:
    """The next files, at most so many, closed at the end."""
    taken: list[OpenFile] = []
    try:
        for each in files:
            taken.append(each)
            if len(taken) == most:
                break
        yield taken
    finally:
        for each in taken:
            os.close(each.descriptor)
