"""The one door by which anything enters a session: durable first, then visible."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from agent.context.epoch import visible
from agent.context.heading import decode_heading
from agent.context.transcript import Transcript, decode, encode
from agent.context.window import Window
from agent.events import EpochOpened, Event, Preview, Record
from agent.store.base import Lease, Marks, Store
from agent.types import ToolCall
from agent.uncut import to_the_end

WindowMaker: TypeAlias = Callable[[Sequence[Record]], Window]
"""Makes a window that holds what the records say."""


class Journal:
    """Records what happens in one session and tells whoever watches."""

    def __init__(
        self,
        session: str,
        store: Store,
        lease: Lease,
        transcript: Transcript,
        make_window: WindowMaker,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.session = session
        self.transcript = transcript
        self.watcher: Callable[[Event], None] | None = None
        self._store = store
        self._lease = lease
        self._make_window = make_window
        self._marks: Marks | None = None
        self.window = self.window_at(transcript.end)
        self._clock = clock
        self._writing = asyncio.Lock()

    async def record(self, record: Record) -> None:
        """Make `record` durable; then put it into the transcript and the window, and show it.

        A cancellation does not cut this short: the store and the transcript stay the same.

        Raises:
            StoreError: it could not be stored; then it is nowhere.
        """
        await to_the_end(self._write(record))

    def preview(self, preview: Preview) -> None:
        """Show something that is not kept."""
        self._show(preview)

    async def _write(self, record: Record) -> None:
        async with self._writing:
            entry = self.transcript.next_entry(record, self._clock())
            marks = self.transcript.marks(record)
            new = None if marks == self._marks else marks
            await self._store.append(self._lease, entry.sequence, encode(entry), new)
            self._marks = marks
            self.transcript.append(entry)
            if isinstance(record, EpochOpened):
                self.window = self.window_at(self.transcript.end)
            else:
                self.window.add(record)
            self._show(record)

    def make_windows_by(self, make_window: WindowMaker) -> None:
        """Make this session's windows another way from now on, beginning with this one."""
        self._make_window = make_window
        self.window = self.window_at(self.transcript.end)

    async def close(self) -> None:
        """Let another process write the session.

        Raises:
            StoreError: the store cannot be written; the lease runs out by itself.
        """
        await self._store.release(self._lease)

    def window_at(self, sequence: int) -> Window:
        """The window as it was before the entry with this number."""
        entries = visible(self.transcript.before(sequence))
        return self._make_window([each.record for each in entries])

    def key(self, call: ToolCall) -> str:
        """The name of a call of the newest answer, the same however often it is run."""
        asked = self.transcript.last_answer()
        return f"{self.session}/{asked.sequence if asked is not None else 0}/{call.id}"

    @property
    def visible_records(self) -> list[Record]:
        """What the window is made of, in order."""
        return [each.record for each in visible(self.transcript[:])]

    def _show(self, event: Event) -> None:
        if self.watcher is not None:
            self.watcher(event)


async def load_transcript(session: str, store: Store) -> Transcript:
    """The newest part of a session's transcript; empty when there is no such session.

    Raises:
        StoreError: it cannot be read.
    """
    recent = await store.recent(session)
    if recent is None:
        return Transcript()
    entries = (decode(line) for line in recent.entries)
    opened = decode(recent.opened) if recent.marks.opened < recent.first else None
    return Transcript(entries, recent.first, opened, decode_heading(recent.marks.heading))
