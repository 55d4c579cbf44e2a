"""`Session`: many runs over one transcript."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Any, Self

import structlog

from agent.assembly import tool_context
from agent.config import Settings
from agent.context import formats
from agent.context.announcing import Announcer
from agent.context.budget import Budget
from agent.context.cache import CacheExpectation
from agent.context.compactor import CompactionLimits, Compactor
from agent.context.door import Door, ResultBudgets
from agent.context.forking import fork
from agent.context.history import entries_of
from agent.context.journal import Journal
from agent.context.measure import Measure
from agent.context.planning import Planner, prefix_tokens
from agent.context.prefix import Prefix
from agent.context.probe_cache import ProbeCache
from agent.context.resuming import OnChange, is_settled, open_journal, settle
from agent.context.self_check import SelfCheck
from agent.context.transcript import Entry, Transcript, remembered_rules
from agent.context.transport import MessageTransport, Transport, choose_transport
from agent.context.warming import PrefixWarmer
from agent.engine.complete import Backoff
from agent.engine.request import Engine, Sampling
from agent.errors import ConfigError, ToolFailed
from agent.events import Event, NoticeGiven, RunEnded, SessionOpened, ToolProgressed, UserSpoke
from agent.loop import Limits, Loop
from agent.reply import ContextReport, Reply, reply_from, tokens_in_window
from agent.retrieval import Knowledge
from agent.store.base import SessionArtifacts, Store
from agent.tooling import (
    Dispatcher,
    Guard,
    PermissionGate,
    Registry,
    ToolContext,
    ToolSearch,
    target,
)
from agent.types import ToolCall

_LONGEST_ID = 100
"""Characters of a session's id that its sub-agents' ids begin with."""

_SESSION_ID = re.compile(r"[A-Za-z0-9_.:@-]{1,128}")

_log = structlog.get_logger("agent.session")


def chosen_id(given: str | None) -> str:
    """A session's id: the one that was given, or a new one.

    Raises:
        ConfigError: it has other characters than letters, digits and `_.:@-`.
    """
    chosen = uuid.uuid4().hex[:12] if given is None else given
    if not _SESSION_ID.fullmatch(chosen):
        raise ConfigError(f"{chosen!r} is not a session id: 1 to 128 letters, digits and _ . : @ -")
    return chosen


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
    expectation: CacheExpectation
    warmer: PrefixWarmer
    dispatcher: Dispatcher
    guard: Guard
    event_loop: asyncio.AbstractEventLoop
    closing: AsyncExitStack
    """Closes what was opened here; what the caller gave stays open."""


class Session:
    """Many runs over one transcript. Enter it with `async with agent.session(…)`."""

    def __init__(
        self,
        session_id: str,
        settings: Settings,
        parts: Callable[[], Awaitable[Parts]],
        *,
        depth: int = 0,
        on_change: OnChange = "keep",
        parent: str = "",
    ) -> None:
        """Made by `Agent.session`; `parts` opens the agent.

        Args:
            depth: above 0 in a sub-agent, whose `parent` is the session that began it.
        """
        self.id = session_id
        self._settings = settings
        self._parts = parts
        self._depth = depth
        self._parent = parent
        self._on_change = on_change
        self._tool_state: dict[str, Any] = {}
        self._running = asyncio.Lock()
        self._opened: _Opened | None = None
        self._run: asyncio.Future[RunEnded] | None = None

    async def __aenter__(self) -> Self:
        parts = await self._parts()
        parts.warmer.start()
        journal = await open_journal(
            self._wanted(parts),
            parts.store,
            partial(_transport_for, parts, self._settings),
            self._on_change,
        )
        try:
            prefix_tokens = await _prefix_tokens(parts, journal.window.prefix)
            self._opened = _Opened(
                parts=parts,
                journal=journal,
                loop=self._loop(parts, journal, prefix_tokens),
                prefix_tokens=prefix_tokens,
            )
        except BaseException:
            await journal.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._run is not None:
            await _stop(self._run)
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.journal.close()
        self._tool_state = {}

    @property
    def transcript(self) -> Transcript:
        """What was recorded in this session; of a resumed one, what its next request needs.

        `history` has everything.
        """
        return self._open().journal.transcript

    @property
    def interrupted(self) -> bool:
        """Whether the last run has not ended, because its process died: `resume` goes on."""
        return not is_settled(self._open().journal.transcript)

    async def history(self, first: int = 0) -> AsyncGenerator[Entry, None]:
        """All entries of the session from number `first` on, read from the store page by page.

        Raises:
            StoreError: the store cannot be read.
        """
        async with aclosing(entries_of(self._open().parts.store, self.id, first)) as entries:
            async for entry in entries:
                yield entry

    async def fork(self, at: int | None = None, session_id: str | None = None) -> Session:
        """A new session, to be entered, that begins with this one's records before number `at`.

        None takes them all. Forking at a user's message and sending another one edits it. A call is
        never parted from its results, nor a request from its answer: then the fork begins with
        fewer records, which is logged. Artifacts are shared.

        Raises:
            ConfigError: there is no record `at`, or the new id is wrong or taken.
            StoreError: the store cannot be read or written.
        """
        chosen = chosen_id(session_id)
        forked = await fork(self._open().parts.store, self.id, chosen, at)
        if forked.at < forked.wanted:
            _log.warning(
                "forked earlier, so that a call keeps its results and a request its answer",
                session=chosen,
                wanted=forked.wanted,
                at=forked.at,
            )
        return Session(chosen, self._settings, self._parts, depth=self._depth)

    async def send(self, text: str, *, pinned: bool = False) -> Reply:
        """Answer the user's message. A pinned one stays word for word through every compaction.

        Raises:
            ConfigError: the message is empty.
        """
        async with aclosing(self.stream(text, pinned=pinned)) as events:
            async for _ in events:
                pass
        return self.reply()

    async def resume(self) -> Reply:
        """Go on with an interrupted run to its end.

        An answer that was not complete is requested again. Tools that only read, or may be called
        twice, run again; of any other that had been started, the model is told that it was.

        Raises:
            ConfigError: the last run has ended.
        """
        async with aclosing(self.resume_stream()) as events:
            async for _ in events:
                pass
        return self.reply()

    async def note(self, text: str, *, pinned: bool = False) -> None:
        """Tell the model something that changed: the time, the working directory, what is left.

        It is appended behind what was sent, so it costs its own tokens and no others, and the model
        reads it with the next message.

        Raises:
            ConfigError: the note is empty.
        """
        if not text.strip():
            raise ConfigError("the note is empty: say what the model should know")
        async with self._running:
            await self._open().journal.record(NoticeGiven(formats.note(text), pinned))

    async def stream(self, text: str, *, pinned: bool = False) -> AsyncGenerator[Event, None]:
        """Answer the user's message, and yield what happens. Leaving the iteration stops the run.

        Raises:
            ConfigError: the message is empty.
        """
        if not text.strip():
            raise ConfigError("the task is empty: say what the agent should do")
        async with self._running, aclosing(self._events(UserSpoke(text, pinned))) as events:
            async for event in events:
                yield event

    async def resume_stream(self) -> AsyncGenerator[Event, None]:
        """Go on with an interrupted run, and yield what happens. Leaving it stops the run.

        Raises:
            ConfigError: the last run has ended.
        """
        async with self._running:
            if not self.interrupted:
                raise ConfigError(f"session {self.id}: the last run has ended, nothing is left")
            async with aclosing(self._events(None)) as events:
                async for event in events:
                    yield event

    async def _events(self, said: UserSpoke | None) -> AsyncGenerator[Event, None]:
        """What happens in a new run, or in the interrupted one where nothing is said."""
        opened = self._open()
        journal = opened.journal
        if said is not None:
            await settle(journal)
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        journal.watcher = events.put_nowait
        await opened.parts.warmer.ready()
        going = opened.loop.resume() if said is None else opened.loop.run(said)
        run = self._run = asyncio.ensure_future(going)
        run.add_done_callback(lambda _: events.put_nowait(None))
        try:
            while (event := await events.get()) is not None:
                yield event
            await run
        finally:
            await _stop(run)
            journal.watcher = None

    async def artifact(self, handle: str) -> bytes:
        """What a handle in this session stands for, byte for byte.

        Raises:
            StoreError: there is no such handle, or the store cannot be read.
        """
        return await self._open().parts.store.get(handle)

    def reply(self) -> Reply:
        """The outcome of the last run."""
        opened = self._open()
        transcript = opened.journal.transcript
        context = ContextReport(
            tokens=tokens_in_window(entry.record for entry in reversed(transcript))
            or opened.prefix_tokens,
            window=opened.parts.engine.facts.window,
            prefix_tokens=opened.prefix_tokens,
            epoch=transcript.epoch.number if transcript.epoch is not None else 0,
        )
        return reply_from(self.id, transcript.last_run(), context)

    def _loop(self, parts: Parts, journal: Journal, prefix_tokens: int) -> Loop:
        settings = self._settings
        budget = Budget.for_window(
            parts.engine.facts.window,
            reserve=settings.reserve_tokens,
            answer_limit=settings.answer_tokens,
        )
        opened = journal.transcript.opened
        stored = opened.sampling if opened is not None else None
        sampling = Sampling(**(stored or _sampling(settings)))
        limits = CompactionLimits.for_budget(budget, settings.recent_tokens)
        planner = Planner(
            self.id,
            parts.engine,
            budget,
            prefix_tokens,
            parts.expectation,
            sampling,
            journal.transcript.answer_sizes(),
            limits.reserve,
        )
        backoff = Backoff()
        artifacts = SessionArtifacts(parts.store, self.id)
        return Loop(
            engine=parts.engine,
            planner=planner,
            compactor=Compactor(
                parts.engine,
                planner,
                artifacts,
                limits,
                backoff,
            ),
            self_check=SelfCheck(parts.engine, MessageTransport(parts.transport.guard)),
            journal=journal,
            announcer=Announcer(parts.registry, journal),
            door=Door(
                artifacts,
                Measure.of(parts.engine, parts.transport),
                ResultBudgets.for_window(budget.window, settings.result_tokens, parts.registry),
            ),
            dispatcher=parts.dispatcher,
            tool_context=self._tool_context,
            registry=parts.registry,
            gate=PermissionGate(
                parts.guard,
                decided=journal.record,
                asking=journal.preview,
                remembered=remembered_rules(journal.transcript),
            ),
            limits=Limits(settings.max_turns, settings.max_run_tokens, settings.max_run_seconds),
            backoff=backoff,
        )

    def _tool_context(self, call: ToolCall) -> ToolContext:
        opened = self._open()
        artifacts = opened.loop.door.reader(target(call).name)
        return tool_context(
            self.id,
            call,
            self._settings,
            opened.parts.knowledge,
            artifacts,
            self._delegate if self._depth < self._settings.delegate_depth else None,
            self._tool_state,
            key=opened.journal.key(call),
            tools=opened.parts.tools,
            progress=_Progress(call, opened.journal, opened.parts.event_loop),
        )

    def _wanted(self, parts: Parts) -> SessionOpened:
        """What this session would begin with if it were new."""
        return SessionOpened(
            session=self.id,
            model=parts.engine.facts.model,
            prefix_hash=parts.prefix.hash,
            prefix=parts.prefix.to_json(),
            sampling=_sampling(self._settings),
            template=parts.transport.fingerprint,
            project=str(self._settings.project.resolve()),
            parent=self._parent,
        )

    async def _delegate(self, task: str) -> str:
        """The tools' `Delegate`: one run in a new session that shares this one's prefix."""
        opened = self._open()
        parts = replace(
            opened.parts, prefix=opened.journal.window.prefix, prefix_tokens=opened.prefix_tokens
        )

        async def open_parts() -> Parts:
            return parts

        settings = self._settings.model_copy(update={"max_turns": self._settings.delegate_turns})
        below = f"{self.id[:_LONGEST_ID]}.{uuid.uuid4().hex[:8]}"
        async with Session(
            below, settings, open_parts, depth=self._depth + 1, parent=self.id
        ) as session:
            reply = await session.send(task)
        if reply.status != "done":
            raise ToolFailed(f"The sub-agent ended without an answer: {reply.detail}.")
        return reply.text

    def _open(self) -> _Opened:
        if self._opened is None:
            raise ConfigError(
                f"session {self.id} is not open: use `async with agent.session(…) as session:`"
            )
        return self._opened


@dataclass(frozen=True, slots=True)
class _Opened:
    """What an open session has. A resumed one keeps its own prefix, whatever the agent's is."""

    parts: Parts
    journal: Journal
    loop: Loop
    prefix_tokens: int


async def _transport_for(parts: Parts, settings: Settings, own: SessionOpened) -> Transport:
    """How a session with this prefix and template is sent."""
    prefix = Prefix.from_json(own.prefix)
    transport = parts.transport
    if prefix.hash != parts.prefix.hash:
        cache = ProbeCache(settings.probe_cache_path)
        transport = await choose_transport(
            parts.engine, prefix, cache, reasoning=settings.reasoning
        )
    if own.template and own.template != transport.fingerprint:
        return MessageTransport(transport.guard)  # its token ids are those of another template
    return transport


def _sampling(settings: Settings) -> dict[str, Any]:
    return {
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "seed": settings.seed,
    }


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


async def _prefix_tokens(parts: Parts, prefix: Prefix) -> int:
    if prefix == parts.prefix:
        return parts.prefix_tokens
    return await prefix_tokens(parts.engine, prefix)


async def _stop(run: asyncio.Future[RunEnded]) -> None:
    """Cancel a run and wait until its tools have stopped and its end is recorded."""
    if run.done():
        return
    run.cancel()
    await asyncio.wait({run})
    if not run.cancelled() and (error := run.exception()) is not None:
        _log.warning("the stopped run could not be ended cleanly", error=str(error))
