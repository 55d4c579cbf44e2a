"""What sessions there are: a summary of each, searches, and their families."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches

from agent.context.history import lines_of
from agent.context.transcript import decode
from agent.errors import ConfigError, StoreError
from agent.events import (
    ModelAnswered,
    NoticeGiven,
    Record,
    RunEnded,
    SessionOpened,
    ToolFinished,
    UserSpoke,
)
from agent.store.base import SessionInfo, Store, Writer

_TITLE = 60
"""Characters of a session's title."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One session in a list.

    Args:
        title: the first words of its user.
        status: `running` or `open` where a process writes it, `interrupted` where one died in the
            middle of a run, `damaged` where it cannot be read, else how its last run ended.
        records: how many it has.
        turns: requests that were answered.
        size: bytes of its records.
        created: Unix, seconds; so is `changed`.
        parent: the session that it was forked from, or whose sub-agent it is.
        parent_records: how many records it has from its parent; 0 in a sub-agent's session.
    """

    session: str
    title: str
    status: str
    records: int
    turns: int
    size: int
    created: float
    changed: float
    writer: Writer | None
    model: str = ""
    project: str = ""
    parent: str = ""
    parent_records: int = 0

    @property
    def is_sub_agent(self) -> bool:
        """Whether a tool of another session began it."""
        return bool(self.parent) and not self.parent_records


async def find_session(store: Store, session: str) -> SessionInfo:
    """What the store's list says of a session.

    Raises:
        ConfigError: there is no such session; similar ids are named.
    """
    there = {info.session: info for info in await store.sessions()}
    if session in there:
        return there[session]
    near = [name for name in there if session and name.startswith(session)]
    near += [name for name in get_close_matches(session, there, n=3) if name not in near]
    hint = f"Similar: {', '.join(near[:5])}." if near else "agent sessions list has all."
    raise ConfigError(f"there is no session {session}. {hint}")


async def newest_session(store: Store, project: str) -> str:
    """The session of this project that changed last, those of sub-agents left out.

    Raises:
        ConfigError: there is none.
    """
    infos = sorted(await store.sessions(), key=lambda info: info.changed, reverse=True)
    for info in infos:
        opened = await _opened(store, info.session)
        own = opened is not None and (not opened.parent or opened.parent_records)
        if own and opened is not None and opened.project == project:
            return info.session
    raise ConfigError(f"there is no session of the project {project} yet: leave out --continue")


async def summaries(store: Store, search: str = "") -> list[Summary]:
    """All sessions in which the text occurs, whatever its case; the one that changed last first."""
    infos = sorted(await store.sessions(), key=lambda info: info.changed, reverse=True)
    found = [await _summary(store, info, search) for info in infos]
    return [each for each in found if each is not None]


async def _opened(store: Store, session: str) -> SessionOpened | None:
    try:
        lines = await store.history(session, 0, 1)
        record = decode(lines[0]).record if lines else None
    except StoreError:
        return None  # a damaged one is not what is looked for
    return record if isinstance(record, SessionOpened) else None


async def summary_of(store: Store, info: SessionInfo) -> Summary:
    """The summary of one session."""
    found = await _summary(store, info, "")
    assert found is not None
    return found


async def _summary(store: Store, info: SessionInfo, search: str) -> Summary | None:
    reading = _Reading(search)
    try:
        async for line in lines_of(store, info.session):
            reading.take(line)
        summary = reading.summary(info)
    except StoreError:
        summary = replace(reading.summary(info), status="damaged")
    return summary if reading.found else None


class _Reading:
    """Reads a session's lines, of which only few have to be decoded."""

    def __init__(self, search: str) -> None:
        self._search = search.casefold()
        self._raw = json.dumps(search, ensure_ascii=False)[1:-1].casefold()
        self.found = not search
        self._first: Record | None = None
        self._last = b""
        self._title = ""
        self._turns = 0
        self._size = 0

    def take(self, line: bytes) -> None:
        """One more line."""
        if self._first is None:
            self._first = decode(line).record
        # A quote within a text is escaped, so these bytes stand for nothing but the kind.
        self._turns += b'"kind":"model_answered"' in line
        if not self._title and b'"kind":"user_spoke"' in line:
            self._title = _title(said_in(decode(line).record))
        if not self.found and self._raw in line.decode().casefold():
            self.found = self._search in said_in(decode(line).record).casefold()
        self._size += len(line)
        self._last = line

    def summary(self, info: SessionInfo) -> Summary:
        """What was read."""
        opened = self._first if isinstance(self._first, SessionOpened) else None
        return Summary(
            session=info.session,
            title=self._title,
            status=_status(decode(self._last).record, info.writer) if self._last else "damaged",
            records=info.entries,
            turns=self._turns,
            size=self._size,
            created=info.created,
            changed=info.changed,
            writer=info.writer,
            model=opened.model if opened else "",
            project=opened.project if opened else "",
            parent=opened.parent if opened else "",
            parent_records=opened.parent_records if opened else 0,
        )


def said_in(record: Record) -> str:
    """The text of a record that a person would look for; empty where it has none."""
    match record:
        case UserSpoke(text=text) | NoticeGiven(text=text) | ToolFinished(text=text):
            return text
        case ModelAnswered(message=message):
            calls = (f"{call.name} {call.arguments}" for call in message.tool_calls)
            return "\n".join((message.text, message.reasoning, *calls))
        case _:
            return ""


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


def _status(last: Record, writer: Writer | None) -> str:
    settled = isinstance(last, RunEnded | SessionOpened)
    if writer is not None:
        return "open" if settled else "running"
    if isinstance(last, RunEnded):
        return last.status
    return "new" if settled else "interrupted"
