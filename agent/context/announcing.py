"""Tells the model of tools that came late: once in each session, behind what was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable

import structlog

from agent.context import formats
from agent.context.journal import Journal
from agent.context.prefix import Prefix
from agent.events import NoticeGiven, Record, RequestSent
from agent.tooling import Registry, find_tools

_log = structlog.get_logger("agent.session")

_BEGINS, _ENDS = formats.new_tools(["\0"]).split("\0")


class Announcer:
    """Announces the late tools of an agent in one session."""

    def __init__(self, registry: Registry, journal: Journal) -> None:
        self._registry = registry
        self._journal = journal
        self._told = announced(journal.transcript.records)

    async def announce(self) -> None:
        """Record what the session has not been told. A request that was recorded and is sent again
        stays as it is, and so does a session whose prefix has no `find_tools`.

        Raises:
            StoreError: it could not be stored.
        """
        late = [name for name in self._registry.late if name not in self._told]
        if not late or isinstance(self._journal.transcript.last, RequestSent):
            return
        known = offered(self._journal.window.prefix)
        names = [name for name in late if name not in known]
        if not names:
            return
        if find_tools.name in known:
            await self._journal.record(NoticeGiven(formats.new_tools(names)))
        else:
            _log.warning(
                f"{', '.join(names)} came after session {self._journal.session} began, "
                "whose prefix has no find_tools: sessions that begin now are told of it"
            )
        self._told.update(names)


def announced(records: Iterable[Record]) -> set[str]:
    """The tools whose late arrival was told."""
    told = [
        each.text for each in records if isinstance(each, NoticeGiven) and is_announcement(each)
    ]
    names = (text.removeprefix(_BEGINS).removesuffix(_ENDS).split(", ") for text in told)
    return {name for each in names for name in each}


def is_announcement(notice: NoticeGiven) -> bool:
    """Whether it tells of late tools."""
    return notice.text.startswith(_BEGINS) and notice.text.endswith(_ENDS)


def offered(prefix: Prefix) -> frozenset[str]:
    """The names of the tools in a prefix."""
    tools = json.loads(prefix.tools or b"[]")
    return frozenset(each["function"]["name"] for each in tools)
