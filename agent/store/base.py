"""What a session store does."""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
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
