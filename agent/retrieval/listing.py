"""Which files the named paths hold."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from agent.errors import KnowledgeError
from agent.retrieval.ignoring import ignoring_above
from agent.retrieval.walking import Passing, walk

Failure: TypeAlias = tuple[str, str]
"""A path and the reason why it cannot be indexed."""

_TOLD_EVERY = 1000
"""Files."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to index.

    Args:
        folder: the folder that was named, or the one that the named file is in; links resolved.
        below: the file's path from there, on which no link is followed.
        source: its path relative to the root, with `/`.
        named: the caller named this very file; otherwise it was found in the folder.
    """

    folder: str
    below: str
    source: str
    named: bool

    @property
    def path(self) -> str:
        """Where it is."""
        return f"{self.folder}/{self.below}"


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that paths name or hold, each once, and what was passed over."""

    documents: list[Document]
    passed: Counter[str]
    failed: list[Failure]


def listing(
    paths: Iterable[Path], root: Path, tell: Callable[[int], None] = lambda found: None
) -> Listing:
    """The files that `paths` name or hold.

    Args:
        tell: told now and then how many there are so far.

    Raises:
        KnowledgeError: a path is not there.
    """
    root = root.resolve()
    found: dict[str, Document] = {}
    passing = Passing()
    for path in paths:
        for document in _documents(existing(path), root, passing):
            if document.named or document.source not in found:
                found[document.source] = document
            if len(found) % _TOLD_EVERY == 0:
                tell(len(found))
    failed = [(source_of(path, root), reason) for path, reason in passing.unlisted]
    return Listing(list(found.values()), passing.counts, failed)


def remaining(sources: Iterable[str], root: Path) -> Listing:
    """Those of some files that are still there."""
    folder = str(root.resolve())
    documents = (Document(folder, source, source, named=False) for source in sources)
    return Listing([each for each in documents if os.path.lexists(each.path)], Counter(), [])


def source_of(path: Path, root: Path) -> str:
    """The path relative to `root`, links resolved, with `/` on every system."""
    return Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()


def existing(path: Path) -> Path:
    """The path, links resolved. Raises KnowledgeError when nothing is there."""
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be found"
        raise KnowledgeError(f"{path} {reason}. Name a file or a folder to index.") from error


def _documents(path: Path, root: Path, passing: Passing) -> Iterator[Document]:
    if not path.is_dir():
        yield Document(str(path.parent), path.name, source_of(path, root), named=True)
        return
    folder, source = str(path), source_of(path, root)
    for below in walk(path, ignoring_above(path, root), passing):
        inside = below if source == "." else f"{source}/{below}"
        yield Document(folder, below, inside, named=False)
