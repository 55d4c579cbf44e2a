"""`Agent` and `Session`: the only place where the parts are assembled."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import structlog

from agent.config import Settings, load_settings
from agent.context import formats
from agent.context.budget import Budget
from agent.context.cache import CacheExpectation
from agent.context.few_shot import examples_for, message_from_openai, read_few_shot
from agent.context.journal import Journal, load_transcript
from agent.context.planning import Planner, prefix_tokens
from agent.context.prefix import Prefix
from agent.context.transcript import Transcript, unfinished_calls
from agent.context.window import Window
from agent.engine.client import EngineClient
from agent.engine.complete import Backoff
from agent.engine.local import ensure_engine
from agent.engine.request import Engine, Sampling
from agent.errors import ConfigError, KnowledgeError, ToolFailed
from agent.events import Event, Record, RunEnded, SessionOpened, ToolFinished
from agent.loop import Limits, Loop
from agent.reply import Reply, reply_from
from agent.retrieval import Found, Knowledge
from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.store.sqlite import SQLiteStore
from agent.tooling import Dispatcher, Registered, Registry, Tool, ToolContext, entry_point_tools
from agent.tooling import tool as as_tool
from agent.types import Message, ToolCall, ToolFailure, ToolOutcome

DISTRIBUTION = "holdfast"
"""The distribution whose tools are offered when none are named."""

DEFAULT_BLOCK_SIZE = 16
"""vLLM's block size in tokens, for a server that does not say its own."""

ToolGiven: TypeAlias = Tool | Callable[..., Any] | str
"""A tool, a function to make one of, or the name of an installed tool."""

FewShotGiven: TypeAlias = Sequence[Message | Mapping[str, Any]] | Path
"""Messages, OpenAI messages, or a JSON Lines file of these."""

_SESSION_ID = re.compile(r"[A-Za-z0-9_.:@-]{1,128}")

_log = structlog.get_logger("agent.runtime")


@dataclass(frozen=True, slots=True)
class Parts:
    """What all sessions of an agent share, once it is open."""

    engine: Engine
    registry: Registry
    prefix: Prefix
    prefix_tokens: int
    store: Store
    knowledge: Knowledge | None
    expectation: CacheExpectation
    dispatcher: Dispatcher


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
        **more: Any,
    ) -> None:
        """What is None comes from `agent.toml`, the environment or the defaults.

        Args:
            model: the served model's name.
            base_url: the engine's address; without one the local engine is started or joined.
            system: the system prompt, or a file that holds it.
            few_shot: examples that follow the system prompt in the frozen prefix.
            tools: what the model may call; names stand for installed tools.
            knowledge: the index that the `search` tool looks in.
            store: where sessions are kept.
            settings: ready settings in place of those of the project around this directory.
            engine: a ready engine, such as `agent.testing.ScriptedModel`.
            progress: is told what the start of a local engine is doing.
            more: any other field of `agent.config.Settings`.

        Raises:
            ConfigError: a setting is unknown or wrong.
            ToolRefused: a tool cannot be registered.
        """
        given = {
            "model": model,
            "url": base_url,
            "system": system if isinstance(system, Path) else None,
            "few_shot": few_shot if isinstance(few_shot, Path) else None,
            "knowledge": Path(knowledge) if isinstance(knowledge, str | Path) else None,
            "store": str(store) if isinstance(store, str | Path) else None,
            **more,
        }
        self.settings = settings or load_settings(given)
        self._system = system if isinstance(system, str) else None
        self._few_shot = None if isinstance(few_shot, Path) else few_shot
        self._knowledge = knowledge if isinstance(knowledge, Knowledge) else None
        self._store = None if isinstance(store, str | Path) else store
        self._engine = engine
        self._progress = progress
        self._parts: Parts | None = None
        self._opening = asyncio.Lock()
        self.registry = _registry(self.settings.tools if tools is None else tuple(tools))

    async def run(self, text: str, *, session: str | None = None) -> Reply:
        """One run in a new session, or in the session of this id."""
        async with self.session(session) as opened:
            return await opened.send(text)

    def run_sync(self, text: str, *, session: str | None = None) -> Reply:
        """`run` for scripts without an event loop; the agent is closed again afterwards."""

        async def run_and_close() -> Reply:
            async with self:
                return await self.run(text, session=session)

        return asyncio.run(run_and_close())

    def session(self, session_id: str | None = None) -> Session:
        """A session to enter with `async with`: new, or resumed if the store has this id.

        Raises:
            ConfigError: the id has other characters than letters, digits and `_.:@-`.
        """
        chosen = uuid.uuid4().hex[:12] if session_id is None else session_id
        if not _SESSION_ID.fullmatch(chosen):
            raise ConfigError(
                f"{chosen!r} is not a session id: 1 to 128 letters, digits and _ . : @ -"
            )
        return Session(self, chosen)

    async def call_tool(self, name: str, arguments: str) -> tuple[ToolOutcome, str]:
        """Run one tool as the model would, without an engine.

        Args:
            arguments: JSON, checked like the model's.

        Returns:
            The outcome, and what the model would read.
        """
        knowledge = self._knowledge or _open_knowledge(self.settings)
        dispatcher = Dispatcher(self.registry, timeout=self.settings.tool_timeout)

        async def ignore(*_: object) -> None: ...

        def context(call: ToolCall) -> ToolContext:
            return _tool_context("none", call, self.settings, knowledge)

        call = ToolCall("call", name, arguments)
        (outcome,) = await dispatcher.run([call], context, ignore, ignore)
        return outcome, formats.tool_result(name, outcome)

    async def open(self) -> Parts:
        """Connect, render the prefix and open the store; once, however many ask at a time."""
        async with self._opening:
            if self._parts is None:
                self._parts = await self._assemble()
            return self._parts

    async def close(self) -> None:
        """Let go of the engine's connections, the store and the knowledge index."""
        parts, self._parts = self._parts, None
        if parts is None:
            return
        await parts.engine.close()
        await parts.store.close()
        if parts.knowledge is not None and parts.knowledge is not self._knowledge:
            parts.knowledge.close()

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

    async def _assemble(self) -> Parts:
        prefix = self._render_prefix()
        engine = self._engine or await self._connect()
        facts = engine.facts
        return Parts(
            engine=engine,
            registry=self.registry,
            prefix=prefix,
            prefix_tokens=await prefix_tokens(engine, prefix),
            store=self._store or _open_store(self.settings),
            knowledge=self._knowledge or _open_knowledge(self.settings),
            expectation=CacheExpectation(facts.block_size or DEFAULT_BLOCK_SIZE, facts.started),
            dispatcher=Dispatcher(self.registry, timeout=self.settings.tool_timeout),
        )

    def _render_prefix(self) -> Prefix:
        system = self._system
        if system is None:
            system = _read_text(self.settings.system, "system.md").strip()
        names = self.registry.names
        return Prefix.render(system, examples_for(self._examples(), names), self.registry.specs)

    def _examples(self) -> tuple[Message, ...]:
        if self._few_shot is None or isinstance(self._few_shot, Path):
            source = self.settings.few_shot
            return read_few_shot(_read_text(source, "few_shot.jsonl"), str(source or "few_shot"))
        return tuple(
            message_from_openai(each, "few_shot") if isinstance(each, Mapping) else each
            for each in self._few_shot
        )

    async def _connect(self) -> Engine:
        settings = self.settings
        url, model = settings.url, settings.model
        if url is None:
            local = await ensure_engine(model=bundled_model(), progress=self._progress)
            url, model = local.url, model or local.model
        return await EngineClient.connect(
            url, model=model, api_key=settings.api_key, window=settings.context_tokens
        )


class Session:
    """Many runs over one transcript. Enter it with `async with agent.session(…)`."""

    def __init__(self, agent: Agent, session_id: str) -> None:
        self.id = session_id
        self._agent = agent
        self._running = asyncio.Lock()
        self._opened: tuple[Parts, Journal, Loop] | None = None

    async def __aenter__(self) -> Self:
        parts = await self._agent.open()
        journal = await _open_journal(self.id, parts)
        self._opened = (parts, journal, self._loop(parts, journal))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened = None

    @property
    def transcript(self) -> Transcript:
        """Everything that was recorded in this session."""
        return self._parts_of_open_session()[1].transcript

    async def send(self, text: str) -> Reply:
        """Answer the user's message.

        Raises:
            ConfigError: the message is empty.
        """
        async with aclosing(self.stream(text)) as events:
            async for _ in events:
                pass
        return self.reply()

    async def stream(self, text: str) -> AsyncGenerator[Event, None]:
        """Answer the user's message, and yield what happens. Leaving the iteration stops the run.

        Raises:
            ConfigError: the message is empty.
        """
        if not text.strip():
            raise ConfigError("the task is empty: say what the agent should do")
        _, journal, loop = self._parts_of_open_session()
        async with self._running:
            events: asyncio.Queue[Event | None] = asyncio.Queue()
            journal.watcher = events.put_nowait
            run = asyncio.ensure_future(loop.run(text))
            run.add_done_callback(lambda _: events.put_nowait(None))
            try:
                while (event := await events.get()) is not None:
                    yield event
                await run
            finally:
                run.cancel()
                await asyncio.wait({run})
                journal.watcher = None

    def reply(self) -> Reply:
        """The outcome of the last run."""
        parts, journal, _ = self._parts_of_open_session()
        return reply_from(
            self.id,
            journal.transcript.last_run(),
            window=parts.engine.facts.window,
            prefix_tokens=parts.prefix_tokens,
        )

    def _loop(self, parts: Parts, journal: Journal) -> Loop:
        settings = self._agent.settings
        budget = Budget.for_window(
            parts.engine.facts.window,
            reserve=settings.reserve_tokens,
            answer_limit=settings.answer_tokens,
        )
        sampling = Sampling(settings.temperature, settings.top_p, settings.seed)
        return Loop(
            engine=parts.engine,
            planner=Planner(self.id, parts.engine, budget, parts.expectation, sampling),
            journal=journal,
            dispatcher=parts.dispatcher,
            tool_context=self._tool_context,
            tool_names=parts.registry.names,
            limits=Limits(settings.max_turns, settings.max_run_tokens, settings.max_run_seconds),
            backoff=Backoff(),
        )

    def _tool_context(self, call: ToolCall) -> ToolContext:
        parts, _, _ = self._parts_of_open_session()
        return _tool_context(self.id, call, self._agent.settings, parts.knowledge)

    def _parts_of_open_session(self) -> tuple[Parts, Journal, Loop]:
        if self._opened is None:
            raise ConfigError(
                f"session {self.id} is not open: use `async with agent.session(…) as session:`"
            )
        return self._opened


@dataclass(frozen=True, slots=True)
class KnowledgeSearch:
    """The tools' `Search` over a knowledge index."""

    knowledge: Knowledge

    async def __call__(self, query: str, limit: int) -> str:
        """Passages for `query`, as the model reads them.

        Raises:
            ToolFailed: the index cannot be read.
        """
        try:
            found = await asyncio.to_thread(self.knowledge.search, query, limit)
        except KnowledgeError as error:
            raise ToolFailed(str(error)) from error
        if not found:
            return formats.no_passages(query)
        return formats.passages(_passage(each) for each in found)


def bundled_model() -> Path:
    """The directory of the model that comes with the package."""
    return Path(str(files("agent.models"))) / "holdfast-tiny"


def _tool_context(
    session_id: str, call: ToolCall, settings: Settings, knowledge: Knowledge | None
) -> ToolContext:
    return ToolContext(
        session_id=session_id,
        call_id=call.id,
        root=settings.project,
        search=KnowledgeSearch(knowledge) if knowledge is not None else None,
    )


def _passage(found: Found) -> formats.Passage:
    return formats.Passage(found.id, found.source, found.first_line, found.last_line, found.text)


def _registry(given: tuple[ToolGiven, ...] | None) -> Registry:
    """The tools to offer: those that are given, or the built-in ones."""
    discovered = entry_point_tools()
    for broken in discovered.broken:
        _log.warning("tool plugin is broken", plugin=broken.name, reason=broken.reason)
    if given is None:
        offered = [each for each in discovered.tools if each.origin == DISTRIBUTION]
        return Registry(offered).freeze()
    installed = {each.tool.name: each for each in discovered.tools}
    return Registry(_registered(each, installed) for each in given).freeze()


def _registered(given: ToolGiven, installed: Mapping[str, Registered]) -> Registered:
    if not isinstance(given, str):
        return Registered(given if isinstance(given, Tool) else as_tool(given), "code")
    if given not in installed:
        known = ", ".join(sorted(installed))
        raise ConfigError(f"no installed tool is named {given!r}. There are: {known}")
    return installed[given]


def _read_text(path: Path | None, default: str) -> str:
    source = path or files("agent.prompts") / default
    try:
        return source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{source} cannot be read as text: {error}") from error


def _open_store(settings: Settings) -> Store:
    path = settings.store_path
    return MemoryStore() if path is None else SQLiteStore(path)


def _open_knowledge(settings: Settings) -> Knowledge | None:
    path = settings.knowledge_path
    if settings.knowledge is None and not path.exists():
        return None
    return Knowledge.open(path)


async def _open_journal(session: str, parts: Parts) -> Journal:
    """A new session's journal, or a resumed one's with the prefix that it began with."""
    transcript = await load_transcript(session, parts.store)
    first: Record | None = next(transcript.records, None)
    if first is None:
        journal = Journal(session, parts.store, transcript, Window(parts.prefix))
        await journal.record(
            SessionOpened(
                session, parts.engine.facts.model, parts.prefix.hash, parts.prefix.to_json()
            )
        )
        return journal
    prefix = Prefix.from_json(first.prefix) if isinstance(first, SessionOpened) else parts.prefix
    if prefix.hash != parts.prefix.hash:
        _log.warning("the configuration changed: the session keeps its prefix", session=session)
    journal = Journal(session, parts.store, transcript, Window(prefix, transcript.records))
    await _settle_unfinished(journal)
    return journal


async def _settle_unfinished(journal: Journal) -> None:
    """Give every call that a dead process left behind a result that says so."""
    for call, started in unfinished_calls(journal.transcript):
        failure = (
            ToolFailure("cancelled")
            if started
            else ToolFailure("tool_failed", "the process ended before the tool was started.")
        )
        outcome = ToolOutcome(failure=failure)
        await journal.record(ToolFinished(call, outcome, formats.tool_result(call.name, outcome)))
    if not isinstance(journal.transcript.last, RunEnded | SessionOpened):
        await journal.record(RunEnded("cancelled", "the process ended during the run"))
