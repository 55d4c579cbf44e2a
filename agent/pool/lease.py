"""One pool's claim to its server's cache, renewed in the session store while it has sessions."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import structlog

from agent.engine.identity import server_identity
from agent.engine.metrics import EngineMetrics
from agent.errors import StoreError
from agent.pool.demand import Demand
from agent.pool.sharing import grant
from agent.store.base import Store
from agent.store.claim import SECONDS, Claim

EVERY = 1.0
"""Seconds from one renewal to the next."""

_log = structlog.get_logger("agent.pool")


@dataclass(frozen=True, slots=True)
class Shared:
    """What processes share that have pools on one server.

    Args:
        store: the session store, in which they see each other's claims.
        url: the server's address.
        metrics: reads what the server says of itself.
        prefix: tells the prefix that this pool's sessions share from others.
    """

    store: Store
    url: str
    metrics: Callable[[], Awaitable[EngineMetrics]]
    prefix: str


@dataclass(slots=True)
class CapacityLease:
    """Holds a share of a server's KV cache for a pool.

    While a renewal is under way, or could not be made, no turn may start: what is granted then is
    not known. A share that was not renewed in time belongs to others, and is given up first.

    Args:
        shared: where the claims are, and whose.
        capacity: tokens that all pools together may hold.
        prefix_tokens: size of the shared prefix in whole blocks.
        demand: what the pool's sessions hold and want now; None when it has none.
        give: has the pool hold no more than so many tokens beside the prefix; its second argument
            says whether a turn that does not fit may run alone.
        fail: is told of an error after which there is no share any more.
        tell: is told what the server says of itself, whenever it was read.
        clock: seconds, never going back.
    """

    shared: Shared
    capacity: int
    prefix_tokens: int
    demand: Callable[[], Demand | None]
    give: Callable[[int, bool], None]
    fail: Callable[[BaseException], None]
    tell: Callable[[EngineMetrics], None]
    clock: Callable[[], float] = time.monotonic
    _id: str = field(default_factory=lambda: uuid.uuid4().hex)
    _server: str = ""
    _server_read: float = float("-inf")
    _renewed: float = float("-inf")
    _settled: bool = False
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _keeping: asyncio.Task[None] | None = None

    @property
    def holds(self) -> bool:
        """Whether what the pool was given last is certainly its own still."""
        return self._settled and self.clock() - self._renewed < SECONDS

    def keep(self) -> None:
        """Claim what the pool wants, from now until it has no sessions any more."""
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.ensure_future(self._keep())
            self._keeping.add_done_callback(self._ended)

    def wake(self) -> None:
        """Renew at once: the pool wants something else than before."""
        self._woken.set()

    def look(self) -> None:
        """Read soon what the server says of itself: it may be another one than before."""
        if self.clock() - self._server_read >= EVERY:
            self._server_read = float("-inf")
            self.wake()

    async def end(self) -> None:
        """Give up the claim."""
        keeping, self._keeping = self._keeping, None
        if keeping is not None:
            keeping.cancel()
            await asyncio.wait({keeping})
            await self._withdraw()

    def _ended(self, keeping: asyncio.Task[None]) -> None:
        error = None if keeping.cancelled() else keeping.exception()
        if error is not None:
            self.fail(error)

    async def _keep(self) -> None:
        while True:
            wanted = self.demand()
            if wanted is None:
                await self._withdraw()
                if self.demand() is None:
                    return
                continue
            await self._renew()
            self._woken.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), EVERY)

    async def _renew(self) -> None:
        begun = self.clock()
        if begun - self._renewed >= SECONDS:
            self.give(0, False)
        self._settled = False
        await self._read_server(begun)
        wanted = self.demand() or Demand()
        claim = Claim(
            id=self._id,
            server=self._server,
            url=self.shared.url,
            prefix=self.shared.prefix,
            shared=self.prefix_tokens,
            held=wanted.held,
            wanted=wanted.wanted,
            least=wanted.least,
            waiting=wanted.waiting,
            copies=wanted.copies,
        )
        try:
            claims = await self.shared.store.claim(claim, partial(grant, self.capacity))
        except StoreError as error:
            _log.warning("the share of the server's cache was not renewed", error=str(error))
            return
        self._renewed, self._settled = begun, True
        mine = next(each for each in claims if each.id == self._id)
        self.give(mine.usable, mine.seated)

    async def _read_server(self, now: float) -> None:
        """Which server it is, anew from time to time: it may have been started again."""
        if now - self._server_read < SECONDS:
            return
        found = await self.shared.metrics()
        if found.started is not None or not self._server:
            self._server = server_identity(self.shared.url, found)
        self._server_read = now
        self.tell(found)

    async def _withdraw(self) -> None:
        self._settled, self._renewed = False, float("-inf")
        try:
            await self.shared.store.withdraw(self._id)
        except StoreError as error:
            _log.warning("the share of the server's cache was not given back", error=str(error))
