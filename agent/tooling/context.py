"""What a tool may reach: a `ToolContext`, filled in by the runtime for each call."""

from __future__ import annotations

import threading
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import structlog
from structlog.typing import FilteringBoundLogger

from agent.tooling.waiting import Waiting


class Search(Protocol):
    """Searches the knowledge index."""

    async def __call__(self, query: str, limit: int) -> str:
        """At most `limit` passages for `query`, best first, as the text that the model reads.

        Raises ToolFailed when the index cannot be read.
        """
        ...


class ToolSearch(Protocol):
    """Searches the tools of the agent, also those that are not in the prefix."""

    async def __call__(self, query: str, limit: int) -> str:
        """At most `limit` tools for `query`, best first, as the text that the model reads."""
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

    async def keep(self, content: bytes, media_type: str) -> str:
        """Keeps what is no text; what the model reads in its place names the handle.

        Raises ToolFailed when it cannot be stored.
        """
        ...


class Delegate(Protocol):
    """Gives a task to a sub-agent: a run in a session of its own, with the same prefix."""

    async def __call__(self, task: str) -> str:
        """The sub-agent's answer. Cancelling it stops the sub-agent's run.

        Raises ToolFailed when the run ended without an answer, such as at its limit of turns.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """What the user's settings open to tools beyond the session's root."""

    shell_network: bool = False
    """Commands in the sandbox may use the network."""
    private_addresses: bool = False
    """Pages may be fetched from loopback, private and link-local addresses."""


class Progress(Protocol):
    """Tells whoever watches how far a running call is; also from a thread."""

    def __call__(self, text: str, fraction: float | None = None) -> None:
        """`fraction` is from 0 to 1 where it is known."""
        ...


def unwatched(text: str, fraction: float | None = None) -> None:
    """Nobody watches."""


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
    idempotency_key: str = ""
    """Names this call: the same when it is run again after a crash, and never another's."""
    delegate: Delegate | None = None
    """None where no sub-agent may be started: in a sub-agent, or outside a session."""
    tools: ToolSearch | None = None
    """None where the agent has no tools to find."""
    reach: Reach = Reach()
    """What tools may reach beyond the root."""
    state: MutableMapping[str, Any] = field(default_factory=dict)
    """Shared by the calls of one open session and gone with it; a key begins with its tool's
    name. Several calls use it at a time, some of them in threads."""
    progress: Progress = unwatched
    """Says how far the call is: `context.progress("page 3 of 9", 0.33)`."""
    logger: FilteringBoundLogger = field(default_factory=_logger)
    waiting: Waiting = field(default_factory=Waiting)
    """Time in which the user is asked, which the call's timeout does not count:
    `with context.waiting.for_user(): …`."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the call was cancelled or ran out of time. A synchronous function cannot be
    stopped from outside: a long one looks here from time to time and returns."""
