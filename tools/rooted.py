"""Opens paths below a root directory, and never anything else.

A path is walked one component at a time, each opened relative to the one before and without
following links. What is checked is what is used: a link that is put in place between a check and
an open has no effect, because there is no second look-up.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from agent import ModelRetry, ToolFailed

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_WORDS = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "is not a folder, or passes through a file or a link (links are not followed)",
    errno.ELOOP: "is a link, and links are not followed",
    errno.EACCES: "may not be accessed",
    errno.EISDIR: "is a folder",
    errno.ENAMETOOLONG: "has too long a name",
    errno.ENXIO: "is not a regular file",
}


def components(path: str) -> list[str]:
    """The names in a relative path, without `.` and `..`. Raises ModelRetry when it leaves."""
    if path.startswith("/"):
        raise ModelRetry(
            f"The path {path} is absolute. Give one relative to the root, such as a/b."
        )
    if "\0" in path:
        raise ModelRetry("The path contains a null character.")
    try:
        os.fsencode(path)
    except UnicodeEncodeError as error:
        raise ModelRetry("The path has characters that no file name can have.") from error
    names: list[str] = []
    for name in path.split("/"):
        if name == "..":
            if not names:
                raise ModelRetry(f"The path {path} leaves the root. Give one below it.")
            names.pop()
        elif name not in ("", "."):
            names.append(name)
    return names


@contextmanager
def explained(path: str) -> Iterator[None]:
    """The system's errors as ToolFailed, with the path as the model gave it."""
    try:
        yield
    except OSError as error:
        words = _WORDS.get(error.errno or 0, f"cannot be used: {error.strerror or error}")
        raise ToolFailed(f"{path} {words}.") from error


@contextmanager
def folder(root: Path, names: list[str], *, create: bool = False) -> Iterator[int]:
    """A descriptor of the folder that `names` lead to; with `create`, missing ones are made.

    Raises OSError, and ToolFailed when the root itself cannot be opened.
    """
    try:
        current = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ToolFailed(f"The root folder cannot be opened: {error.strerror}.") from error
    try:
        for name in names:
            below = _step(current, name, create=create)
            os.close(current)
            current = below
        yield current
    finally:
        os.close(current)


def open_file(parent: int, name: str) -> int:
    """A descriptor for reading a regular file. Raises OSError, also for devices and pipes."""
    # Without O_NONBLOCK the opening of a pipe would wait for somebody to write.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
    opened = os.open(name, flags, dir_fd=parent)
    try:
        require_regular(os.fstat(opened))
    except OSError:
        os.close(opened)
        raise
    return opened


def open_folder(parent: int, name: str) -> int:
    """A descriptor of a folder in an open one. Raises OSError, also for a link to a folder."""
    return os.open(name, _FOLDER, dir_fd=parent)


def require_regular(status: os.stat_result) -> None:
    """Raises OSError for a folder, a link, a device, a pipe or a socket."""
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "a folder")
    if stat.S_ISLNK(status.st_mode):
        raise OSError(errno.ELOOP, "a link")
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.ENXIO, "not a regular file")


def _step(current: int, name: str, *, create: bool) -> int:
    if create:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=current)
    return open_folder(current, name)
