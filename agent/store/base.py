"""What a session store does.

A session is an append-only log. Each entry is bytes under a number from 0 on, and has a hash that
is chained to the one before (`chain`). One process writes a session at a time: it holds the
session's lease, and an append under a lease that was lost is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.store.claim import Claim, Grant

_SHORTEST = 10
"""Hexadecimal digits of a handle whose content shares them with no other."""

PAGE = 500
"""Entries that `history` gives at once."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write a session. `fence` grows with each owner: an older one is refused."""

    session: str
    fence: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What opening or listing a session needs first, which its writer keeps up to date.

    Args:
        opened: number of the entry that has the session's prefix.
        window_from: number of the first entry from which on the log is read again.
        heading: what a list says of the session; only the writer knows what it means.
    """

    opened: int = 0
    window_from: int = 0
    heading: bytes = b""


@dataclass(frozen=True, slots=True)
class Recent:
    """What opening a session loads: the entry with its prefix, and the newest entries.

    `first` is the number of the first entry of `entries`; all that follow it are there.
    """

    opened: bytes
    first: int
    entries: Sequence[bytes]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes a session: the computer's name, the process, and since when (Unix, seconds)."""

    host: str
    pid: int
    since: float


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One line of a list of sessions. Times are Unix, seconds; `writer` is who has it open.

    `size` is of its entries, in bytes; `heading` is that of its marks, empty where nobody gave one.
    """

    session: str
    entries: int
    size: int
    created: float
    changed: float
    writer: Writer | None
    heading: bytes


@dataclass(frozen=True, slots=True)
class Collected:
    """What a garbage collection removed: contents, and their bytes as they were stored."""

    artifacts: int
    size: int


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


class Store(Protocol):
    """Keeps sessions and artifacts.

    Every method raises `StoreError` when the store cannot be read or written, and
    `SessionDamaged` when what it reads is not what was written.
    """

    async def acquire(self, session: str) -> Lease:
        """Become the writer of a session, new or not. The lease is renewed until its release.

        Raises:
            SessionBusy: another process writes it, whose lease has not run out.
        """
        ...

    async def release(self, lease: Lease) -> None:
        """Let others write the session; a lease that was lost already is no error."""
        ...

    async def append(
        self, lease: Lease, sequence: int, entry: bytes, marks: Marks | None = None
    ) -> None:
        """Keep an entry; it is durable when this returns.

        Args:
            marks: the session's new marks; None leaves them.

        Raises:
            LeaseLost: another process has taken the session over; nothing was written.
            StoreError: `sequence` is not the session's next number; nothing was written.
        """
        ...

    async def extend(
        self, lease: Lease, sequence: int, lines: Sequence[bytes], marks: Marks | None = None
    ) -> None:
        """Keep several entries, the first with this number: all of them, or none.

        Raises:
            LeaseLost, StoreError: as `append`.
        """
        ...

    async def recent(self, session: str) -> Recent | None:
        """What opening a session needs; None when there is no such session."""
        ...

    async def history(self, session: str, first: int = 0, most: int = PAGE) -> list[bytes]:
        """At most `most` entries in order, from number `first` on; empty past the end."""
        ...

    async def load(self, session: str) -> list[bytes]:
        """All entries of a session in order, however many; empty when there is no such session."""
        ...

    async def sessions(self) -> list[SessionInfo]:
        """All sessions that have an entry, by id."""
        ...

    async def remove(self, session: str) -> None:
        """Forget a session and what it refers to.

        The artifacts that no other session refers to go with the next `collect`.

        Raises:
            SessionBusy: another process writes it.
        """
        ...

    def watch(self, session: str, first: int = 0) -> AsyncGenerator[bytes, None]:
        """The entries from number `first` on, and then each new one as it is written; no end."""
        ...

    async def put(self, content: bytes, session: str = "") -> str:
        """Keep an artifact for a session; the same content has the same handle.

        Raises:
            QuotaExceeded: the artifacts would take more room than they may.
        """
        ...

    async def get(self, handle: str) -> bytes:
        """The content behind a handle.

        Raises:
            ArtifactMissing: nothing was kept under this handle.
        """
        ...

    async def refer(self, session: str, handles: Sequence[str]) -> None:
        """Keep these artifacts for as long as this session is there, too."""
        ...

    async def references(self, session: str) -> list[str]:
        """The handles that were kept for a session, sorted."""
        ...

    async def collect(self) -> Collected:
        """Remove the artifacts that no session refers to and that nobody has put of late."""
        ...

    async def claim(self, claim: Claim, grant: Grant) -> list[Claim]:
        """Make or renew a pool's claim to a server's cache; it lasts `claim.SECONDS` from now.

        In one transaction `grant` sees the claims of the others, as they renewed them last, and
        says what this one gets.

        Returns:
            All claims to that server, by id.
        """
        ...

    async def withdraw(self, claim_id: str) -> None:
        """Give up a claim."""
        ...

    async def claims(self) -> list[Claim]:
        """The claims to all servers, by server and id."""
        ...

    async def close(self) -> None:
        """Release what is held and let go of the store."""
        ...


@dataclass(frozen=True, slots=True)
class SessionArtifacts:
    """One session's artifacts: what is put here is kept for as long as the session is there."""

    store: Store
    session: str

    async def put(self, content: bytes) -> str:
        """Keep `content` for the session."""
        return await self.store.put(content, self.session)

    async def get(self, handle: str) -> bytes:
        """The content behind a handle, whichever session it was kept for."""
        return await self.store.get(handle)


def digest(content: bytes) -> str:
    """The SHA-256 of a content in hexadecimal, from which its handle is made."""
    return hashlib.sha256(content).hexdigest()


def handles(content_digest: str) -> Iterator[str]:
    """The handles that a content may have: the first that no other content has is its own."""
    for digits in range(_SHORTEST, len(content_digest) + 1):
        yield f"art_{content_digest[:digits]}"
