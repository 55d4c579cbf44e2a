"""Diagnoses the requests of any client: what was lost, where, and why.

It works beside the requests, one after the other, and asks the server only when tokens were
computed again.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from agent.proxy.answers import Answered, AskedText
from agent.proxy.chats import Chats
from agent.proxy.evidence import Evidence
from agent.proxy.observed import Observed
from agent.proxy.server import Upstream
from agent.proxy.texts import Texts


class Watcher:
    """Watches the requests to one server."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._evidence = Evidence(upstream)
        self._chats = Chats(self._evidence)
        self._texts = Texts(self._evidence)
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        """Read what the server says of itself, before the first request."""
        await self._evidence.start()

    async def observe(self, answered: Answered) -> Observed:
        """Diagnose a request that was answered."""
        async with self._one_at_a_time:
            await self._evidence.start()
            key = answered.authorization or self._upstream.authorization
            upstream = replace(self._upstream, authorization=key)
            asked = answered.asked
            clock = time.perf_counter()
            if isinstance(asked, AskedText):
                seen = await self._texts.observe(asked, answered, upstream)
            else:
                seen = await self._chats.observe(asked, answered, upstream)
            return replace(seen, milliseconds=1000 * (time.perf_counter() - clock))
