"""Reads a file whole, from one moment, and without following a link out of its folder."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agent.retrieval.decoding import is_binary
from agent.retrieval.listing import Document

_TRIES = 3
"""How often a file is read that changes meanwhile."""

_SETTLED_SECONDS = 2.0
"""After so long a file system's clock tells two changes apart."""

_SNIFFED = 8192
"""Bytes at the beginning of a file that tell whether it is binary."""

_A_LINK = (errno.ELOOP, errno.EMLINK, errno.ENOTDIR)
"""What systems say of a link that is not to be followed."""


class Unreadable(Exception):
    """A file that cannot be indexed; the message says why and what to do."""


class BinaryFile(Unreadable):
    """A file that is no document."""


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a file, and the stamp that tells whether it was changed since."""

    data: bytes
    stamp: str


def stamp_of(path: str) -> str:
    """The stamp of a file as it is now; empty where it cannot be told."""
    try:
        return _stamp(os.lstat(path))
    except OSError:
        return ""


def size_of(path: str) -> int:
    """Bytes of a file; 0 where it cannot be told."""
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


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
            if (content := _read_once(document, largest, binary)) is not None:
                return content
    except OSError as error:
        if error.errno in _A_LINK:
            raise Unreadable("it, or a folder above it, has become a link") from error
        raise Unreadable(error.strerror or str(error)) from error
    raise Unreadable("it changes while it is read: index it again when it is written")


def _read_once(document: Document, largest: int, binary: bool) -> Content | None:
    """None where the file was changed meanwhile."""
    with _opened(document) as descriptor, os.fdopen(descriptor, "rb", closefd=False) as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise Unreadable("not a regular file")
        head = file.read(_SNIFFED)
        if not binary and is_binary(head):
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


@contextmanager
def _opened(document: Document) -> Iterator[int]:
    """The open file. Each folder on the way is opened in the one above it, and none is a link:
    one that is put in a folder's place at any moment leads nowhere."""
    *folders, name = document.below.split("/")
    above = os.open(document.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for each in folders:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            inner = os.open(each, flags, dir_fd=above)
            os.close(above)
            above = inner
        # A pipe would wait for its writer.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(name, flags, dir_fd=above)
    finally:
        os.close(above)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _settled_stamp(status: os.stat_result) -> str:
    """No stamp for a file so new that it could be changed again without a later time."""
    settled = time.time() - max(status.st_mtime, status.st_ctime) > _SETTLED_SECONDS
    return _stamp(status) if settled else ""


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}"
