"""Whether an agent's prefix is another than that of the project's session before.

A prefix that changes from session to session, by a time of day in the system prompt or a set in a
schema, is computed anew each time, and no session of its own can tell: within each of them nothing
changes. So the first time that a prefix is sent and not found cached, it is compared with the
prefix that the project's last session began with.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.context.cache import CacheExpectation
from agent.context.catalog import summary_of
from agent.context.comparing import Exchange, how_it_changed
from agent.context.explaining import EngineRenderer, prefix_sent
from agent.context.prefix import Prefix
from agent.context.transcript import decode
from agent.context.warming import PrefixWarmer
from agent.engine.request import Engine
from agent.engine.tokens import TokenIds
from agent.errors import EngineError, StoreError
from agent.events import SessionOpened
from agent.observe.verdict import Change
from agent.store.base import SessionInfo, Store

_ASKED = {"role": "user", "content": "a"}


@dataclass(slots=True)
class FirstSight:
    """Compares once for each agent.

    Args:
        tokens: of the prefix.
        project: the directory whose sessions are compared.
    """

    engine: Engine
    expectation: CacheExpectation
    warmer: PrefixWarmer
    store: Store
    prefix: Prefix
    tokens: int
    project: str
    _compared: bool = False

    async def change(self, session: str, cached: int | None) -> Change | None:
        """How the prefix changed, if that is why it was not cached.

        Args:
            session: whose first request was answered.
            cached: tokens that it found.
        """
        found = cached if self.warmer.found is None else self.warmer.found
        whole = self.expectation.blocks(self.tokens)
        if self._compared or found is None or found >= whole:
            return None
        self._compared = True
        try:
            former = await self._former(session)
            return None if former is None else await self._compare(former, found)
        except (EngineError, StoreError):
            return None

    async def _former(self, session: str) -> Prefix | None:
        """The prefix of the project's session before; None where it is not held any more."""
        infos = sorted(await self.store.sessions(), key=lambda info: info.changed, reverse=True)
        for info in infos:
            if info.session == session or not await self._is_alike(info):
                continue
            started = self.engine.facts.started
            if started is not None and started > info.changed:
                return None
            recent = await self.store.recent(info.session)
            opened = decode(recent.opened).record if recent is not None else None
            return Prefix.from_json(opened.prefix) if isinstance(opened, SessionOpened) else None
        return None

    async def _is_alike(self, info: SessionInfo) -> bool:
        summary = await summary_of(self.store, info)
        return (
            summary.project == self.project
            and summary.model == self.engine.facts.model
            and not summary.is_sub_agent
            and summary.turns > 0
        )

    async def _compare(self, former: Prefix, found: int) -> Change | None:
        if former == self.prefix:
            return None
        renderer = EngineRenderer(self.engine)
        before, after = (prefix_sent(each).with_message(_ASKED) for each in (former, self.prefix))
        was, now = await renderer.render(before), await renderer.render(after)
        kept = max(found, self.expectation.blocks(was.common_prefix(now)))
        tokens = self.expectation.blocks(min(len(was), self.tokens)) - kept
        if tokens <= 0:
            return None
        exchange = Exchange(before, None, was, TokenIds(), len(former.segments))
        change = await how_it_changed(exchange, after, now, renderer)
        told = f"{change.evidence} since the project's session before"
        return Change(change.reason, told, change.place, tokens)
