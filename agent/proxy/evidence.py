"""What is known of the server behind the proxy, and what it says when it lost something."""

from __future__ import annotations

from dataclasses import replace

from agent.context.cache import DEFAULT_BLOCK_SIZE
from agent.context.server_evidence import KnownServer, ask_server
from agent.context.traffic import Traffic
from agent.engine.metrics import EngineMetrics
from agent.events import CacheMiss
from agent.observe.verdict import Counts, ServerEvidence, verdict
from agent.proxy.server import Upstream
from agent.types import Usage


class Evidence:
    """Asks the server at `upstream`, and keeps count of what went through its cache."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._traffic = Traffic()
        self._server: KnownServer | None = None

    async def start(self) -> None:
        """Read what the server says of itself, unless that is known."""
        now = await self._upstream.metrics() if self._server is None else None
        if now is None:
            return  # it does not answer yet
        self._traffic = Traffic(now.counters, now.started)
        self._server = KnownServer(
            now.block_size or DEFAULT_BLOCK_SIZE,
            now.block_size is not None,
            now.started,
            now.prefix_caching,
        )

    def note(self, conversation: str, usage: Usage) -> None:
        """A request of the conversation went through the cache."""
        self._traffic.note(conversation, usage)

    def blocks(self, tokens: int) -> int:
        """Of so many tokens those in whole blocks."""
        block = self._server.block if self._server is not None else DEFAULT_BLOCK_SIZE
        return max(0, tokens) // block * block

    async def ask(self, conversation: str, usage: Usage) -> ServerEvidence:
        """What could explain that the conversation's newest request did not find its tokens."""
        known = self._server or KnownServer(DEFAULT_BLOCK_SIZE, False, None, None)
        evidence = await ask_server(known, self._metrics, self._traffic, conversation, usage)
        if evidence.starts:
            self._traffic.meet(evidence.starts)
        return evidence

    async def why_unfound(
        self, counts: Counts, conversation: str, usage: Usage
    ) -> CacheMiss | None:
        """Why the server did not find what a prompt begins with.

        After a restart, the process that answers now is the one to expect.
        """
        evidence = await self.ask(conversation, usage)
        miss = verdict(counts, None, evidence)
        if miss is not None and miss.reason == "server_restarted" and self._server is not None:
            self._server = replace(self._server, started=evidence.starts[0])
            self._traffic.restart(evidence.starts[0])
        return miss

    async def _metrics(self, session: str) -> EngineMetrics:
        return await self._upstream.metrics(session) or EngineMetrics()
