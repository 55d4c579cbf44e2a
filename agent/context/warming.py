"""Has the server compute a prefix before the first question needs it."""

from __future__ import annotations

import asyncio

import structlog

from agent.context.cache import CacheExpectation
from agent.context.prefix import Prefix
from agent.context.transport import WARM_UP, Transport, found_cached
from agent.engine.request import Engine, Request
from agent.engine.tokens import TokenIds
from agent.errors import EngineError
from agent.events import UserSpoke

_log = structlog.get_logger("agent.context")


class PrefixWarmer:
    """Warms one prefix, once for each start of the server.

    While a user is still typing, the server prefills the prefix. Where the first request follows at
    once it waits for that and loses nothing: the prefix had to be computed either way.
    """

    def __init__(
        self, engine: Engine, transport: Transport, prefix: Prefix, expectation: CacheExpectation
    ) -> None:
        self._engine = engine
        self._transport = transport
        self._prefix = prefix
        self._expectation = expectation
        self._task: asyncio.Task[None] | None = None
        self._warmed_since: float | None = None
        self.found: int | None = transport.found
        """Tokens that the server had cached when the prefix was first sent; None if it was not, or
        if the server does not say."""
        if transport.warmed:
            self._warmed_since = expectation.server_started
            expectation.learn(WARM_UP, transport.warmed, TokenIds())

    def start(self) -> None:
        """Begin, unless this server has the prefix already, or has no cache to keep it in."""
        started = self._expectation.server_started
        if not self._engine.facts.prefix_caching or started is None:
            return
        if self._warmed_since != started:
            self._warmed_since = started
            self._task = asyncio.ensure_future(self._warm())

    async def ready(self) -> None:
        """Wait until the prefix is warm, or could not be made so."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def close(self) -> None:
        """Stop what still runs."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _warm(self) -> None:
        try:
            window = self._transport.window(self._prefix, [UserSpoke("Hello")])
            prompt = await window.prompt()
            count = await self._engine.count(prompt)
            asked = Request(WARM_UP, prompt, max_tokens=1)
            self.found = found_cached([chunk async for chunk in self._engine.stream(asked)])
        except EngineError as reason:
            _log.info("the prefix was not warmed", reason=str(reason))
            return
        if count.ids:
            self._expectation.learn(WARM_UP, count.ids, TokenIds())
