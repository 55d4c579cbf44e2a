"""What a tool may reach: a `ToolContext`, filled in by the runtime for each call."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import structlog
from structlog.typing import FilteringBoundLogger


class Search(Protocol):
    """Searches the knowledge index."""

    async def __call__(self, query: str, limit: int) -> str:
        """At most `limit` passages for `query`, best first, as the text that the model reads.

        Raises ToolFailed when the index cannot be read.
        """
        ...


class Artifacts(Protocol):
    """Reads what left the window, or never entered it whole, by its handle."""

    async def read(self, handle: str, offset: int, query: str) -> str:
        """A part of an artifact as the text that the model reads, not longer than one result.

        Args:
            handle: as it stands in the window.
            offset: the first character to read or to search from, counted from 0.
            query: text to search for; if it is empty, the text from the offset on is given.

        Raises:
            ModelRetry: no artifact has this handle, or the offset or the query is wrong.
            ToolFailed: the store cannot be read.
        """
        ...


def _logger() -> FilteringBoundLogger:
    logger: FilteringBoundLogger = structlog.get_logger("agent.tool")
    return logger


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Given to each function that has a parameter annotated with this class.

    The parameter does not show in the tool's schema. One context belongs to one call.
    """

    session_id: str
    call_id: str
    root: Path
    """The only directory in which the session's tools read and write files."""
    search: Search | None = None
    """None when the session has no knowledge index."""
    artifacts: Artifacts | None = None
    """None when the call belongs to no session."""
    logger: FilteringBoundLogger = field(default_factory=_logger)
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the call was cancelled or ran out of time. A synchronous function cannot be
    stopped from outside: a long one looks here from time to time and returns."""
