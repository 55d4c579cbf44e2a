"""What an index remembers of a file, so that an unchanged one is not read again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileState:
    """The state in which a file was indexed.

    Args:
        hash: of its content and of how it was cut.
        stamp: its size, times and inode; empty where these could not tell a later change.
        failure: why it has no passages; empty if it could be read.
    """

    hash: str
    stamp: str
    failure: str = ""
