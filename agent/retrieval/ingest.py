"""Which files the named paths hold, and how one is read."""

from __future__ import annotations

import os
import stat
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from agent.errors import KnowledgeError
from agent.retrieval.ignoring import ignoring_above
from agent.retrieval.walking import Passing, walk

_TRIES = 3
"""How often a file is read that changes meanwhile."""

_SETTLED_SECONDS = 2.0
"""After so long a file system's clock tells two changes apart."""

_SNIFFED = 8192
"""Bytes at the beginning of a file that tell whether it is binary."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")

Failure: TypeAlias = tuple[str, str]
"""A path and the reason why it cannot be indexed."""


class Unreadable(Exception):
    """A file that cannot be indexed; the message says why and what to do."""


class BinaryFile(Unreadable):
    """A file that is no document."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to index."""

    path: Path
    source: str
    """Its path relative to the root, with `/`."""
    named: bool
    """The caller named this very file; otherwise it was found in a folder."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that paths name or hold, each once, and what was passed over."""

    documents: list[Document]
    passed: Counter[str]
    failed: list[Failure]


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a file, and the stamp that tells whether it was changed since."""

    data: bytes
    stamp: str


def listing(paths: Iterable[Path], root: Path) -> Listing:
    """The files that `paths` name or hold. Raises KnowledgeError for a path that is not there."""
    root = root.resolve()
    found: dict[str, Document] = {}
    passing = Passing()
    for path in paths:
        named = _existing(path)
        for file in _files(named, root, passing):
            source = source_of(file, root)
            if source not in found or file == named:
                found[source] = Document(file, source, named=file == named)
    failed = [(source_of(path, root), reason) for path, reason in passing.unlisted]
    return Listing(list(found.values()), passing.counts, failed)


def source_of(path: Path, root: Path) -> str:
    """The path relative to `root`, links resolved, with `/` on every system."""
    return Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()


def stamp_of(path: Path) -> str:
    """The stamp of a file as it is now; empty where it cannot be told."""
    try:
        return _stamp(path.lstat())
    except OSError:
        return ""


def read(document: Document, largest: int, *, binary: bool = False) -> Content:
    """The file's bytes, all from the same moment.

    Args:
        largest: bytes that it may have.
        binary: its format is no text.

    Raises:
        BinaryFile: it is no text, and should be.
        Unreadable: it cannot be read, is too large, or does not stop changing.
    """
    try:
        document.source.encode()
    except UnicodeEncodeError as error:
        raise Unreadable("its name is not UTF-8: rename it") from error
    try:
        for _ in range(_TRIES):
            if (content := _read_once(document.path, largest, binary)) is not None:
                return content
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    raise Unreadable("it changes while it is read: index it again when it is written")


def decode(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark. Raises Unreadable for anything else."""
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        return data.decode(encoding).replace("\0", "\N{REPLACEMENT CHARACTER}")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not UTF-8 text (byte {error.start}): save it as UTF-8, or leave it out with "
            "a line in .agentignore"
        ) from error


def _existing(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be found"
        raise KnowledgeError(f"{path} {reason}. Name a file or a folder to index.") from error


def _files(path: Path, root: Path, passing: Passing) -> Iterator[Path]:
    if not path.is_dir():
        return iter((path,))
    return walk(path, ignoring_above(path, root), passing)


def _read_once(path: Path, largest: int, binary: bool) -> Content | None:
    """None where the file was changed meanwhile."""
    # A pipe that was named would wait for its writer, and a link that has just been put in a
    # folder's place would lead out of it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise Unreadable("not a regular file")
        if path.parent.resolve() != path.parent:
            raise Unreadable("its folder has become a link")
        head = file.read(_SNIFFED)
        if not binary and _is_binary(head):
            raise BinaryFile("a binary file")
        if before.st_size > largest:
            raise Unreadable(
                f"{before.st_size:,} bytes, at most {largest:,} are read: split it, or leave it "
                "out with a line in .agentignore"
            )
        data = head + file.read(largest + 1)
        after = os.fstat(descriptor)
    same = (before.st_size, before.st_mtime_ns) == (len(data), after.st_mtime_ns)
    return Content(data, _settled_stamp(after)) if same else None


def _is_binary(head: bytes) -> bool:
    return b"\0" in head and not head.startswith(_UTF16)


def _settled_stamp(status: os.stat_result) -> str:
    """No stamp for a file so new that it could be changed again without a later time."""
    settled = time.time() - max(status.st_mtime, status.st_ctime) > _SETTLED_SECONDS
    return _stamp(status) if settled else ""


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}"
