"""The one door by which anything enters a session: durable first, then visible."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from agent.context.epoch import visible
from agent.context.transcript import Transcript, decode, encode
from agent.context.window import Window
from agent.events import EpochOpened, Event, Preview, Record
from agent.store.base import Store

WindowMaker: TypeAlias = Callable[[Sequence[Record]], Window]
"""Makes a window that holds what the records say."""


class Journal:
    """Records what happens in one session and tells whoever watches."""

    def __init__(
        self,
        session: str,
        store: Store,
        transcript: Transcript,
        make_window: WindowMaker,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.session = session
        self.transcript = transcript
        self.watcher: Callable[[Event], None] | None = None
        self._store = store
        self._make_window = make_window
        self.window = self.window_at(len(transcript))
        self._clock = clock
        self._writing = asyncio.Lock()

    async def record(self, record: Record) -> None:
        """Make `record` durable; then put it into the transcript and the window, and show it.

        A cancellation does not cut this short: the store and the transcript stay the same.

        Raises:
            StoreError: it could not be stored; then it is nowhere.
        """
        writing = asyncio.ensure_future(self._write(record))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing
            raise

    def preview(self, preview: Preview) -> None:
        """Show something that is not kept."""
        self._show(preview)

    async def _write(self, record: Record) -> None:
        async with self._writing:
            entry = self.transcript.next_entry(record, self._clock())
            await self._store.append(self.session, entry.sequence, encode(entry))
            self.transcript.append(entry)
            if isinstance(record, EpochOpened):
                self.window = self.window_at(len(self.transcript))
            else:
                self.window.add(record)
            self._show(record)

    def make_windows_by(self, make_window: WindowMaker) -> None:
        """Make this session's windows another way from now on, beginning with this one."""
        self._make_window = make_window
        self.window = self.window_at(len(self.transcript))

    def window_at(self, length: int) -> Window:
        """The window as it was when the transcript had so many entries."""
        return self._make_window([each.record for each in visible(self.transcript[:length])])

    @property
    def visible_records(self) -> list[Record]:
        """What the window is made of, in order."""
        return [each.record for each in visible(self.transcript[:])]

    def _show(self, event: Event) -> None:
        if self.watcher is not None:
            self.watcher(event)


async def load_transcript(session: str, store: Store) -> Transcript:
    """The stored transcript of a session; empty when there is no such session.

    Raises:
        StoreError: it cannot be read.
    """
    return Transcript(decode(line) for line in await store.load(session))
