"""A store that lives as long as the process."""

from __future__ import annotations

from agent.errors import ArtifactMissing, StoreError
from agent.store import base


class MemoryStore:
    """Sessions and artifacts in memory: for tests, and for runs that nobody will resume."""

    def __init__(self) -> None:
        self._sessions: dict[str, list[bytes]] = {}
        self._artifacts: dict[str, bytes] = {}

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

    async def put(self, content: bytes) -> str:
        """Keep an artifact."""
        free = (
            handle
            for handle in base.handles(base.digest(content))
            if self._artifacts.get(handle, content) == content
        )
        handle = next(free)
        self._artifacts[handle] = content
        return handle

    async def get(self, handle: str) -> bytes:
        """An artifact's content."""
        if handle not in self._artifacts:
            raise ArtifactMissing(handle)
        return self._artifacts[handle]

    async def close(self) -> None:
        """Nothing is held open."""
