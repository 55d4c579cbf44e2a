"""The sessions of a store, those that run first."""

from __future__ import annotations

from typing import NamedTuple

from agent.context.catalog import Summary, summary_of
from agent.observe.redaction import Redactor
from agent.store.base import SessionInfo, Store
from agent.types import JSON

MOST = 300
"""Sessions that are listed."""


class _Seen(NamedTuple):
    entries: int
    summary: Summary


class Listing:
    """Reads the list again and again, and each log without a heading only once."""

    def __init__(self, store: Store, redactor: Redactor) -> None:
        self._store = store
        self._redactor = redactor
        self._seen: dict[str, _Seen] = {}

    async def read(self) -> dict[str, JSON]:
        """The sessions, those that run first, then those that changed last; and how many more
        there are.

        Raises:
            StoreError: the store cannot be read.
        """
        infos = await self._store.sessions()
        infos.sort(key=lambda info: (info.writer is None, -info.changed))
        shown = [await self._summary(info) for info in infos[:MOST]]
        shown.sort(key=lambda each: each.status != "running")
        return {"sessions": [self._told(each) for each in shown], "more": len(infos) - len(shown)}

    async def _summary(self, info: SessionInfo) -> Summary:
        if info.heading:
            return await summary_of(self._store, info)
        seen = self._seen.get(info.session)
        if seen is None or seen.entries != info.entries:
            seen = _Seen(info.entries, await summary_of(self._store, info))
            self._seen[info.session] = seen
        return seen.summary

    def _told(self, summary: Summary) -> dict[str, JSON]:
        return {
            "session": summary.session,
            "title": self._redactor.text(summary.title),
            "status": summary.status,
            "turns": summary.turns,
            "changed": summary.changed,
        }
