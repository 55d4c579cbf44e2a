"""Forks: a new session that begins with the first records of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.context.history import lines_of, write_session
from agent.context.transcript import Entry, decode, encode
from agent.errors import ConfigError, SessionDamaged
from agent.events import ModelAnswered, RequestSent, SessionOpened, ToolFinished, UserSpoke
from agent.store.base import Store


@dataclass(frozen=True, slots=True)
class Forked:
    """A session that was forked.

    Args:
        at: how many records of the parent it begins with.
        wanted: how many were asked for; more than `at` where that would have parted a call from
            its results, or a request from its answer.
    """

    session: str
    parent: str
    at: int
    wanted: int


async def fork(store: Store, parent: str, session: str, at: int | None = None) -> Forked:
    """Make a new session of the records before number `at`, or of all. Artifacts are shared.

    Raises:
        ConfigError: there is no such session, it has no record `at`, or the new id is taken.
        StoreError: the store cannot be read or written.
    """
    if at is not None and at < 1:
        raise ConfigError(f"a session cannot be forked at {at}: record 0 holds its prefix")
    lines = [line async for line in lines_of(store, parent, 0, at)]
    if not lines:
        raise ConfigError(f"there is no session {parent}")
    if at is not None and at > len(lines):
        raise ConfigError(f"session {parent} cannot be forked at {at}: it has {len(lines)} records")
    entries = [decode(line) for line in lines]
    kept = whole_part(entries)
    opened = entries[0].record
    if not isinstance(opened, SessionOpened):
        raise SessionDamaged(f"session {parent} does not begin with its prefix")
    own = replace(opened, session=session, parent=parent, parent_records=kept)
    first = encode(replace(entries[0], record=own))
    await write_session(store, session, [first, *lines[1:kept]], await store.references(parent))
    return Forked(session, parent, kept, len(lines))


def whole_part(entries: Iterable[Entry]) -> int:
    """How many of the first entries part no call from its results and no request from its answer.

    As many as possible.
    """
    awaited: set[str] = set()
    whole = 0
    for number, entry in enumerate(entries, 1):
        match entry.record:
            case UserSpoke():
                awaited = set()
            case ModelAnswered(message=message):
                awaited = {call.id for call in message.tool_calls}
            case ToolFinished(call=call):
                awaited.discard(call.id)
            case _:
                pass
        if not awaited and not isinstance(entry.record, RequestSent):
            whole = number
    return whole
