"""Many sessions on several servers behind one router: each has a cache of its own.

The router sends a session to a server by the name that its requests carry. Which one that is says
the `/metrics` page that it forwards under the same name, so a session's server is chosen by trying
names. A new session goes where least is wanted. Once it has begun it stays where its tokens are:
it moves only when it has waited there for longer than prefilling them again takes, and another
server has room for it at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, fields

from agent.context.admitting import Admission, Turn
from agent.engine.answer import Answer
from agent.engine.identity import server_identity
from agent.engine.metrics import EngineMetrics
from agent.pool.accounts import Load
from agent.pool.admission import PoolAdmission
from agent.pool.routing import Route

TRIES = 4
"""Names that are tried for each server that there is, before a session takes what it has found."""

LOST = 0.5
"""A turn that finds less than this share of what was expected may have been at another server."""


@dataclass(slots=True)
class ReplicaAdmission:
    """Admits the turns of a pool's sessions, each at its server.

    Args:
        url: the router's address.
        replicas: how many servers it has.
        metrics: reads what the server of a name says of itself.
        make: the admission to one server, by what that says of itself.
        changed: set whenever a decision was made at one of them.
    """

    url: str
    replicas: int
    metrics: Callable[[str], Awaitable[EngineMetrics]]
    make: Callable[[EngineMetrics, asyncio.Event], PoolAdmission]
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    choosing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a server is chosen for a session, and until it counts there."""
    _servers: dict[str, PoolAdmission] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    """Servers that no name led to when they were looked for."""
    _closed: str = ""

    @property
    def load(self) -> Load:
        """What the pool has done so far at all servers together."""
        loads = [each.load for each in self._servers.values()]
        total = Load()
        for each in fields(Load):
            values = [getattr(load, each.name) for load in loads]
            combined = max(values, default=0) if each.name == "longest_wait" else sum(values)
            setattr(total, each.name, combined)
        return total

    @property
    def sessions(self) -> int:
        """How many sessions have asked for a place and are not closed."""
        return sum(each.sessions for each in self._servers.values())

    def crowd(self, tenant: str) -> tuple[int, int]:
        """How many of these sessions are a tenant's, and how many of them wait."""
        crowds = [each.crowd(tenant) for each in self._servers.values()]
        return sum(there for there, _ in crowds), sum(waiting for _, waiting in crowds)

    @property
    def limit(self) -> int:
        """Tokens that may be resident now, at all servers that were seen."""
        return sum(each.limit for each in self._servers.values())

    def close(self, reason: str) -> None:
        """No turn starts any more; those that run go on to their end."""
        self._closed = reason
        for each in self._servers.values():
            each.close(reason)

    async def end(self) -> None:
        """Give back the shares of the servers' caches."""
        for each in self._servers.values():
            await each.end()

    def place(
        self, route: Route, session: str, shares: bool, tenant: str = "", priority: int = 0
    ) -> Admission:
        """The admission of one session, whose requests go by this route."""
        return _RoutedPlace(self, route, session, shares, priority, tenant)

    async def find(self, route: Route) -> str:
        """The server that the route leads to now."""
        return await self._at(route.key)

    async def choose(self, route: Route) -> str:
        """Lead the route to the server where least is wanted, if a name for it is found."""
        best = await self._at(route.key)
        if self._wanted(best) <= self._least() + self._typical():
            return best
        chosen = 0
        for attempt in range(1, TRIES * self.replicas):
            found = await self._at(route.key_of(attempt))
            if self._wanted(found) < self._wanted(best):
                best, chosen = found, attempt
            if self._wanted(best) <= self._least():
                break
        else:
            self._give_up_missing(self._wanted(best))
        route.attempt = chosen
        return best

    async def elsewhere(self, route: Route, home: str, tokens: int) -> str | None:
        """Lead the route from its home to a server with room for so many tokens at once; None
        where there is none."""
        there = self._servers.keys() - self._gone
        known = len(there) >= self.replicas
        if known and not any(self._roomy(name, home, tokens) for name in there):
            return None
        for attempt in range(TRIES * self.replicas):
            found = await self._at(route.key_of(attempt))
            if self._roomy(found, home, tokens):
                route.attempt = attempt
                return found
        return None

    def _roomy(self, name: str, home: str, tokens: int) -> bool:
        return name != home and self._servers[name].has_room(tokens)

    def server(self, name: str) -> PoolAdmission:
        """The admission to a server that was found."""
        return self._servers[name]

    async def _at(self, key: str) -> str:
        found = await self.metrics(key)
        name = server_identity(self.url, found)
        self._gone.discard(name)
        if name not in self._servers:
            made = self._servers[name] = self.make(found, self.changed)
            if self._closed:
                made.close(self._closed)
        return name

    def _give_up_missing(self, wanted: int) -> None:
        """No name led to a server where less is wanted: what there was has ended."""
        self._gone |= {name for name in self._servers if self._wanted(name) < wanted}
        self.replicas = max(1, len(self._servers.keys() - self._gone))

    def _wanted(self, name: str) -> int:
        return self._servers[name].demand.wanted

    def _least(self) -> int:
        there = self._servers.keys() - self._gone
        return 0 if len(there) < self.replicas else min(map(self._wanted, there))

    def _typical(self) -> int:
        """Tokens of one session: less is no reason to look for another server."""
        return sum(self._wanted(name) for name in self._servers) // max(1, self.sessions)


class _RoutedPlace:
    """One session's admission, at whichever server it is."""

    def __init__(
        self,
        replicas: ReplicaAdmission,
        route: Route,
        session: str,
        shares: bool,
        priority: int,
        tenant: str,
    ) -> None:
        self._replicas, self._route = replicas, route
        self._session, self._shares = session, shares
        self._priority, self._tenant = priority, tenant
        self._home = ""
        self._place: Admission | None = None
        self._turn: Turn | None = None
        self._lost = False

    @asynccontextmanager
    async def turn(self, prompt_tokens: int) -> AsyncIterator[Turn]:
        """Wait for a place at the session's server, or at another one if that is sooner."""
        async with AsyncExitStack() as stack:
            if self._place is None:
                async with self._replicas.choosing:
                    self._go_to(await self._replicas.choose(self._route))
                    starting = await self._begin(stack, prompt_tokens)
            else:
                if self._lost:
                    self._go_to(await self._replicas.find(self._route))
                starting = await self._begin(stack, prompt_tokens)
            self._lost = False
            self._turn = await self._started(starting, stack, prompt_tokens)
            yield self

    def answered(self, answer: Answer, expected_cached: int) -> None:
        """Learn from the answer, and look for the session's server again if it found too little."""
        cached = answer.usage.cached_tokens
        self._lost = cached is not None and cached < LOST * expected_cached
        if self._turn is not None:
            self._turn.answered(answer, expected_cached)

    def left(self) -> None:
        """The session is closed."""
        if self._place is not None:
            self._place.left()

    async def _begin(self, stack: AsyncExitStack, tokens: int) -> asyncio.Task[Turn]:
        """Have the turn wait for its start at the session's server, where it counts from now on."""
        assert self._place is not None
        starting = asyncio.create_task(stack.enter_async_context(self._place.turn(tokens)))
        try:
            await asyncio.sleep(0)
        except BaseException:
            await _cancel(starting)
            raise
        return starting

    async def _started(
        self, starting: asyncio.Task[Turn], stack: AsyncExitStack, tokens: int
    ) -> Turn:
        while True:
            try:
                server = await self._somewhere_else(starting, tokens)
            finally:
                await _cancel(starting)
            if server is None:
                return await starting
            self._go_to(server)
            starting = await self._begin(stack, tokens)

    async def _somewhere_else(self, starting: asyncio.Task[Turn], tokens: int) -> str | None:
        """Wait for the start; another server as soon as it is better to go there."""
        home = self._replicas.server(self._home)
        while True:
            done, _ = await asyncio.wait({starting}, timeout=home.prefill_seconds(tokens))
            if done:
                return None
            if home.has_place(self._session):
                continue
            server = await self._replicas.elsewhere(self._route, self._home, tokens)
            if server is not None and not starting.done():
                return server

    def _go_to(self, server: str) -> None:
        if server == self._home:
            return
        if self._place is not None:
            self._place.left()
        self._home = server
        admission = self._replicas.server(server)
        self._place = admission.place(self._session, self._shares, self._tenant, self._priority)


async def _cancel(starting: asyncio.Task[Turn]) -> None:
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
