"""A server as a process that speaks MCP on stdin and stdout.

The SDK's own transport holds lines of any length, and logs each line that is no message; this one
bounds both, keeps stderr, and knows how the process ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client._transport import TransportStreams
from mcp.client.stdio import get_default_environment
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

from agent.config import McpServer
from agent.tooling.mcp.sieve import sieved
from agent.tooling.mcp.state import Life

LONGEST_MESSAGE = 16 * 2**20
"""Bytes of one message."""

MOST_RUBBISH = 100
"""Lines on stdout that are no messages, before the server is given up."""

_LEAVE = 1.0
"""Seconds that a server has to end when its stdin closes, and again when it is asked to."""

_log = structlog.get_logger("agent.mcp")


@asynccontextmanager
async def stdio_transport(
    server: McpServer, directory: Path, life: Life
) -> AsyncIterator[TransportStreams]:
    """Starts the process, and ends it with all that it started in its group.

    Raises:
        OSError: it cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        str(server.command),
        *server.args,
        cwd=directory / (server.cwd or "."),
        env=get_default_environment() | dict(server.env),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=LONGEST_MESSAGE,
        start_new_session=True,
    )
    deliver, received = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    sent, outgoing = anyio.create_memory_object_stream[SessionMessage](0)
    async with anyio.create_task_group() as tasks, deliver, received, sent, outgoing:
        tasks.start_soon(_read, process, deliver, life)
        tasks.start_soon(_write, process, outgoing)
        tasks.start_soon(_listen, process, life)
        try:
            yield received, sent
        finally:
            with anyio.CancelScope(shield=True):
                received.close()
                await _end(process)
            tasks.cancel_scope.cancel()


async def _read(
    process: asyncio.subprocess.Process,
    deliver: MemoryObjectSendStream[SessionMessage | Exception],
    life: Life,
) -> None:
    assert process.stdout is not None
    # When the stream closes, whoever waits for an answer hears of the end, and finds the reason.
    with deliver, suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        reason = await _deliver_messages(process.stdout, deliver, life)
        life.end(reason or await _how_it_ended(process))


async def _deliver_messages(
    stdout: asyncio.StreamReader,
    deliver: MemoryObjectSendStream[SessionMessage | Exception],
    life: Life,
) -> str:
    """Until the end, or until the reason to stop that is returned."""
    rubbish = 0
    while True:
        try:
            line = await stdout.readline()
        except ValueError:
            return f"sent a message of more than {LONGEST_MESSAGE // 2**20} MiB"
        if not line:
            return ""
        try:
            message = jsonrpc_message_adapter.validate_json(line, by_name=False)
        except ValueError:
            rubbish += bool(line.strip())
            if rubbish == 1:
                shown = line[:200].decode("utf-8", "replace").strip()
                _log.warning("not a message on stdout", server=life.server, line=shown)
            if rubbish > MOST_RUBBISH:
                return f"wrote {rubbish} lines on stdout that are no MCP messages"
            continue
        await deliver.send(sieved(SessionMessage(message), life.server))


async def _how_it_ended(process: asyncio.subprocess.Process) -> str:
    await _ended_within(process, 1)
    code = process.returncode
    if code is None:
        return "closed its stdout"
    return f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"


async def _write(
    process: asyncio.subprocess.Process, outgoing: MemoryObjectReceiveStream[SessionMessage]
) -> None:
    assert process.stdin is not None
    with suppress(ConnectionError, anyio.ClosedResourceError):
        async for each in outgoing:
            text = each.message.model_dump_json(by_alias=True, exclude_unset=True)
            process.stdin.write(text.encode() + b"\n")
            await process.stdin.drain()


async def _listen(process: asyncio.subprocess.Process, life: Life) -> None:
    assert process.stderr is not None
    while piece := await process.stderr.read(2**16):
        for line in piece.decode("utf-8", "replace").splitlines():
            life.told(line)


async def _end(process: asyncio.subprocess.Process) -> None:
    """stdin is closed first, as the protocol wants; whoever stays is asked, and then killed."""
    assert process.stdin is not None
    process.stdin.close()
    for number in (signal.SIGTERM, signal.SIGKILL):
        if await _ended_within(process, _LEAVE):
            break
        _signal_group(process, number)
    _signal_group(process, signal.SIGKILL)  # what the server started and left behind
    await _ended_within(process, _LEAVE)
    # Nothing public closes a pipe that is full, or that a child which left the group holds.
    if (transport := getattr(process, "_transport", None)) is not None:
        transport.close()


async def _ended_within(process: asyncio.subprocess.Process, seconds: float) -> bool:
    """Asked again and again: `wait` also waits for pipes that a child may hold."""
    with anyio.move_on_after(seconds):
        while process.returncode is None:  # noqa: ASYNC110 - nothing tells of it
            await anyio.sleep(0.01)
    return process.returncode is not None


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
