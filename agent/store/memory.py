"""A store that lives as long as the process."""

from __future__ import annotations

from agent.errors import StoreError


class MemoryStore:
    """Sessions in memory: for tests, and for runs that nobody will resume."""

    def __init__(self) -> None:
        self._sessions: dict[str, list[bytes]] = {}

    async def append(self, session: str, sequence: int, entry: bytes) -> None:
        """Keep an entry."""
        entries = self._sessions.setdefault(session, [])
        if sequence != len(entries):
            raise StoreError(
                f"session {session}: entry {sequence} cannot follow entry {len(entries) - 1}"
            )
        entries.append(entry)

    async def load(self, session: str) -> list[bytes]:
        """All entries of a session."""
        return list(self._sessions.get(session, ()))

    async def sessions(self) -> list[str]:
        """The ids of all sessions."""
        return sorted(self._sessions)

    async def close(self) -> None:
        """Nothing is held open."""
