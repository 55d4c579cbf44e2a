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
    """Warms one prefix, once for each start of the server, and for each salt by itself.

    While a user is still typing, the server prefills the prefix. Where the first request follows at
    once it waits for that and loses nothing: the prefix had to be computed either way.
    """

    def __init__(
        self,
        engine: Engine,
        transport: Transport,
        prefix: Prefix,
        expectation: CacheExpectation,
        salt: str = "",
    ) -> None:
        self._salt = salt
        self._session = f"{WARM_UP}-{salt[:8]}" if salt else WARM_UP
        self._salted: dict[str, PrefixWarmer] = {}
        self._engine = engine
        self._transport = transport
        self._prefix = prefix
        self._expectation = expectation
        self._task: asyncio.Task[None] | None = None
        self._warmed_since: float | None = None
        self.found: int | None = None if salt else transport.found
        """Tokens that the server had cached when the prefix was first sent; None if it was not, or
        if the server does not say."""
        if transport.warmed and not salt:
            self._warmed_since = expectation.server_started
            expectation.learn(WARM_UP, transport.warmed, TokenIds())

    def under(self, salt: str) -> PrefixWarmer:
        """The warmer for requests with a salt, which find nothing that was computed without."""
        if salt == self._salt:
            return self
        if salt not in self._salted:
            self._salted[salt] = PrefixWarmer(
                self._engine, self._transport, self._prefix, self._expectation, salt
            )
        return self._salted[salt]

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
        for each in self._salted.values():
            await each.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _warm(self) -> None:
        try:
            window = self._transport.window(self._prefix, [UserSpoke("Hello")])
            prompt = await window.prompt()
            count = await self._engine.count(prompt)
            asked = Request(self._session, prompt, max_tokens=1, salt=self._salt)
            self.found = found_cached([chunk async for chunk in self._engine.stream(asked)])
        except EngineError as reason:
            _log.info("the prefix was not warmed", reason=str(reason))
            return
        if count.ids:
            self._expectation.learn(self._session, count.ids, TokenIds(), self._salt)
