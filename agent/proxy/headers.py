"""Which headers a proxy passes on: all but those that speak of one connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]
"""As they came, names in lower case."""

_HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"expect",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)
"""RFC 9110, section 7.6.1; `expect` was answered already."""


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers for the other side: without those of this connection, and those it names."""
    lower = [(name.lower(), value) for name, value in headers]
    named = [value for name, value in lower if name == b"connection"]
    dropped = _HOP_BY_HOP.union(each.strip().lower() for each in b",".join(named).split(b","))
    return tuple(each for each in lower if each[0] not in dropped)


def value_of(headers: Headers, name: bytes) -> str:
    """A header's first value; empty where there is none."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
