"""A session with its artifacts as JSON Lines, from which the same session can be made again.

    {"format": "holdfast-session", "version": 1, "session": ID, "redacted": false}
    {"artifact": HANDLE, "text": …}              or "base64" where it is not UTF-8
    {"entry": {"sequence": 0, "time": …, "record": {"kind": …, …}}}
    {"end": {"artifacts": 1, "entries": 9, "changed": 0, "sha256": …}}

The hash is over the lines before it, each in its canonical form with a line feed. `changed` is how
many lines are not what was stored, because secrets were taken out of them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace

from agent.context.history import lines_of, write_session
from agent.context.transcript import Transcript, decode, encode
from agent.engine.wire import canonical_json
from agent.errors import ConfigError, StoreError
from agent.events import SessionOpened
from agent.observe.redaction import Redactor
from agent.store.base import Store
from agent.types import JSON

FORMAT = "holdfast-session"
VERSION = 1

_HANDLE = re.compile(rb"art_[0-9a-f]{10,64}")


@dataclass(frozen=True, slots=True)
class Archive:
    """What an export holds: a session's entries, and its artifacts by their handles."""

    session: str
    redacted: bool
    entries: tuple[bytes, ...]
    artifacts: dict[str, bytes]


async def export_lines(
    store: Store, session: str, redactor: Redactor | None
) -> AsyncGenerator[str, None]:
    """The lines of an export, without line feeds. Without a redactor it is exact.

    Raises:
        StoreError: something of the session cannot be read.
    """
    seal = _Seal(redactor)
    yield seal.line(
        {
            "format": FORMAT,
            "version": VERSION,
            "session": session,
            "redacted": redactor is not None,
        }
    )
    for handle in await store.references(session):
        content = await store.get(handle)
        yield seal.line({"artifact": handle, **_content(content)}, secret=True)
        seal.artifacts += 1
    async for line in lines_of(store, session):
        yield seal.line({"entry": json.loads(line)}, secret=True)
        seal.entries += 1
    yield seal.end()


def read_archive(text: str, source: str) -> Archive:
    """Read an export; `source` names it in an error.

    Raises:
        ConfigError: it is no export, is cut off, was changed, or is of a later version.
    """
    seal = _Seal(None)
    values = [
        _value(line, f"{source}:{number}")
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]
    if not values or not is_archive(values[0]):
        raise ConfigError(f"{source} is no export of a session: its first line does not say so")
    head = values[0]
    if head.get("version") != VERSION:
        raise ConfigError(
            f"{source} has version {head.get('version')} of the format, and this Holdfast reads "
            f"version {VERSION}: install the one that made it"
        )
    if "end" not in values[-1]:
        raise ConfigError(f"{source} is cut off: it has no last line that counts the others")
    entries: list[bytes] = []
    artifacts: dict[str, bytes] = {}
    seal.line(head)
    for value in values[1:-1]:
        seal.line(value)
        if "entry" in value:
            entries.append(canonical_json(value["entry"]))
        elif "artifact" in value:
            artifacts[str(value["artifact"])] = _bytes(value, source)
    seal.entries, seal.artifacts = len(entries), len(artifacts)
    if not seal.proves(values[-1]["end"]):
        raise ConfigError(f"{source} is not what was exported: its hash is another. Export again")
    _check(entries, source)
    return Archive(str(head["session"]), bool(head["redacted"]), tuple(entries), artifacts)


def is_archive(value: JSON) -> bool:
    """Whether this is the first line of an export."""
    return isinstance(value, dict) and value.get("format") == FORMAT


async def keep_archive(store: Store, archive: Archive, session: str) -> None:
    """Make the session that an export holds, under this id.

    An artifact whose content was changed by redaction has a new handle, also in what mentions it.

    Raises:
        ConfigError: there is such a session already.
        StoreError: the store cannot be written.
    """
    if await store.recent(session) is not None:
        raise ConfigError(
            f"there is a session {session} already: give another id with --to, or remove it"
        )
    handles = await _kept(store, session, archive.artifacts)
    lines = [_renamed(line, handles) for line in archive.entries]
    first = decode(lines[0])
    assert isinstance(first.record, SessionOpened)
    if archive.session != session:
        lines[0] = encode(replace(first, record=replace(first.record, session=session)))
    await write_session(store, session, lines, sorted(handles.values()))


class _Seal:
    """Writes lines, and counts and hashes them for the last one."""

    def __init__(self, redactor: Redactor | None) -> None:
        self._redactor = redactor
        self._hash = hashlib.sha256()
        self.entries = 0
        self.artifacts = 0
        self._changed = 0

    def line(self, value: JSON, *, secret: bool = False) -> str:
        """A value as its line, redacted where it may hold secrets."""
        if secret and self._redactor is not None:
            redacted = self._redactor.json(value)
            if redacted != value:
                value = _without_token_ids(redacted)
                self._changed += 1
        line = canonical_json(value)
        self._hash.update(line + b"\n")
        return line.decode()

    def end(self) -> str:
        """The last line."""
        counts = {"artifacts": self.artifacts, "entries": self.entries, "changed": self._changed}
        return canonical_json({"end": {**counts, "sha256": self._hash.hexdigest()}}).decode()

    def proves(self, end: JSON) -> bool:
        """Whether a last line is the one of these lines."""
        if not isinstance(end, dict):
            return False
        mine = (self.entries, self.artifacts, self._hash.hexdigest())
        return (end.get("entries"), end.get("artifacts"), end.get("sha256")) == mine


def _without_token_ids(value: JSON) -> JSON:
    """They say the same as the text that was redacted."""
    record = value.get("entry", {}).get("record", {})
    if "token_ids" in record:
        record["token_ids"] = []
    return value


async def _kept(store: Store, session: str, contents: dict[str, bytes]) -> dict[str, str]:
    """Keep them all; the new handle for each of the old ones."""
    handles: dict[str, str] = {}
    for handle in _by_mention(contents):
        handles[handle] = await store.put(_renamed(contents[handle], handles), session)
    return handles


def _by_mention(contents: dict[str, bytes]) -> list[str]:
    """The handles of contents that may mention each other, each behind those that it mentions."""
    begun: set[str] = set()
    ordered: dict[str, None] = {}
    waiting = list(contents)[::-1]
    while waiting:
        handle = waiting[-1]
        if handle in begun:
            ordered.setdefault(waiting.pop())
            continue
        begun.add(handle)
        mentioned = (found.decode() for found in _HANDLE.findall(contents[handle]))
        waiting += [other for other in mentioned if other in contents and other not in begun]
    return list(ordered)


def _renamed(content: bytes, handles: dict[str, str]) -> bytes:
    def new(found: re.Match[bytes]) -> bytes:
        handle = found[0].decode()
        return handles.get(handle, handle).encode()

    return _HANDLE.sub(new, content)


def _content(content: bytes) -> dict[str, str]:
    try:
        return {"text": content.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def _bytes(value: JSON, source: str) -> bytes:
    if isinstance(value.get("text"), str):
        return str(value["text"]).encode()
    try:
        return base64.b64decode(value["base64"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{source}: the artifact {value['artifact']} has no content") from error


def _value(line: str, where: str) -> JSON:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{where}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: not a JSON object")
    return value


def _check(entries: Iterable[bytes], source: str) -> None:
    try:
        transcript = Transcript(decode(line) for line in entries)
    except StoreError as error:
        raise ConfigError(f"{source} holds no whole session: {error}") from error
    if not len(transcript) or not isinstance(next(transcript.records), SessionOpened):
        raise ConfigError(f"{source} holds no whole session: it does not begin with its prefix")
