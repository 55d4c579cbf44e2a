"""What sessions there are: a summary of each, searches, and their families."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

from agent.context.heading import UNFINISHED, Heading, decode_heading
from agent.context.history import lines_of
from agent.context.transcript import decode
from agent.context.window import spoken
from agent.errors import ConfigError, StoreError
from agent.events import ModelAnswered, NoticeGiven, Record, ToolFinished, UserSpoke
from agent.store.base import SessionInfo, Store, Writer

_TELLING = re.compile(rb'"kind":"(?:session_opened|user_spoke|model_answered|run_ended)"|^[^{]')
"""In a line that changes a session's heading, or that is none. A quote within a text is escaped, so
these bytes stand for nothing but the kind of a record."""


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
        tenant: whose session it is; empty where it is nobody's.
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
    tenant: str = ""

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
        summary = await summary_of(store, info)
        if summary.project == project and not summary.is_sub_agent:
            return info.session
    raise ConfigError(f"there is no session of the project {project} yet: leave out --continue")


async def summaries(store: Store, search: str = "", *, verify: bool = False) -> list[Summary]:
    """All sessions in which the text occurs, whatever its case; the one that changed last first.

    No log is read without need, so a damaged one may look whole.

    Args:
        verify: read all of them, and find what is damaged.
    """
    infos = sorted(await store.sessions(), key=lambda info: info.changed, reverse=True)
    if not search and not verify:
        return [await summary_of(store, info) for info in infos]
    found = [await _read(store, info, search) for info in infos]
    return [each for each in found if each is not None]


async def summary_of(store: Store, info: SessionInfo) -> Summary:
    """The summary of one session; of one that has no heading, its log is read."""
    heading = decode_heading(info.heading)
    if heading is not None:
        return _summary(info, heading)
    found = await _read(store, info, "")
    assert found is not None
    return found


async def _read(store: Store, info: SessionInfo, search: str) -> Summary | None:
    """The summary of a session whose whole log is read; None where the text does not occur."""
    reading = _Reading(search)
    damaged = False
    try:
        async for line in lines_of(store, info.session):
            reading.take(line)
    except StoreError:
        damaged = True
    summary = _summary(info, reading.heading)
    if damaged:
        summary = replace(summary, status="damaged")
    return summary if reading.found else None


class _Reading:
    """Reads a session's lines, of which only few have to be decoded."""

    def __init__(self, search: str) -> None:
        self._search = search.casefold()
        self._raw = json.dumps(search, ensure_ascii=False)[1:-1].casefold()
        self.found = not search
        self.heading = Heading()

    def take(self, line: bytes) -> None:
        """One more line."""
        record = decode(line).record if _TELLING.search(line) else None
        if record is not None:
            self.heading = self.heading.after(record)
        if not self.found and self._raw in line.decode().casefold():
            self.found = self._search in said_in(record or decode(line).record).casefold()


def said_in(record: Record) -> str:
    """The text of a record that a person would look for; empty where it has none."""
    match record:
        case UserSpoke():
            return spoken(record)
        case NoticeGiven(text=text) | ToolFinished(text=text):
            return text
        case ModelAnswered(message=message):
            calls = (f"{call.name} {call.arguments}" for call in message.tool_calls)
            return "\n".join((message.text, message.reasoning, *calls))
        case _:
            return ""


def _summary(info: SessionInfo, heading: Heading) -> Summary:
    return Summary(
        session=info.session,
        title=heading.title,
        status=_status(heading.state, info.writer),
        records=info.entries,
        turns=heading.turns,
        size=info.size,
        created=info.created,
        changed=info.changed,
        writer=info.writer,
        model=heading.model,
        project=heading.project,
        parent=heading.parent,
        parent_records=heading.parent_records,
        tenant=heading.tenant,
    )


def _status(state: str, writer: Writer | None) -> str:
    if writer is not None:
        return "running" if state == UNFINISHED else "open"
    return "interrupted" if state == UNFINISHED else state
