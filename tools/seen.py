"""What this session knows of the files: a file that somebody else has changed since is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from agent import ToolContext, ToolFailed

_KEY = "files.seen"


def note(context: ToolContext, names: Sequence[str], data: bytes) -> None:
    """The session has read or written this content."""
    context.state.setdefault(_KEY, {})[tuple(names)] = _digest(data)


def require_unchanged(
    context: ToolContext, path: str, names: Sequence[str], read: Callable[[], bytes | None]
) -> None:
    """Raises ToolFailed when the session knows other content of this file than it has now.

    `read` gives the content, None when the file is gone; it is not called for a file that the
    session never read.
    """
    known = context.state.get(_KEY, {}).get(tuple(names))
    if known is None:
        return
    data = read()
    if data is not None and known == _digest(data):
        return
    raise ToolFailed(
        f"{path} has changed since it was last read or written here. Nothing was written. "
        "Read it again first."
        if data is not None
        else f"{path} is gone since it was last read or written here. Nothing was written."
    )


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
