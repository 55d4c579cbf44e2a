"""Opens a session: its journal, new or resumed, and the loop that its runs are made of."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from agent.assembly import tool_context
from agent.config import Settings
from agent.context.admitting import Admit, unlimited
from agent.context.announcing import Announcer
from agent.context.budget import Budget
from agent.context.cache import CacheExpectation
from agent.context.compaction_limits import CompactionLimits
from agent.context.compactor import Compactor
from agent.context.door import Door, ResultBudgets
from agent.context.explaining import Begun, Explainer
from agent.context.first_sight import FirstSight
from agent.context.journal import Journal
from agent.context.measure import Measure
from agent.context.planning import Planner, prefix_tokens
from agent.context.prefix import Prefix
from agent.context.probe_cache import ProbeCache
from agent.context.resuming import OnChange, open_journal
from agent.context.self_check import SelfCheck
from agent.context.transcript import remembered_rules
from agent.context.transport import Transport, choose_transport
from agent.context.warming import PrefixWarmer
from agent.engine.complete import Backoff
from agent.engine.request import Engine, Sampling
from agent.events import SessionOpened, ToolProgressed
from agent.loop import Limits, Loop
from agent.observe.spans import SessionSpans
from agent.retrieval import Knowledge
from agent.retrieving import PassageBudget, Retriever, SessionSearch
from agent.store.base import SessionArtifacts, Store
from agent.tenants import check_tenant, salt_of
from agent.tooling import (
    Delegate,
    Dispatcher,
    Guard,
    PermissionGate,
    Registry,
    ToolContext,
    ToolSearch,
    target,
)
from agent.tooling.prompting import Prompts
from agent.types import ToolCall


@dataclass(frozen=True, slots=True)
class Parts:
    """What all sessions of an agent share, once it is open."""

    engine: Engine
    registry: Registry
    prefix: Prefix
    prefix_tokens: int
    transport: Transport
    store: Store
    knowledge: Knowledge | None
    tools: ToolSearch
    prompts: Prompts | None
    expectation: CacheExpectation
    warmer: PrefixWarmer
    first_sight: FirstSight
    dispatcher: Dispatcher
    guard: Guard
    event_loop: asyncio.AbstractEventLoop
    closing: AsyncExitStack
    """Closes what was opened here; what the caller gave stays open."""
    admit: Admit = unlimited
    priority: int = 0
    """Of a session's requests; lower goes first."""
    salt: str = ""
    """Of a session's requests; empty is none."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What an open session has. A resumed one keeps its own prefix, whatever the agent's is."""

    parts: Parts
    tenant: str
    journal: Journal
    loop: Loop
    prefix_tokens: int
    retriever: Retriever | None


@dataclass(frozen=True, slots=True)
class Opening:
    """How one session is opened.

    Args:
        parent: the session whose sub-agent it is; empty if it is none.
        tenant: whose it is to be; empty is whose it was.
        delegate: begins its sub-agents; None where it may have none.
    """

    session: str
    settings: Settings
    parts: Parts
    on_change: OnChange
    parent: str
    tenant: str
    delegate: Delegate | None

    async def open(self) -> OpenSession:
        """The session as it was left, or a new one.

        Raises:
            ConfigError: it is another tenant's, or its tenant is none, or cannot be isolated.
            SessionBusy: another process writes it.
            StoreError: the store cannot be used, or what it holds is not a session.
            EngineError: the server could not be asked.
        """
        journal = await open_journal(
            self._wanted(), self.parts.store, self._transport_for, self.on_change
        )
        try:
            tenant = _tenant(journal)
            parts = self._parts_of(tenant)
            parts.warmer.start()
            tokens = await _prefix_tokens(parts, journal.window.prefix)
            own = replace(self, parts=parts, tenant=tenant)
            loop, retriever = own._loop(journal, tokens)
            return OpenSession(parts, tenant, journal, loop, tokens, retriever)
        except BaseException:
            await journal.close()
            raise

    def _wanted(self) -> SessionOpened:
        """What this session would begin with if it were new."""
        return SessionOpened(
            session=self.session,
            model=self.parts.engine.facts.model,
            prefix_hash=self.parts.prefix.hash,
            prefix=self.parts.prefix.to_json(),
            sampling=_sampling(self.settings),
            template=self.parts.transport.fingerprint,
            project=str(self.settings.project.resolve()),
            parent=self.parent,
            tenant=self.tenant,
        )

    async def _transport_for(self, own: SessionOpened) -> Transport:
        """How a session with this prefix, template and tenant is sent."""
        prefix, parts = Prefix.from_json(own.prefix), self._parts_of(own.tenant)
        transport = parts.transport
        if prefix.hash != parts.prefix.hash:
            cache = ProbeCache(self.settings.probe_cache_path)
            transport = await choose_transport(
                parts.engine, prefix, cache, reasoning=self.settings.reasoning
            )
        if own.template and own.template != transport.fingerprint:
            return transport.messages  # its token ids are those of another template
        return transport

    def _parts_of(self, tenant: str) -> Parts:
        """The parts for a session of this tenant."""
        check_tenant(tenant, self.settings.pool.tenants, self.session)
        salt = salt_of(tenant, self.settings, self.parts.engine.facts)
        return replace(self.parts, salt=salt, warmer=self.parts.warmer.under(salt))

    def _loop(self, journal: Journal, prefix_tokens: int) -> tuple[Loop, Retriever | None]:
        settings, parts = self.settings, self.parts
        facts = parts.engine.facts
        opened = journal.transcript.opened
        stored = opened.sampling if opened is not None else None
        sampling = Sampling(**(stored or _sampling(settings)))
        planner = Planner(
            self.session,
            parts.engine,
            partial(
                Budget.for_window,
                reserve=settings.reserve_tokens,
                answer_limit=settings.answer_tokens,
            ),
            partial(CompactionLimits.for_budget, recent=settings.recent_tokens),
            prefix_tokens,
            parts.expectation,
            sampling,
            Explainer(
                self.session, parts.engine, parts.expectation, self._begun(journal, prefix_tokens)
            ),
            journal.transcript.answer_sizes(),
            parts.priority,
            parts.salt,
        )
        backoff = Backoff()
        artifacts = SessionArtifacts(parts.store, self.session)
        compactor = Compactor(parts.engine, planner, artifacts, backoff)
        measure = Measure.of(parts.engine, parts.transport)
        retriever = self._retriever(journal, measure, compactor.preparing)
        given = retriever.given if retriever else None
        door = Door(artifacts, measure, lambda tool: self._results().of(tool), given)
        loop = Loop(
            engine=parts.engine,
            planner=planner,
            compactor=compactor,
            self_check=SelfCheck(parts.engine, parts.transport.messages),
            journal=journal,
            announcer=Announcer(parts.registry, journal),
            door=door,
            dispatcher=parts.dispatcher,
            tool_context=_Contexts(self, journal, door, retriever),
            registry=parts.registry,
            gate=PermissionGate(
                parts.guard,
                decided=journal.record,
                asking=journal.preview,
                remembered=remembered_rules(journal.transcript.records),
            ),
            limits=Limits(settings.max_turns, settings.max_run_tokens, settings.max_run_seconds),
            backoff=backoff,
            spans=SessionSpans(
                self.session, facts.model, facts.url, content=settings.telemetry.content
            ),
            admission=parts.admit(self.session, journal.window.prefix == parts.prefix, self.tenant),
        )
        return loop, retriever

    def _begun(self, journal: Journal, prefix_tokens: int) -> Begun:
        if self.parent or self.parts.salt or journal.window.prefix != self.parts.prefix:
            return Begun(prefix_tokens)
        return Begun(prefix_tokens, partial(self.parts.first_sight.change, self.session))

    def _results(self) -> ResultBudgets:
        """What results may take of the window that the server has now."""
        window = self.parts.engine.facts.window
        return ResultBudgets.for_window(window, self.settings.result_tokens, self.parts.registry)

    def _passages(self) -> PassageBudget:
        most = self._results().default
        turn = min(self.settings.passage_tokens or most, most)
        return PassageBudget(turn, self.settings.session_passage_tokens)

    def _retriever(
        self, journal: Journal, measure: Measure, preparing: asyncio.Lock
    ) -> Retriever | None:
        knowledge, settings = self.parts.knowledge, self.settings
        if knowledge is None:
            return None
        most = settings.auto_passages if settings.retrieval == "auto" else 0
        return Retriever(knowledge, journal, measure, self._passages, preparing, most)


@dataclass(frozen=True, slots=True)
class _Contexts:
    """Fills in what each call of a session may reach."""

    opening: Opening
    journal: Journal
    door: Door
    retriever: Retriever | None
    state: MutableMapping[str, Any] = field(default_factory=dict)

    def __call__(self, call: ToolCall) -> ToolContext:
        opening, parts = self.opening, self.opening.parts
        return tool_context(
            opening.session,
            call,
            opening.settings,
            SessionSearch(self.retriever, call) if self.retriever is not None else None,
            self.door.reader(target(call).name),
            opening.delegate,
            self.state,
            key=self.journal.key(call),
            tools=parts.tools,
            progress=_Progress(call, self.journal, parts.event_loop),
        )


@dataclass(frozen=True, slots=True)
class _Progress:
    """Shows a call's progress, whatever thread it is told in."""

    call: ToolCall
    journal: Journal
    event_loop: asyncio.AbstractEventLoop

    def __call__(self, text: str, fraction: float | None = None) -> None:
        progressed = ToolProgressed(self.call, text, fraction)
        with suppress(RuntimeError):  # the loop has closed, and nobody watches
            self.event_loop.call_soon_threadsafe(self.journal.preview, progressed)


def _tenant(journal: Journal) -> str:
    opened = journal.transcript.opened
    return opened.tenant if opened is not None else ""


def _sampling(settings: Settings) -> dict[str, Any]:
    return {
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "seed": settings.seed,
    }


async def _prefix_tokens(parts: Parts, prefix: Prefix) -> int:
    if prefix == parts.prefix:
        return parts.prefix_tokens
    return await prefix_tokens(parts.engine, prefix)
