"""Regular expressions of schemas, searched within a time limit.

A pattern such as `(a+)+$` takes longer than anybody waits on a few dozen characters, and `re` can
not be interrupted. No reading of a pattern tells all such patterns from harmless ones, so they are
timed: the `regex` package searches as `re` does and gives up when its time is over.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

import regex

SECONDS = 0.25
"""That all searches of one call's arguments may take."""

_LONE_BRACE = re.compile(r"(\\N\{[^}]*\}|\\.)|\{(?!\d+(?:,\d*)?\}|,\d*\})", re.DOTALL)

_ends: ContextVar[float] = ContextVar("_ends")


class PatternTooSlow(Exception):
    """The searches took longer than `SECONDS`; its only argument is the pattern at the end."""


@contextmanager
def time_limit() -> Iterator[None]:
    """Starts the clock of the searches inside."""
    token = _ends.set(time.monotonic() + SECONDS)
    try:
        yield
    finally:
        _ends.reset(token)


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found somewhere in the text; outside `time_limit` in its own time.

    Raises PatternTooSlow.
    """
    left = _ends.get(time.monotonic() + SECONDS) - time.monotonic()
    if left <= 0:
        raise PatternTooSlow(pattern)
    try:
        return compiled(pattern).search(text, timeout=left) is not None
    except TimeoutError:
        raise PatternTooSlow(pattern) from None


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> regex.Pattern[str]:
    """Raises re.error where `re` does not know the pattern.

    A brace that is no repetition is a character to `re`; for `regex` it may begin an approximate
    match.
    """
    re.compile(pattern)
    escaped = _LONE_BRACE.sub(lambda found: found[1] or r"\{", pattern)
    try:
        return regex.compile(escaped, regex.VERSION0)
    except regex.error as error:
        raise re.error(str(error), pattern) from error
