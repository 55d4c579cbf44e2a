"""The files below a folder that may be documents, and what is passed over on the way."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agent.retrieval.ignoring import Ignoring

_PACKAGES = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})

_DEEPEST = 100
"""Folders in folders."""


@dataclass(slots=True)
class Passing:
    """What was passed over, and the folders that could not be listed."""

    counts: Counter[str] = field(default_factory=Counter)
    """`hidden`, `ignored`, `links` and `special` entries; a folder with all its content is one."""
    unlisted: list[tuple[Path, str]] = field(default_factory=list)


def walk(folder: Path, ignoring: Ignoring, passing: Passing) -> Iterator[str]:
    """The paths from the folder to the regular files below it, in the order of their names.

    No link is followed, so that none can loop. Hidden entries, the folders of installed packages
    and what ignore files name are passed over.
    """
    waiting = [("", ignoring, 0)]
    while waiting:
        below, outer, depth = waiting.pop()
        current = f"{folder}/{below}"
        try:
            with os.scandir(current) as entries:
                found = sorted(entries, key=lambda each: each.name)
        except OSError as error:
            passing.unlisted.append((Path(current), error.strerror or str(error)))
            continue
        inner = outer.inside(current, (each.name for each in found))
        folders = []
        for entry in found:
            path = f"{below}/{entry.name}" if below else entry.name
            try:
                passed = _passed(entry, inner)
                is_folder = entry.is_dir(follow_symlinks=False)
            except OSError as error:
                passing.unlisted.append((Path(entry.path), error.strerror or str(error)))
                continue
            if passed is not None:
                passing.counts[passed] += 1
            elif not is_folder:
                yield path
            elif depth < _DEEPEST:
                folders.append((path, inner, depth + 1))
            else:
                deep = f"more than {_DEEPEST} folders deep: move it up, or name it itself"
                passing.unlisted.append((Path(entry.path), deep))
        waiting += reversed(folders)


def _passed(entry: os.DirEntry[str], ignoring: Ignoring) -> str | None:
    """Why an entry is passed over; None if it is not."""
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_symlink():
        return "links"
    is_folder = entry.is_dir(follow_symlinks=False)
    if is_folder and (entry.name in _PACKAGES or entry.name.endswith(".egg-info")):
        return "ignored"
    if ignoring.ignores(entry.path, is_folder=is_folder):
        return "ignored"
    return None if is_folder or entry.is_file(follow_symlinks=False) else "special"
