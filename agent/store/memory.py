"""A store that lives as long as the process."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from agent.errors import ArtifactMissing, LeaseLost, SessionBusy, StoreError
from agent.store import base
from agent.store.base import Collected, Lease, Marks, Recent, SessionInfo, Writer
from agent.store.claim import SECONDS, Claim, Grant


@dataclass(slots=True)
class _Log:
    entries: list[bytes] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    lease: Lease | None = None
    fence: int = 0
    created: float = field(default_factory=time.time)
    changed: float = field(default_factory=time.time)
    since: float = 0.0
    grown: asyncio.Event = field(default_factory=asyncio.Event)


class MemoryStore:
    """Sessions and artifacts in memory: for tests, and for runs that nobody will resume."""

    def __init__(self) -> None:
        self._logs: dict[str, _Log] = {}
        self._artifacts: dict[str, bytes] = {}
        self._uses: dict[str, set[str]] = {}
        self._claims: dict[str, tuple[Claim, float]] = {}
        """By id, and when each runs out."""

    async def acquire(self, session: str) -> Lease:
        """Become the writer of a session."""
        log = self._logs.setdefault(session, _Log())
        if log.lease is not None:
            raise SessionBusy(
                f"session {session} is open in this process already. Close it there first, or "
                "use another session."
            )
        log.fence += 1
        log.lease, log.since = Lease(session, log.fence), time.time()
        return log.lease

    async def release(self, lease: Lease) -> None:
        """Let others write the session."""
        log = self._logs.get(lease.session)
        if log is not None and log.lease == lease:
            log.lease = None

    async def append(
        self, lease: Lease, sequence: int, entry: bytes, marks: Marks | None = None
    ) -> None:
        """Keep an entry."""
        log = self._logs.get(lease.session)
        if log is None or log.lease != lease:
            raise LeaseLost(f"session {lease.session} is not open for writing here: open it again")
        if sequence != len(log.entries):
            raise StoreError(
                f"session {lease.session}: entry {sequence} cannot follow entry "
                f"{len(log.entries) - 1}"
            )
        log.entries.append(entry)
        log.marks = marks or log.marks
        log.changed = time.time()
        log.grown.set()
        log.grown = asyncio.Event()

    async def extend(
        self, lease: Lease, sequence: int, lines: Sequence[bytes], marks: Marks | None = None
    ) -> None:
        """Keep several entries."""
        for number, line in enumerate(lines, sequence):
            await self.append(lease, number, line, marks)

    async def recent(self, session: str) -> Recent | None:
        """What opening a session needs."""
        log = self._logs.get(session)
        if log is None or not log.entries:
            return None
        first = log.marks.window_from
        return Recent(log.entries[log.marks.opened], first, log.entries[first:], log.marks)

    async def history(self, session: str, first: int = 0, most: int = base.PAGE) -> list[bytes]:
        """A page of entries."""
        return (await self.load(session))[first : first + most]

    async def load(self, session: str) -> list[bytes]:
        """All entries of a session."""
        log = self._logs.get(session)
        return [] if log is None else list(log.entries)

    async def sessions(self) -> list[SessionInfo]:
        """All sessions that have an entry."""
        return [
            SessionInfo(
                session=session,
                entries=len(log.entries),
                size=sum(map(len, log.entries)),
                created=log.created,
                changed=log.changed,
                writer=_writer(log),
                heading=log.marks.heading,
            )
            for session, log in sorted(self._logs.items())
            if log.entries
        ]

    async def remove(self, session: str) -> None:
        """Forget a session."""
        await self.acquire(session)
        del self._logs[session]
        self._uses.pop(session, None)

    async def watch(self, session: str, first: int = 0) -> AsyncGenerator[bytes, None]:
        """The entries from number `first` on, and each new one."""
        while True:
            log = self._logs.setdefault(session, _Log())
            grown = log.grown
            for entry in log.entries[first:]:
                first += 1
                yield entry
            if first == len(log.entries):
                await grown.wait()

    async def put(self, content: bytes, session: str = "") -> str:
        """Keep an artifact."""
        free = (
            handle
            for handle in base.handles(base.digest(content))
            if self._artifacts.get(handle, content) == content
        )
        handle = next(free)
        self._artifacts[handle] = content
        await self.refer(session, [handle])
        return handle

    async def get(self, handle: str) -> bytes:
        """An artifact's content."""
        if handle not in self._artifacts:
            raise ArtifactMissing(handle)
        return self._artifacts[handle]

    async def refer(self, session: str, handles: Sequence[str]) -> None:
        """Keep these artifacts for as long as this session is there."""
        self._uses.setdefault(session, set()).update(handles)

    async def references(self, session: str) -> list[str]:
        """The handles that were kept for a session."""
        return sorted(self._uses.get(session, ()))

    async def collect(self) -> Collected:
        """Remove the artifacts that no session had put. What was put without one stays."""
        used = set().union(*self._uses.values())
        unused = [handle for handle in self._artifacts if handle not in used]
        size = sum(len(self._artifacts.pop(handle)) for handle in unused)
        return Collected(len(unused), size)

    async def claim(self, claim: Claim, grant: Grant) -> list[Claim]:
        """Make or renew a pool's claim to a server's cache."""
        now = time.time()
        there = [each for each in await self.claims() if each.server == claim.server]
        before = next((each for each in there if each.id == claim.id), None)
        others = [each for each in there if each.id != claim.id]
        mine = claim.following(before, socket.gethostname(), os.getpid(), now)
        renewed = grant(mine, others, now)
        self._claims[claim.id] = (renewed, now + SECONDS)
        return sorted([*others, renewed], key=lambda each: each.id)

    async def withdraw(self, claim_id: str) -> None:
        """Give up a claim."""
        self._claims.pop(claim_id, None)

    async def claims(self) -> list[Claim]:
        """The claims to all servers, by server and id."""
        now = time.time()
        live = [claim for claim, expires in self._claims.values() if expires > now]
        return sorted(live, key=lambda each: (each.server, each.id))

    async def close(self) -> None:
        """Nothing is held open."""
        for log in self._logs.values():
            log.lease = None


def _writer(log: _Log) -> Writer | None:
    if log.lease is None:
        return None
    return Writer(socket.gethostname(), os.getpid(), log.since)
