"""A session's whole log: read page by page, and written at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from agent.context.transcript import Entry, Transcript, decode
from agent.errors import ConfigError
from agent.store.base import PAGE, Store


async def lines_of(
    store: Store, session: str, first: int = 0, end: int | None = None
) -> AsyncGenerator[bytes, None]:
    """The entries of a session as they are stored, from number `first` to before `end`.

    Raises:
        StoreError: the store cannot be read.
        SessionDamaged: an entry is not what was written; those before its page were given.
    """
    while end is None or first < end:
        most = PAGE if end is None else min(PAGE, end - first)
        page = await store.history(session, first, most)
        for line in page:
            yield line
        first += len(page)
        if len(page) < most:
            return


async def entries_of(store: Store, session: str, first: int = 0) -> AsyncGenerator[Entry, None]:
    """The entries of a session from number `first` on, read.

    Raises:
        StoreError: as `lines_of`.
    """
    async for line in lines_of(store, session, first):
        yield decode(line)


async def write_session(
    store: Store, session: str, lines: Sequence[bytes], artifacts: Sequence[str]
) -> None:
    """Make a new session of entries, all of them or none, that refers to these artifacts.

    Raises:
        ConfigError: there is such a session already.
        StoreError: the entries are not those of a session, or the store cannot be written.
    """
    transcript = Transcript(decode(line) for line in lines)
    if transcript.opened is None:
        raise ConfigError(f"session {session} would not begin with its prefix: nothing was written")
    lease = await store.acquire(session)
    try:
        if await store.recent(session) is not None:
            raise ConfigError(f"there is a session {session} already: give another id")
        await store.refer(session, artifacts)
        await store.extend(lease, 0, lines, transcript.marks())
    finally:
        await store.release(lease)
