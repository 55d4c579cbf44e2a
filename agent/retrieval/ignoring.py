"""What the ignore files of folders leave out, as git and ripgrep read them.

In order of what decides: `.agentignore`, `.ignore`, `.gitignore`; of each the nearest folder's that
says something of a path (https://git-scm.com/docs/gitignore). A repository's `.gitignore` says
nothing of another repository inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_AGENT, _COMMON, _GIT = IGNORE_FILES = (".agentignore", ".ignore", ".gitignore")

_LONGEST = 1_000_000
"""Bytes of such a file that are read."""

_MOST_PATTERNS = 10_000
"""Each is asked for each path."""

_MOST_ACROSS = 3
"""Times that a pattern may have `**`: each one can be tried at every folder of a path."""

_ANY = "[^/]*"
"""What pathspec makes of `*`."""

_Chain: TypeAlias = tuple[tuple[str, GitIgnoreSpec], ...]
"""What the files of one name say, the nearest first, each with its folder's path and a slash."""


@dataclass(frozen=True, slots=True)
class Ignoring:
    """What is left out in a folder."""

    agent: _Chain = ()
    common: _Chain = ()
    git: _Chain = ()

    def inside(self, folder: str, names: Iterable[str]) -> Ignoring:
        """The same, with what the files of a folder say that has these names in it."""
        found = set(names)
        if found.isdisjoint((*IGNORE_FILES, ".git")):
            return self
        outer = replace(self, git=()) if ".git" in found else self
        return Ignoring(
            agent=_with(outer.agent, folder, _AGENT, found),
            common=_with(outer.common, folder, _COMMON, found),
            git=_with(outer.git, folder, _GIT, found),
        )

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether a path below the folder is left out."""
        asked = f"{path}/" if is_folder else path
        for chain in (self.agent, self.common, self.git):
            for above, spec in chain:
                if (said := spec.check_file(asked.removeprefix(above)).include) is not None:
                    return said
        return False


class _Pattern(GitIgnoreSpecPattern):
    """A pattern that takes no more time than the path is long.

    What stands behind a `*` is taken where it is found first, and never looked for again, as
    `fnmatch` does it: `*a*a*a*a*b` would be tried at more places than anyone can wait for.
    """

    @staticmethod
    def _translate_segment_glob(pattern: str, range_error: Literal["literal", "raise"]) -> str:
        whole = GitIgnoreSpecPattern._translate_segment_glob(pattern, range_error)
        first, *rest = whole.split(_ANY)
        if not rest:
            return first
        *inner, last = rest
        found_first = "".join(f"(?>{_ANY}?{each})" for each in inner if each)
        return f"{first}{found_first}{_ANY}{last}"


def ignoring_above(folder: Path, root: Path) -> Ignoring:
    """What the folders above one say of it, up to its repository's or else to `root`.

    Nothing where they leave out the folder itself: it is asked for all the same.
    """
    above = _up_to_repository(folder) or _up_to_root(folder, root)
    ignoring = Ignoring()
    for each in reversed(above):
        if ignoring.ignores(str(each), is_folder=True):
            return Ignoring()
        ignoring = ignoring.inside(str(each), _names(each))
    return Ignoring() if ignoring.ignores(str(folder), is_folder=True) else ignoring


def _up_to_repository(folder: Path) -> list[Path]:
    """The folders above, the nearest first, if one of them is a repository's."""
    above: list[Path] = []
    if (folder / ".git").exists():
        return above
    for each in folder.parents:
        above.append(each)
        if (each / ".git").exists():
            return above
    return []


def _up_to_root(folder: Path, root: Path) -> list[Path]:
    if folder == root or not folder.is_relative_to(root):
        return []
    return [each for each in folder.parents if each.is_relative_to(root)]


def _names(folder: Path) -> list[str]:
    return [name for name in (*IGNORE_FILES, ".git") if (folder / name).exists()]


def _with(chain: _Chain, folder: str, name: str, found: set[str]) -> _Chain:
    if name not in found:
        return chain
    return ((f"{folder.rstrip('/')}/", _read(Path(folder, name))), *chain)


def _read(file: Path) -> GitIgnoreSpec:
    """What cannot be read or is no pattern ignores nothing."""
    try:
        if not file.is_file():
            return _spec([])
        with file.open("rb") as opened:
            text = opened.read(_LONGEST).decode("utf-8-sig", errors="replace")
    except OSError:
        return _spec([])
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return _spec(line for line in islice(lines, _MOST_PATTERNS) if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    try:
        _spec([line])
    except (ValueError, re.error):
        return False
    return line.count("**") <= _MOST_ACROSS


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(lines, pattern_factory=_Pattern, backend="simple")
