"""A file's content exchanged in one step, and shown as a diff before."""

from __future__ import annotations

import difflib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from agent import ModelRetry

from .rooted import components, require_regular

_PROTECTED = frozenset((".git", ".agent"))
"""Git would run a hook that is put there, and the runtime trusts its own state."""


def file_components(path: str) -> list[str]:
    """The names in the path of a file. Raises ModelRetry when it leaves the root or ends in `/`."""
    names = components(path)
    if not names or path.endswith("/"):
        raise ModelRetry(f"{path or 'The empty path'} names a folder. Give the path of a file.")
    return names


def writable_components(path: str) -> list[str]:
    """The same for a file to write. Raises ModelRetry for one of git's or of the runtime's own."""
    names = file_components(path)
    for name in names:
        if name.lower() in _PROTECTED:
            raise ModelRetry(f"{path} is inside {name}, where nothing may be written.")
    return names


def resource(path: object) -> str | None:
    """One name for all paths of a file; None for a path that is refused anyway."""
    try:
        return "/".join(file_components(str(path)))
    except ModelRetry:
        return None


def diff(path: str, before: str, after: str) -> str:
    """What a write changes, as a unified diff."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm=""
    )
    return "\n".join(lines) or f"{path} stays as it is."


def replace(parent: int, name: str, data: bytes) -> bool:
    """Puts the data in place of the file in one step; true if there was one. Raises OSError."""
    mode = _mode_of(parent, name)
    with _temporary(parent) as (temporary, opened):
        with os.fdopen(opened, "wb") as file:
            file.write(data)
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(temporary, name, src_dir_fd=parent, dst_dir_fd=parent)
    return mode is not None


def _mode_of(parent: int, name: str) -> int | None:
    """The permissions of the regular file of this name, None when there is nothing."""
    try:
        status = os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None
    require_regular(status)
    return stat.S_IMODE(status.st_mode)


@contextmanager
def _temporary(parent: int) -> Iterator[tuple[str, int]]:
    """A new file beside the one to replace, gone afterwards if it was not moved."""
    name = f".{secrets.token_hex(8)}.tmp"
    opened = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=parent)
    try:
        yield name, opened
    except BaseException:
        os.unlink(name, dir_fd=parent)
        raise
