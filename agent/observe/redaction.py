"""Secrets in what leaves: known forms of keys, and what the user names, become `[redacted]`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.types import JSON

MARK = "[redacted]"

_KNOWN = tuple(
    re.compile(pattern)
    for pattern in (
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)",
        r"(?<![A-Za-z0-9])sk-(?P<numbered>[A-Za-z0-9_-]{16,}+)",
        r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20,}",
        r"(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20,}",
        r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])xox[a-z]-[A-Za-z0-9-]{10,}",
        r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}+(?P<needed>\.[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]*+)?",
        r"(?i)(?P<kept>\bauthorization[\"'\\]*\s*[:=]\s*[\"'\\]*bearer\s+)[A-Za-z0-9._~+/=-]+",
    )
)
"""Of OpenAI, GitHub, AWS and Slack, JSON web tokens, private keys, and bearers in a header.

What looks like a key at first is taken as a whole, and `_marked` says whether it is one: a pattern
that looks ahead would do so again at each place of a text that is made for it.
"""

_STRUCTURE = frozenset(
    (
        "artifact",
        "base64",
        "by",
        "call_id",
        "finish_reason",
        "id",
        "kind",
        "prefix_hash",
        "role",
        "status",
    )
)
"""Names whose values hold a record together, and are never a secret."""


@dataclass(frozen=True, slots=True)
class Redactor:
    """Takes secrets out of texts: the known forms, and `more`."""

    more: tuple[re.Pattern[str], ...] = field(default=())

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Redactor:
        """One that also takes out what matches these regular expressions."""
        return cls(tuple(re.compile(pattern) for pattern in patterns))

    def text(self, text: str) -> str:
        """The text without secrets."""
        for pattern in _KNOWN:
            text = pattern.sub(_marked, text)
        for pattern in self.more:
            text = pattern.sub(lambda found: MARK if found[0] else "", text)
        return text

    def json(self, value: JSON) -> JSON:
        """A JSON value with no secret in any of its texts; names stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {
                name: each if name in _STRUCTURE else self.json(each)
                for name, each in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.json(each) for each in value]
        return value


def _marked(found: re.Match[str]) -> str:
    """What stays of what looks like a secret; all of it where it is none."""
    parts = found.groupdict("")
    if "numbered" in parts and not any(map(str.isdigit, parts["numbered"])):
        return found[0]
    if "needed" in parts and not parts["needed"]:
        return found[0]
    return parts.get("kept", "") + MARK
