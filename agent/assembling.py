"""Assembles what all sessions of an agent share, once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from agent.assembly import CatalogSearch
from agent.config import PINNED, Settings
from agent.context.cache import CacheExpectation
from agent.context.first_sight import FirstSight
from agent.context.planning import prefix_tokens
from agent.context.prefix import Prefix
from agent.context.probe_cache import ProbeCache
from agent.context.transport import Transport, choose_transport
from agent.context.warming import PrefixWarmer
from agent.engine.request import Engine
from agent.equipment import Equipment
from agent.given_prompts import GivenPrompts
from agent.opening import Parts
from agent.pinning import with_knowledge
from agent.resources import Resources
from agent.types import ToolSpec


@dataclass(frozen=True, slots=True)
class Assembling:
    """What an agent is made of, before it is open."""

    settings: Settings
    prompts: GivenPrompts
    equipment: Equipment
    resources: Resources

    async def parts(self) -> Parts:
        """Connect, render the prefix and open the store.

        Raises:
            HoldfastError: something of this is not possible; then nothing stays open.
        """
        async with AsyncExitStack() as opened:
            servers = await self.equipment.connect(opened)
            whole = self.prefix()
            store = self.resources.store(opened)
            knowledge = self.resources.knowledge(opened)
            engine = await self.resources.engine(opened)
            await self.equipment.enter(opened)
            hidden = await self.equipment.is_too_large(engine, whole)
            prefix = self.prefix(self.equipment.catalog.offer(hidden=hidden))
            transport = await self._transport(engine, prefix)
            if self.settings.retrieval == PINNED:
                prefix = await with_knowledge(prefix, knowledge, engine, transport)
                transport = await self._transport(engine, prefix)
            facts = engine.facts
            expectation = CacheExpectation(facts.block_size, facts.started, facts.counters)
            if facts.starts:
                expectation.traffic.meet(facts.starts)
            warmer = PrefixWarmer(engine, transport, prefix, expectation)
            opened.push_async_callback(warmer.close)
            tokens = await prefix_tokens(engine, prefix)
            project = str(self.settings.project.resolve())
            return Parts(
                engine=engine,
                registry=self.equipment.registry,
                prefix=prefix,
                prefix_tokens=tokens,
                store=store,
                knowledge=knowledge,
                tools=CatalogSearch(self.equipment.catalog),
                prompts=servers,
                transport=transport,
                expectation=expectation,
                warmer=warmer,
                first_sight=FirstSight(engine, expectation, warmer, store, prefix, tokens, project),
                dispatcher=self.equipment.dispatcher(),
                guard=self.equipment.guard,
                event_loop=asyncio.get_running_loop(),
                closing=opened.pop_all(),
            )

    def prefix(self, tools: Sequence[ToolSpec] | None = None) -> Prefix:
        """The prefix of new sessions, rendered anew.

        Args:
            tools: those to show in it; None is all that there are now.

        Raises:
            ConfigError: a prompt file cannot be read.
        """
        return self.prompts.render(self.equipment.registry.specs if tools is None else tools)

    async def _transport(self, engine: Engine, prefix: Prefix) -> Transport:
        cache = ProbeCache(self.settings.probe_cache_path)
        return await choose_transport(engine, prefix, cache, reasoning=self.settings.reasoning)
