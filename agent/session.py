"""`Session`: many runs over one transcript."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from types import TracebackType
from typing import Self

import structlog

from agent.config import Settings
from agent.context import formats
from agent.context.citing import given_before
from agent.context.forking import fork
from agent.context.given import Given
from agent.context.history import entries_of
from agent.context.resuming import OnChange, is_settled
from agent.context.transcript import Entry, Transcript
from agent.engine.wire import unicode_text
from agent.errors import ConfigError, ToolFailed
from agent.events import Event, NoticeGiven, RunEnded, UserSpoke
from agent.opening import Opening, OpenSession, Parts
from agent.reply import ContextReport, Reply, reply_from, tokens_in_window
from agent.uncut import to_the_end

_LONGEST_ID = 100
"""Characters of a session's id that its sub-agents' ids begin with."""

_MOST_SUB_AGENTS = 4
"""Sub-agents that a session has at a time. Each of them counts its own: with one limit for all,
those that wait for their sub-agents would leave no place for these."""

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
        tenant: str = "",
    ) -> None:
        """Made by `Agent.session`; `parts` opens the agent.

        Args:
            tenant: whose it is to be; empty is whose it was.
            depth: above 0 in a sub-agent, whose `parent` is the session that began it.
        """
        self.id = session_id
        self._settings = settings
        self._parts = parts
        self._depth = depth
        self._parent = parent
        self._tenant = tenant
        self._on_change = on_change
        self._running = asyncio.Lock()
        self._sub_agents = asyncio.Semaphore(_MOST_SUB_AGENTS)
        self._opened: OpenSession | None = None
        self._run: asyncio.Future[RunEnded] | None = None
        self._given_before: Given | None = None

    async def __aenter__(self) -> Self:
        parts = await self._parts()
        delegate = self._delegate if self._depth < self._settings.delegate_depth else None
        opening = Opening(
            self.id, self._settings, parts, self._on_change, self._parent, self._tenant, delegate
        )
        self._opened = await opening.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._run is not None:
                await _stop(self._run)
        finally:
            opened, self._opened = self._opened, None
            if opened is not None:
                opened.loop.admission.left()
                await opened.journal.close()

    @property
    def transcript(self) -> Transcript:
        """What was recorded in this session; of a resumed one, what its next request needs.

        `history` has everything.
        """
        return self._open().journal.transcript

    @property
    def tenant(self) -> str:
        """Whose session it is, as its log says; empty where it is nobody's."""
        return self._open().tenant

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
        return Session(chosen, self._settings, self._parts, depth=self._depth, tenant=self.tenant)

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
            await self._open().journal.record(NoticeGiven(formats.note(unicode_text(text)), pinned))

    async def prompt(self, name: str, arguments: Mapping[str, str] | str = "") -> str:
        """The text of an MCP server's prompt, to be sent. Bytes in it are kept as artifacts.

        Args:
            name: `server:prompt`, as `Agent.prompts` lists it.
            arguments: by name, or as they are typed in the chat: `city=Oslo days=3`.

        Raises:
            ConfigError: there is no such prompt, or its arguments are wrong.
            ToolFailed: the server refused, or could not be reached.
        """
        opened = self._open()
        servers = opened.parts.prompts
        known = {each.full_name: each for each in await servers.prompts()} if servers else {}
        if servers is None or name not in known:
            raise ConfigError(f"there is no prompt {name!r}. There are: {', '.join(known) or '-'}")
        prompt = known[name]
        given = prompt.read(arguments) if isinstance(arguments, str) else prompt.checked(arguments)
        return await servers.prompt(prompt, given, opened.loop.door.reader(name))

    async def stream(self, text: str, *, pinned: bool = False) -> AsyncGenerator[Event, None]:
        """Answer the user's message, and yield what happens. Leaving the iteration stops the run.

        Raises:
            ConfigError: the message is empty.
        """
        if not text.strip():
            raise ConfigError("the task is empty: say what the agent should do")
        said = UserSpoke(unicode_text(text), pinned)
        async with self._running, aclosing(self._events(said)) as events:
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
            await opened.loop.settle()
            if opened.retriever is not None:
                said = await opened.retriever.behind(said)
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
            await self._look_up_sources()
        finally:
            await _stop(run)
            journal.watcher = None

    async def _look_up_sources(self) -> None:
        """Read what was given before the entries at hand, if the answer may cite of it."""
        first = self.transcript.first
        if first and self._given_before is None and not all(s.given for s in self.reply().sources):
            store = self._open().parts.store
            self._given_before = await given_before(store, self.id, first)

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
        given = None
        if opened.retriever is not None:
            before = self._given_before or Given()
            given = (before, opened.retriever.pinned, transcript.given)
        return reply_from(self.id, transcript.last_run(), context, given)

    async def _delegate(self, task: str) -> str:
        """The tools' `Delegate`: one run in a new session that shares this one's prefix."""
        opened = self._open()
        parts = replace(
            opened.parts, prefix=opened.journal.window.prefix, prefix_tokens=opened.prefix_tokens
        )

        async def open_parts() -> Parts:
            return parts

        settings = self._settings.model_copy(update={"max_turns": self._settings.delegate_turns})
        below = Session(
            f"{self.id[:_LONGEST_ID]}.{uuid.uuid4().hex[:8]}",
            settings,
            open_parts,
            depth=self._depth + 1,
            parent=self.id,
            tenant=opened.tenant,
        )
        async with self._sub_agents, below as session:
            reply = await session.send(task)
        if reply.status != "done":
            raise ToolFailed(f"The sub-agent ended without an answer: {reply.detail}.")
        return reply.text

    def _open(self) -> OpenSession:
        if self._opened is None:
            raise ConfigError(
                f"session {self.id} is not open: use `async with agent.session(…) as session:`"
            )
        return self._opened


async def _stop(run: asyncio.Future[RunEnded]) -> None:
    """Cancel a run and wait until its tools have stopped and its end is recorded."""
    if run.done():
        return
    run.cancel()
    await to_the_end(asyncio.wait({run}))  # what follows must not meet what it still records
    if not run.cancelled() and (error := run.exception()) is not None:
        _log.warning("the stopped run could not be ended cleanly", error=str(error))
