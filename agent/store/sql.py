"""Sessions and artifacts in a database, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, delete, select

from agent.errors import LeaseLost, StoreError
from agent.store import artifacts, base, claim_rows, entry_rows, leases
from agent.store.base import Collected, Lease, Marks, Recent, SessionInfo
from agent.store.chain import Link, linked
from agent.store.claim import Claim, Grant
from agent.store.commits import Commits
from agent.store.database import errors
from agent.store.migrations import migrate
from agent.store.schema import entries, sessions, uses
from agent.uncut import to_the_end

Result = TypeVar("Result")

_log = structlog.get_logger("agent.store")


class SQLStore:
    """A `Store` in a database. Its subclasses say which, and how changes are noticed."""

    def __init__(self, engine: Engine, name: str, quota: int | None = None) -> None:
        """Open the store, and bring it to this version.

        Args:
            name: of the file or the database, as errors name it.
            quota: bytes that all artifacts may take, compressed; None is no limit.

        Raises:
            StoreError: it cannot be opened.
        """
        self.name = name
        self._engine = engine
        self._quota = quota
        self._heads: dict[Lease, bytes] = {}
        self._renewing: asyncio.Task[None] | None = None
        self.commits = Commits(engine, name)
        try:
            with errors(name):
                migrate(engine, name)
        except BaseException:
            engine.dispose()
            raise

    async def acquire(self, session: str) -> Lease:
        """Become the writer of a session; whoever is cancelled meanwhile has not."""
        acquiring = asyncio.ensure_future(self._acquire(session))
        try:
            return await to_the_end(acquiring)
        except asyncio.CancelledError:
            if not acquiring.cancelled():
                await self.release(acquiring.result())
            raise

    async def release(self, lease: Lease) -> None:
        """Let others write the session."""
        if self._heads.pop(lease, None) is None:
            return
        await self.commits.write(lambda connection: leases.release(connection, lease))
        if not self._heads:
            await self._stop_renewing()

    async def append(
        self, lease: Lease, sequence: int, entry: bytes, marks: Marks | None = None
    ) -> None:
        """Keep an entry; the same commit may make other sessions' entries durable."""
        await self.extend(lease, sequence, [entry], marks)

    async def extend(
        self, lease: Lease, sequence: int, lines: Sequence[bytes], marks: Marks | None = None
    ) -> None:
        """Keep several entries with one commit."""
        previous = self._heads.get(lease)
        if previous is None:
            raise LeaseLost(f"session {lease.session} is not open for writing here: open it again")
        links = linked(lines, sequence, previous)
        await self.commits.write(
            lambda connection: self._append(connection, lease, links, marks),
            lambda: self._follow(lease, links[-1].hash),
        )

    async def recent(self, session: str) -> Recent | None:
        """What opening a session needs, its hashes verified."""
        return await self._read(
            lambda connection: entry_rows.recent(connection, session, self.name)
        )

    async def history(self, session: str, first: int = 0, most: int = base.PAGE) -> list[bytes]:
        """A page of entries, their hashes verified."""
        return await self._read(
            lambda connection: entry_rows.page(connection, session, first, most, self.name)
        )

    async def load(self, session: str) -> list[bytes]:
        """All entries of a session, their hashes verified."""
        return await self._read(lambda connection: entry_rows.whole(connection, session, self.name))

    async def links(self, session: str) -> dict[int, Link]:
        """What can still be read of a session, by number, whether it is damaged or not."""
        return await asyncio.to_thread(self._readable, session)

    async def sessions(self) -> list[SessionInfo]:
        """All sessions that have an entry."""
        return await self._read(entry_rows.listed)

    async def remove(self, session: str) -> None:
        """Forget a session."""
        lease = await self.acquire(session)
        self._heads.pop(lease, None)

        def removed(connection: Connection) -> None:
            leases.check(connection, lease, self.name)
            artifacts.let_go(connection, session)
            for table in (entries, uses, sessions):
                connection.execute(delete(table).where(table.c.session == session))

        await self.commits.write(removed)
        if not self._heads:
            await self._stop_renewing()

    async def watch(self, session: str, first: int = 0) -> AsyncGenerator[bytes, None]:
        """The entries from number `first` on, and each new one."""
        async with aclosing(self._changes(session)) as changes:
            async for _ in changes:
                while page := await self.history(session, first):
                    for entry in page:
                        yield entry
                    first += len(page)

    async def put(self, content: bytes, session: str = "") -> str:
        """Keep an artifact, compressed; it is on the disk when this returns."""
        digest = await asyncio.to_thread(base.digest, content)
        if await self._read(lambda connection: artifacts.known(connection, digest)) is None:
            packed = await asyncio.to_thread(zlib.compress, content)
        else:
            packed = b""
        return await self.commits.write(
            lambda connection: self._put(connection, digest, packed, content, session)
        )

    async def get(self, handle: str) -> bytes:
        """An artifact's content, its SHA-256 verified."""
        digest, packed = await self._read(lambda connection: artifacts.fetch(connection, handle))
        return await asyncio.to_thread(artifacts.unpack, self.name, handle, digest, packed)

    async def refer(self, session: str, handles: Sequence[str]) -> None:
        """Keep these artifacts for as long as this session is there."""
        await self.commits.write(lambda connection: artifacts.refer(connection, session, handles))

    async def references(self, session: str) -> list[str]:
        """The handles that were kept for a session."""
        return await self._read(lambda connection: artifacts.references(connection, session))

    async def collect(self) -> Collected:
        """Remove the artifacts that nothing refers to."""
        return await self.commits.write(artifacts.collect)

    async def claim(self, claim: Claim, grant: Grant) -> list[Claim]:
        """Make or renew a pool's claim to a server's cache."""
        return await self.commits.write(
            lambda connection: claim_rows.renew(connection, claim, grant)
        )

    async def withdraw(self, claim_id: str) -> None:
        """Give up a claim."""
        await self.commits.write(lambda connection: claim_rows.withdraw(connection, claim_id))

    async def claims(self) -> list[Claim]:
        """The claims to all servers, by server and id."""
        return await self._read(claim_rows.listed)

    async def close(self) -> None:
        """Release what is held and close the connections."""
        for lease in list(self._heads):
            try:
                await self.release(lease)
            except StoreError as error:
                _log.warning("a lease was not released", error=str(error))
        await self._stop_renewing()
        await asyncio.to_thread(self.commits.close)
        self._engine.dispose()

    async def _acquire(self, session: str) -> Lease:
        lease, head = await self.commits.write(
            lambda connection: leases.acquire(connection, session, self.name)
        )
        self._heads[lease] = head
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.ensure_future(self._renew())
        return lease

    def _changes(self, session: str) -> AsyncGenerator[None, None]:
        """Something once at the beginning, and whenever the session may have new entries."""
        raise NotImplementedError

    def _changed(self, connection: Connection, session: str) -> None:
        """Tell those who watch a session that it has a new entry."""

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(leases.RENEWED)
            held = list(self._heads)
            try:
                await self.commits.write(lambda connection: leases.renew(connection, held))  # noqa: B023
            except StoreError as error:
                _log.warning("the leases were not renewed", error=str(error))

    async def _stop_renewing(self) -> None:
        renewing, self._renewing = self._renewing, None
        if renewing is not None:
            renewing.cancel()
            await asyncio.wait({renewing})

    def _append(
        self, connection: Connection, lease: Lease, links: list[Link], marks: Marks | None
    ) -> None:
        entry_rows.append(connection, lease, links, marks, self.name)
        self._changed(connection, lease.session)

    def _follow(self, lease: Lease, head: bytes) -> None:
        """The next entry of the session follows this one."""
        if lease in self._heads:
            self._heads[lease] = head

    def _readable(self, session: str) -> dict[int, Link]:
        whole = select(entries.c.sequence, entries.c.entry, entries.c.hash).where(
            entries.c.session == session
        )
        try:
            rows = self._reading(lambda connection: connection.execute(whole).all())
            return {row.sequence: Link(*row) for row in rows}
        except StoreError:
            pass  # a page of the file is broken: entry by entry, what is elsewhere can be read
        counted = select(sessions.c.entries).where(sessions.c.session == session)
        count = self._reading(lambda connection: connection.execute(counted).scalar()) or 0
        found = {}
        for number in range(count):
            one = whole.where(entries.c.sequence == number)
            try:
                row = self._reading(lambda connection: connection.execute(one).first())  # noqa: B023
            except StoreError:
                continue
            if row is not None:
                found[number] = Link(*row)
        return found

    def _put(
        self, connection: Connection, digest: str, packed: bytes, content: bytes, session: str
    ) -> str:
        # What was known a moment ago may have been collected since.
        packed = packed or zlib.compress(content)
        return artifacts.keep(connection, digest, packed, session, self._quota, self.name)

    async def _read(self, work: Callable[[Connection], Result]) -> Result:
        return await asyncio.to_thread(self._reading, work)

    def _reading(self, work: Callable[[Connection], Result]) -> Result:
        with errors(self.name), self._engine.connect() as connection, connection.begin():
            return work(connection)
