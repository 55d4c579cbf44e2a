"""One MCP server: connected in a task of its own, started again when it died."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, TypeVar

import anyio
import mcp_types as types
import structlog
from mcp import Client, MCPError
from mcp.client.session import ClientRequestContext, IncomingMessage
from pydantic import ValidationError

from agent.config import McpServer
from agent.errors import ToolFailed
from agent.tooling.hosting import Host
from agent.tooling.mcp.hosting import Answering
from agent.tooling.mcp.http import http_transport
from agent.tooling.mcp.listening import keep_listening
from agent.tooling.mcp.state import Life
from agent.tooling.mcp.stdio import stdio_transport

MOST_PAGES = 100
"""Pages of a list that are asked for."""

LONGEST_PAUSE = 60.0
"""Seconds between two starts of a server that keeps dying."""

_LEAVE = 10.0
"""Seconds that a connection has to close."""

_log = structlog.get_logger("agent.mcp")

Answer = TypeVar("Answer")


class Listener(Protocol):
    """Hears of a server's tools."""

    def changed(self) -> None:
        """They may be others now."""
        ...

    async def settled(self) -> None:
        """Wait until what was heard has been looked into."""
        ...


class ServerDown(Exception):
    """A server could not be reached; the message is the end of a sentence about it."""


class _Forgotten(ToolFailed):
    """The server does not know the session any more."""


@dataclass(slots=True)
class _Running:
    """A connection's task, which enters and leaves the SDK's contexts."""

    life: Life
    task: asyncio.Task[None]
    client: Client

    @property
    def alive(self) -> bool:
        return not self.life.over.is_set() and not self.task.done()


@dataclass(slots=True)
class Connection:
    """A server that is there when it is called."""

    name: str
    server: McpServer
    root: Path
    """The project: the server's directory, and the one root that it is told of."""
    host: Host = field(default_factory=Host)
    """Answers what the server asks."""
    listener: Listener | None = None
    answering: Answering = field(init=False)
    _running: _Running | None = None
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _deaths: int = 0
    """Since the last answer."""
    _not_before: float = 0.0
    _closed: bool = False

    def __post_init__(self) -> None:
        self.answering = Answering(self.name, self.server.sampling_tokens, self.host)

    async def tools(self) -> list[types.Tool]:
        """All its tools, in its own order.

        Raises:
            ServerDown: it does not start, or does not answer.
        """
        running = await self._alive()
        found: list[types.Tool] = []
        cursor: str | None = None
        try:
            with anyio.fail_after(self.server.startup_timeout):
                for _ in range(MOST_PAGES):
                    page = await running.client.list_tools(cursor=cursor)
                    found += page.tools
                    cursor = page.next_cursor
                    if cursor is None:
                        break
        except TimeoutError:
            raise ServerDown(
                f"did not list its tools within {self.server.startup_timeout:g} s"
            ) from None
        except (MCPError, ValidationError) as error:
            said = running.life.explained if not running.alive else _first_line(error)
            raise ServerDown(f"could not list its tools: {said}") from error
        return found

    @property
    def has_resources(self) -> bool:
        """Whether the server said, when it was last started, that it has resources."""
        running = self._running
        return running is not None and running.client.server_capabilities.resources is not None

    @property
    def has_prompts(self) -> bool:
        """The same of prompts."""
        running = self._running
        return running is not None and running.client.server_capabilities.prompts is not None

    @property
    def tools_change(self) -> bool:
        """Whether the server said, when it was last started, that it tells of other tools."""
        running = self._running
        tools = running.client.server_capabilities.tools if running is not None else None
        return tools is not None and bool(tools.list_changed)

    async def ask(self, request: Callable[[Client], Awaitable[Answer]]) -> Answer:
        """Makes a request. Cancelling it tells the server.

        Raises:
            ToolFailed: the server refused, answered nonsense, or died.
        """
        try:
            result = await self._asked(request)
        except _Forgotten:  # it did not look at the request, which can be made again
            result = await self._asked(request)
        self._deaths = 0
        if self.listener is not None:
            await self.listener.settled()
        return result

    async def _asked(self, request: Callable[[Client], Awaitable[Answer]]) -> Answer:
        try:
            running = await self._alive()
        except ServerDown as error:
            raise ToolFailed(f"MCP server {self.name} {error}.", transient=True) from error
        try:
            return await request(running.client)
        except MCPError as error:
            if running.life.forgotten:
                raise _Forgotten(f"MCP server {self.name} refused: {error.message}") from error
            if not _lost(error, running):
                raise ToolFailed(f"MCP server {self.name} refused: {error.message}") from error
            running.life.end("lost the connection")
            self._died()
            raise ToolFailed(
                f"MCP server {self.name} {running.life.explained} during the call. It is started "
                "again when it is next called.",
                transient=True,
            ) from error
        except (RuntimeError, ValidationError) as error:
            raise ToolFailed(
                f"MCP server {self.name} answered otherwise than it promised: {_first_line(error)}"
            ) from error

    async def close(self) -> None:
        """Ends the connection, and its process if it has one."""
        self._closed = True
        if self._running is not None:
            self._running.life.end("was closed")
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _alive(self) -> _Running:
        """Raises ServerDown when it does not start, or did not a moment ago."""
        async with self._starting:
            if self._running is not None and self._running.alive:
                return self._running
            if self._closed:
                raise ServerDown("is closed")
            pause = self._not_before - asyncio.get_running_loop().time()
            if pause > 0:
                raise ServerDown(f"keeps failing; it is started again in {math.ceil(pause)} s")
            again = self._running is not None
            try:
                self._running = await self._start()
            except ServerDown:
                self._died()
                raise
            if again:
                self._changed()
            return self._running

    async def _start(self) -> _Running:
        life = Life(self.name)
        ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        scope = anyio.CancelScope()
        task = asyncio.create_task(self._live(life, ready, scope), name=f"mcp-{self.name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            waited: set[asyncio.Future[Any]] = {ready, task}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            scope.cancel()
            raise
        if not ready.done():
            raise ServerDown(f"did not start: it {life.explained}")
        return _Running(life, task, ready.result())

    async def _live(
        self, life: Life, ready: asyncio.Future[Client], scope: anyio.CancelScope
    ) -> None:
        """From the start of the server to its end, in one task: anyio's scopes want that."""
        seconds = self.server.startup_timeout
        scope.deadline = anyio.current_time() + seconds
        try:
            with scope:
                async with self._client(life) as client:
                    scope.deadline = math.inf
                    ready.set_result(client)
                    async with anyio.create_task_group() as tasks:
                        tasks.start_soon(keep_listening, client, self._changed)
                        await life.over.wait()
                        tasks.cancel_scope.cancel()
                    scope.deadline = anyio.current_time() + _LEAVE
            if not ready.done():
                life.reason = f"was not ready within {seconds:g} s"
        except Exception as error:  # noqa: BLE001 - a server's failure is its own, whatever it is
            _log.debug("MCP connection ended", server=self.name, exc_info=error)
            life.end(told(error))
        finally:
            life.end("is gone")

    def _client(self, life: Life) -> Client:
        server = self.server
        remote = server.command is None
        return Client(
            http_transport(server, life) if remote else stdio_transport(server, self.root, life),
            client_info=types.Implementation(name="holdfast", version=version("holdfast")),
            list_roots_callback=self._roots,
            elicitation_callback=self.answering.elicit,
            sampling_callback=self.answering.sample if self.answering.may_sample else None,
            message_handler=self._heard,
            cache=None,
        )

    async def _heard(self, message: IncomingMessage) -> None:
        if isinstance(message, types.ToolListChangedNotification):
            self._changed()

    def _changed(self) -> None:
        if self.listener is not None:
            self.listener.changed()

    async def _roots(self, context: ClientRequestContext) -> types.ListRootsResult:
        root = self.root.resolve()
        return types.ListRootsResult(roots=[types.Root(uri=root.as_uri(), name=root.name)])  # type: ignore[arg-type]

    def _died(self) -> None:
        """The first time it is started again at once, then after a growing pause."""
        self._deaths += 1
        pause = min(LONGEST_PAUSE, 2.0 ** (self._deaths - 2)) if self._deaths > 1 else 0.0
        self._not_before = asyncio.get_running_loop().time() + pause


def _lost(error: MCPError, running: _Running) -> bool:
    """Whether the connection is gone, and not only this request refused."""
    return error.code == types.CONNECTION_CLOSED or not running.alive


def told(error: BaseException) -> str:
    """What went wrong, as the end of a sentence about the server."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, FileNotFoundError | PermissionError):
        return f"cannot be started: {error.strerror}: {error.filename}"
    return f"failed: {_first_line(error) or type(error).__name__}"


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:300]
