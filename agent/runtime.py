"""`Agent`: a model, a frozen prefix and tools; the door to sessions, pools and single calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent.assembling import Assembling
from agent.assembly import (
    CatalogSearch,
    ToolGiven,
    tool_context,
)
from agent.config import Settings, load_settings
from agent.connecting import bundled_model
from agent.context import formats
from agent.context.catalog import find_session
from agent.context.door import media_type
from agent.context.prefix import Prefix
from agent.context.resuming import OnChange
from agent.context.sampling import Sampler
from agent.context.transcript import Entry, decode
from agent.engine.request import Engine
from agent.equipment import Equipment
from agent.errors import ConfigError, ToolFailed
from agent.given_prompts import FewShotGiven, GivenPrompts
from agent.observe.logs import use_standard_logging
from agent.opening import Parts
from agent.pinning import plan_knowledge
from agent.pool import Limit, Pool
from agent.reply import Reply
from agent.resources import Resources
from agent.retrieval import Knowledge, KnowledgePlan
from agent.retrieving import KnowledgeSearch
from agent.session import Session, chosen_id
from agent.store.base import Store
from agent.tenants import check_tenant, sampling_salt
from agent.tooling import Ask, Catalog, Registry, ToolContext
from agent.tooling.hosting import Elicit, Host, Sampled, SampleRequest
from agent.tooling.prompting import ServerPrompt
from agent.types import ToolCall, ToolOutcome, ToolSpec

__all__ = ["Agent", "FewShotGiven", "Session", "ToolGiven", "bundled_model"]


class Agent:
    """A model, a frozen prefix and tools. Its sessions share one prefix in vLLM's cache.

    It opens by itself when it is first used; `async with agent:` or `close()` lets go of the
    connections.
    """

    def __init__(
        self,
        model: str | None = None,
        base_url: str | None = None,
        system: str | Path | None = None,
        few_shot: FewShotGiven | None = None,
        tools: Iterable[ToolGiven] | None = None,
        knowledge: Knowledge | Path | str | None = None,
        store: Store | Path | str | None = None,
        *,
        settings: Settings | None = None,
        engine: Engine | None = None,
        progress: Callable[[str], None] | None = None,
        ask: Ask | None = None,
        elicit: Elicit | None = None,
        **more: Any,
    ) -> None:
        """What is None comes from `agent.toml`, the environment or the defaults.

        Args:
            model: the served model's name.
            base_url: the engine's address; without one the local engine is started or joined.
            system: the system prompt, or a file that holds it.
            few_shot: examples that follow the system prompt in the frozen prefix.
            tools: what the model may call; names stand for installed tools.
            knowledge: the index that the `search` tool looks in: a path, or the `postgresql://…`
                address of a database.
            store: where sessions are kept.
            settings: ready settings in place of those of the project around this directory.
            engine: a ready engine, such as `agent.testing.ScriptedModel`.
            progress: is told what the start of a local engine is doing.
            ask: puts a call that needs consent to the user: gets an `agent.events.PermissionAsked`
                and answers "allow", "session" or "deny". Without it such calls are refused.
            elicit: puts an MCP server's question to the user: gets an
                `agent.tooling.hosting.Elicitation` and answers with what was filled in, "decline"
                or "cancel". Without it they are declined.
            more: any other field of `agent.config.Settings`.

        Raises:
            ConfigError: a setting is unknown or wrong.
            ToolRefused: a tool cannot be registered.
        """
        use_standard_logging()
        given = {
            "model": model,
            "url": base_url,
            "system": system if isinstance(system, Path) else None,
            "few_shot": few_shot if isinstance(few_shot, Path) else None,
            "knowledge": knowledge if isinstance(knowledge, str | Path) else None,
            "store": str(store) if isinstance(store, str | Path) else None,
            **more,
        }
        self.settings = _settings(settings, given)
        prompts = GivenPrompts(
            self.settings,
            system if isinstance(system, str) else None,
            None if isinstance(few_shot, Path) else few_shot,
        )
        host = Host(sample=self._sample, elicit=elicit)
        self._equipment = Equipment(self.settings, tools, ask, host)
        self._resources = Resources(self.settings, engine, store, knowledge, progress)
        self._assembling = Assembling(self.settings, prompts, self._equipment, self._resources)
        self._parts: Parts | None = None
        self._opening = asyncio.Lock()

    @property
    def registry(self) -> Registry:
        """The tools that can be called; those of MCP servers once the agent is open."""
        return self._equipment.registry

    @property
    def catalog(self) -> Catalog:
        """All its tools; tools that come later are added here."""
        return self._equipment.catalog

    async def run(self, text: str, *, session: str | None = None) -> Reply:
        """One run in a new session, or in the session of this id."""
        async with self.session(session) as opened:
            return await opened.send(text)

    def run_sync(self, text: str, *, session: str | None = None) -> Reply:
        """`run` for scripts without an event loop; the agent is closed again afterwards.

        Raises:
            ConfigError: an event loop runs here already.
        """
        if _event_loop_runs():
            raise ConfigError(
                "run_sync cannot be used where an event loop runs, as in a notebook or an async "
                "function: use `await agent.run(…)` there"
            )

        async def run_and_close() -> Reply:
            async with self:
                return await self.run(text, session=session)

        return asyncio.run(run_and_close())

    def session(
        self,
        session_id: str | None = None,
        *,
        on_change: OnChange = "keep",
        tenant: str = "",
    ) -> Session:
        """A session to enter with `async with`: new, or resumed if the store has this id.

        Args:
            tenant: whose session it is, which it remembers; a resumed one needs none. Outside a
                pool nothing waits, and it matters only where `[pool.tenants.NAME]` has `isolate`.
            on_change: what becomes of a session that was begun with other tools, prompts, sampling
                or another model. `keep` leaves it what it began with, and warns; `new_epoch` goes
                on with what is configured now, which the server has to compute anew. A function is
                asked: it is given what differs, in words, and answers one of these.

        Raises:
            ConfigError: the id has other characters than letters, digits and `_.:@-`, or there are
                tenants and none of this name.
        """
        check_tenant(tenant, self.settings.pool.tenants)

        return Session(
            chosen_id(session_id), self.settings, self.open, on_change=on_change, tenant=tenant
        )

    async def watch(self, session: str, first: int = 0) -> AsyncGenerator[Entry, None]:
        """A session's records from number `first` on, and then each new one as it is written.

        It has no end: leave the loop. The session may be another process's: nothing is locked, and
        no engine is needed.

        Raises:
            ConfigError: the store has no such session.
            StoreError: it cannot be read.
        """
        async with AsyncExitStack() as closing:
            store = self._parts.store if self._parts is not None else self._resources.store(closing)
            await find_session(store, session)
            async with aclosing(store.watch(session, first)) as lines:
                async for line in lines:
                    yield decode(line)

    async def prompts(self) -> tuple[ServerPrompt, ...]:
        """What the MCP servers offer to the user; `Session.prompt` gives the text of one."""
        servers = (await self.open()).prompts
        return await servers.prompts() if servers is not None else ()

    def pool(self, limit: Limit = "kv", *, patience: float = 600.0) -> Pool:
        """Many sessions on this agent's server, no more at a time than it can serve well.

            async for done in agent.pool(limit="kv").map(tasks):
                print(done.reply.text)

        Args:
            limit: `kv` lets a session's turn start when its context fits the server's KV cache
                beside the others'; a number lets so many sessions go at a time; None all.
            patience: seconds after which a session that waits goes before all others.

        Raises:
            ConfigError: the limit is something else.
        """
        return Pool(self.settings, self.open, limit=limit, patience=patience)

    async def call_tool(self, name: str, arguments: str) -> tuple[ToolOutcome, str]:
        """Run one tool as the model would, without an engine and whatever the permissions.

        Args:
            arguments: JSON, checked like the model's.

        Returns:
            The outcome, and what the model would read.
        """

        async def ignore(*_: object) -> None: ...

        async with AsyncExitStack() as closing:
            if self._parts is None:
                await self._equipment.connect(closing)
                await self._equipment.enter(closing)
            dispatcher = self._equipment.dispatcher()
            knowledge = self._resources.knowledge(closing)

            def context(call: ToolCall) -> ToolContext:
                return tool_context(
                    "none",
                    call,
                    self.settings,
                    KnowledgeSearch(knowledge) if knowledge is not None else None,
                    tools=CatalogSearch(self.catalog),
                )

            call = ToolCall("call", name, arguments)
            (outcome,) = await dispatcher.run([call], context, ignore, ignore)
            if outcome.content is None:
                return outcome, formats.tool_result(name, outcome)
            handle = await self._resources.store(closing).put(outcome.content)
            media = media_type(outcome.content)
            return outcome, formats.not_text(len(outcome.content), media, handle)

    async def open(self) -> Parts:
        """Connect, render the prefix and open the store; once, however many ask at a time.

        Raises:
            HoldfastError: something of this is not possible; then nothing stays open.
        """
        async with self._opening:
            if self._parts is None:
                self._parts = await self._assembling.parts()
            if self._parts.event_loop is not asyncio.get_running_loop():
                raise ConfigError(
                    "this agent is open in another event loop: close it there with "
                    "`async with agent:`, or use run_sync, which closes it after each run"
                )
            return self._parts

    async def close(self) -> None:
        """Let go of the engine's connections, the store and the knowledge index.

        What the caller gave ready made is the caller's to close.
        """
        parts, self._parts = self._parts, None
        self._opening = asyncio.Lock()
        if parts is not None:
            await parts.closing.aclose()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def plan_knowledge(
        self, *, sessions: int = 10, questions: int = 20, limit: int = 5
    ) -> KnowledgePlan:
        """Whether the knowledge is cheaper in the prefix or retrieved; printed, it says why.

        Args:
            sessions: that are expected to use it while the prefix stays in the server's cache.
            questions: that are expected in each of them.
            limit: passages that are retrieved for a question.

        Raises:
            ConfigError: the agent has no knowledge index.
        """
        parts = await self.open()
        return await plan_knowledge(
            parts.knowledge, parts.engine, sessions=sessions, questions=questions, limit=limit
        )

    async def _sample(self, request: SampleRequest) -> Sampled:
        """What an MCP server's request is answered with."""
        if self._parts is None:
            raise ToolFailed("The agent has no engine open.")
        guard = self._parts.transport.messages.guard
        return await Sampler(self._parts.engine, guard, sampling_salt(self.settings))(request)

    async def build_prefix(self) -> tuple[Prefix, Registry]:
        """The prefix of new sessions with the tools of the MCP servers, without an engine.

        Raises:
            ConfigError: a prompt file cannot be read.
        """
        async with AsyncExitStack() as closing:
            await self._equipment.connect(closing)
            return self.render_prefix(), self.registry

    def render_prefix(self, tools: Sequence[ToolSpec] | None = None) -> Prefix:
        """The prefix of new sessions, rendered anew.

        Args:
            tools: those to show in it; None is all that the agent began with.

        Raises:
            ConfigError: a prompt file cannot be read.
        """
        return self._assembling.prefix(tools)


def _event_loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _settings(ready: Settings | None, given: Mapping[str, Any]) -> Settings:
    if ready is None:
        return load_settings(given)
    double = sorted(name for name, value in given.items() if value is not None)
    if double:
        raise ConfigError(f"give either settings or {', '.join(double)}, not both")
    return ready
