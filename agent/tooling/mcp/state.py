"""Whether one connection to an MCP server still lives, and what its server said."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

import structlog

_LOGGED_LINES = 200
_LONGEST_LINE = 500

_log = structlog.get_logger("agent.mcp")


@dataclass(slots=True)
class Life:
    """Shared by the transport, which sees a server die, and by those who call it."""

    server: str
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the connection is to end, or has."""
    forgotten: bool = False
    """The server answered that it does not know this session."""
    reason: str = ""
    """Why it is over, as the end of a sentence about the server."""
    said: deque[str] = field(default_factory=lambda: deque(maxlen=3))
    """The last lines that the server wrote on stderr."""
    _logged: int = 0

    def end(self, reason: str) -> None:
        """The first reason counts."""
        self.reason = self.reason or reason
        self.over.set()

    def told(self, line: str) -> None:
        """The server wrote a line on stderr; of a flood only the beginning is logged."""
        short = line.strip()[:_LONGEST_LINE]
        if not short:
            return
        self.said.append(short)
        self._logged += 1
        if self._logged <= _LOGGED_LINES:
            _log.info("MCP server says", server=self.server, line=short)
        if self._logged == _LOGGED_LINES:
            _log.info("what it says from now on is not logged", server=self.server)

    @property
    def explained(self) -> str:
        """The reason, with the server's last words."""
        said = f" (it said: {' / '.join(self.said)})" if self.said else ""
        return f"{self.reason or 'is gone'}{said}"
