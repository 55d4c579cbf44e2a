"""What a list of sessions says of one, kept beside its log so that a list reads no log."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from agent.engine.wire import canonical_json
from agent.events import ModelAnswered, Record, RunEnded, SessionOpened, UserSpoke

_LONGEST_TITLE = 60
"""Characters of a session's title."""

NEW, UNFINISHED = "new", "unfinished"
"""The states of a session that has had no run, and of one whose run has not ended."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One session in short. It follows from the records alone.

    Args:
        title: the first words of its user.
        state: how the last run ended; `new` before the first, `unfinished` within one.
        turns: requests that were answered.
        parent: the session that it was forked from, or whose sub-agent it is.
        parent_records: how many records it has from its parent; 0 in a sub-agent's session.
        tenant: whose session it is; empty where it is nobody's.
    """

    title: str = ""
    state: str = NEW
    turns: int = 0
    model: str = ""
    project: str = ""
    parent: str = ""
    parent_records: int = 0
    tenant: str = ""

    def after(self, record: Record) -> Heading:
        """The heading once this record has followed."""
        match record:
            case SessionOpened():
                return self._opened(record)
            case UserSpoke(text):
                return replace(self, state=UNFINISHED, title=self.title or title_of(text))
            case ModelAnswered():
                return replace(self, turns=self.turns + 1)
            case RunEnded(status):
                return replace(self, state=status)
            case _:
                return self

    def _opened(self, opened: SessionOpened) -> Heading:
        """A second opening changes the configuration, and not where the session comes from."""
        if self.model or self.project or self.parent:
            return replace(self, model=opened.model, tenant=opened.tenant)
        return replace(
            self,
            model=opened.model,
            project=opened.project,
            parent=opened.parent,
            parent_records=opened.parent_records,
            tenant=opened.tenant,
        )


_HEADING: TypeAdapter[Heading] = TypeAdapter(Heading)


def encode_heading(heading: Heading) -> bytes:
    """As it is stored; `decode_heading` gives back an equal one."""
    return canonical_json(_HEADING.dump_python(heading, mode="json"))


def decode_heading(stored: bytes) -> Heading | None:
    """Read what `encode_heading` gave; None where that is not what is stored."""
    try:
        return _HEADING.validate_json(stored)
    except ValidationError:
        return None


def title_of(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"
