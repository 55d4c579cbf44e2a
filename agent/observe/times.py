"""Times as people read them, also those that no calendar has."""

from __future__ import annotations

import time
from collections.abc import Callable

UNKNOWN = "at a time that no calendar has"
"""What another program wrote may be any number."""


def local(seconds: float) -> str:
    """A Unix time of this place, to the minute."""
    return _written("%Y-%m-%d %H:%M", time.localtime, seconds)


def utc(seconds: float) -> str:
    """A Unix time in UTC, to the second."""
    return _written("%Y-%m-%d %H:%M:%S UTC", time.gmtime, seconds)


def _written(form: str, parts: Callable[[float], time.struct_time], seconds: float) -> str:
    try:
        return time.strftime(form, parts(seconds))
    except (OverflowError, OSError, ValueError):
        return UNKNOWN
