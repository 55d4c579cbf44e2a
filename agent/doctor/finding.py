"""What a check found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from agent.types import JSON

Severity: TypeAlias = Literal["ok", "note", "warning", "failure", "skipped"]
"""`note`: works, and is worth knowing; `warning`: works, and costs or risks something; `failure`:
an agent cannot work well like this; `skipped`: could not be examined, and what was seen says why.
"""

_SHOWN = 160
"""Characters that are shown of what a server said."""


class Skipped(Exception):
    """Raised by a check that cannot be made here; the message says why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's judgement: what was seen, and the exact flag or line that changes it."""

    severity: Severity
    seen: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the check that gave it; `about` says what the check is for."""

    id: str
    severity: Severity
    seen: str
    fix: str
    about: str

    def to_json(self) -> JSON:
        """As `--json` prints it."""
        return asdict(self)


def ok(seen: str) -> Verdict:
    """All is as it should be."""
    return Verdict("ok", seen)


def note(seen: str, fix: str = "") -> Verdict:
    """Works, and is worth knowing."""
    return Verdict("note", seen, fix)


def warning(seen: str, fix: str) -> Verdict:
    """Works, and costs or risks something."""
    return Verdict("warning", seen, fix)


def failure(seen: str, fix: str) -> Verdict:
    """An agent cannot work well like this."""
    return Verdict("failure", seen, fix)


def shown(text: str) -> str:
    """What a server said, in one line of bearable length."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
