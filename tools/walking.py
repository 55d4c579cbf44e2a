"""The files below a folder, each opened on the way: what is found is what is read."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .files import IGNORED
from .rooted import open_file, open_folder

_DEEPEST = 64
"""Folders in folders."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A regular file and its descriptor, which lives as long as its batch."""

    path: str
    descriptor: int


def walk(top: int, pattern: str) -> Generator[OpenFile, None, None]:
    """The files below an open folder, by name; links and what cannot be opened are passed over.

    Whoever iterates closes the descriptors. `pattern` is a glob for the path or the name.
    """
    yield from _below(os.dup(top), "", pattern, _DEEPEST)


def _below(opened: int, above: str, pattern: str, deepest: int) -> Iterator[OpenFile]:
    """Closes `opened`."""
    try:
        with os.scandir(opened) as entries:
            found = sorted(entries, key=lambda each: each.name)
        for entry in found:
            path = f"{above}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in IGNORED and deepest:
                    yield from _inside(opened, entry.name, path, pattern, deepest - 1)
            elif entry.is_file(follow_symlinks=False) and _matches(path, entry.name, pattern):
                yield from _opened(opened, entry.name, path)
    finally:
        os.close(opened)


def _inside(parent: int, name: str, path: str, pattern: str, deepest: int) -> Iterator[OpenFile]:
    try:
        below = open_folder(parent, name)
    except OSError:
        return
    yield from _below(below, f"{path}/", pattern, deepest)


def _opened(parent: int, name: str, path: str) -> Iterator[OpenFile]:
    try:
        yield OpenFile(path, open_file(parent, name))
    except OSError:
        return


def _matches(path: str, name: str, pattern: str) -> bool:
    return not pattern or fnmatchcase(name, pattern) or fnmatchcase(path, pattern)


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
