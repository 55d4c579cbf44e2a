"""What a session store does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Protocol

_SHORTEST = 10
"""Hexadecimal digits of a handle whose content shares them with no other."""


class ArtifactStore(Protocol):
    """Keeps contents of any size behind short handles.

    Every method raises `StoreError` when the store cannot be read or written.
    """

    async def put(self, content: bytes) -> str:
        """Keep `content`, which is durable when this returns; the same content, the same handle."""
        ...

    async def get(self, handle: str) -> bytes:
        """The content behind a handle.

        Raises:
            ArtifactMissing: nothing was kept under this handle.
        """
        ...


class Store(ArtifactStore, Protocol):
    """Keeps the entries of sessions, each as bytes under its session and its number.

    When `append` returns, the entry is durable. Every method raises `StoreError` when the store
    cannot be read or written.
    """

    async def append(self, session: str, sequence: int, entry: bytes) -> None:
        """Keep an entry; a number that the session already has is refused."""
        ...

    async def load(self, session: str) -> list[bytes]:
        """All entries of a session in order; empty when there is no such session."""
        ...

    async def sessions(self) -> list[str]:
        """The ids of all sessions, sorted."""
        ...

    async def close(self) -> None:
        """Let go of the store."""
        ...


def digest(content: bytes) -> str:
    """The SHA-256 of a content in hexadecimal, from which its handle is made."""
    return hashlib.sha256(content).hexdigest()


def handles(content_digest: str) -> Iterator[str]:
    """The handles that a content may have: the first that no other content has is its own."""
    for digits in range(_SHORTEST, len(content_digest) + 1):
        yield f"art_{content_digest[:digits]}"
