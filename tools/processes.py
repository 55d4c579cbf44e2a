"""Runs a command under a supervisor: bounded in all that it uses, and ended as a whole."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from agent import ToolFailed

_SUPERVISOR = Path(__file__).with_name("supervisor.py")
_MOMENT = 0.7
"""Seconds that the supervisor has to end everything; the dispatcher waits one in all."""
_CHUNK = 65536

How: TypeAlias = Literal["exit", "timeout", "stopped", "processes", "memory", "failed"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a command and all that it starts may use."""

    seconds: float
    processes: int = 256
    """Alive at a time."""
    memory: int = 4 << 30
    """Bytes resident in all of them together, and in data of each."""
    file_size: int = 1 << 30
    """Bytes of each file that is written."""
    output: int = 200_000
    """Bytes of output that are kept: half from the beginning, half from the end."""

    def rendered(self) -> str:
        """As the supervisor reads them."""
        limits = {
            "CPU": int(self.seconds * 4) + 1,
            "DATA": self.memory,
            "FSIZE": self.file_size,
            "CORE": 0,
            "processes": self.processes,
            "memory": self.memory,
        }
        return json.dumps(limits)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. `status` is its exit status, negative for a signal; None if killed."""

    how: How
    status: int | None
    output: bytes
    omitted: int
    """Bytes left out between the two halves of `output`."""


@dataclass(slots=True)
class Kept:
    """The beginning and the end of a stream, and how much was between them."""

    most: int
    head: bytearray = field(default_factory=bytearray)
    tail: bytearray = field(default_factory=bytearray)
    omitted: int = 0

    def add(self, data: bytes) -> None:
        """Keeps what is within the bounds."""
        room = self.most // 2 - len(self.head)
        self.head += data[: max(room, 0)]
        self.tail += data[max(room, 0) :]
        beyond = len(self.tail) - self.most // 2
        if beyond > 0:
            del self.tail[:beyond]
            self.omitted += beyond


async def run(
    command: Sequence[str],
    *,
    folder: str,
    limits: Limits,
    environment: Mapping[str, str],
    descriptors: Sequence[int] = (),
) -> Ended:
    """Runs a command to its end, or to a limit. Cancelling it ends all that the command started.

    Args:
        command: a program and its arguments; no shell reads them.
        folder: where it runs.
        limits: what it may use; what goes beyond ends it.
        environment: all of its environment.
        descriptors: those of ours that it gets, under the same numbers.

    Raises:
        ToolFailed: the program cannot be started.
    """
    kept = Kept(limits.output)
    how: How
    async with _supervised(command, folder, limits, environment, descriptors) as (process, told):
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            async with asyncio.timeout(limits.seconds):
                await _read(process.stdout, kept)
                await process.wait()
            timed_out = False
        except TimeoutError:
            timed_out = True
            process.stdin.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(_MOMENT):
                    await _read(process.stdout, kept)
        how, detail = _report(told, timed_out=timed_out)
    if how == "failed":
        raise ToolFailed(f"{command[0]} cannot be started: {detail}.")
    status = detail if isinstance(detail, int) else None
    return Ended(how, status, bytes(kept.head + kept.tail), kept.omitted)


async def _read(stream: asyncio.StreamReader, kept: Kept) -> None:
    while data := await stream.read(_CHUNK):
        kept.add(data)


@asynccontextmanager
async def _supervised(
    command: Sequence[str],
    folder: str,
    limits: Limits,
    environment: Mapping[str, str],
    descriptors: Sequence[int],
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """A running supervisor and the descriptor of its report; at the end nothing of it is left."""
    told, tells = os.pipe()
    try:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-S",
                str(_SUPERVISOR),
                limits.rendered(),
                str(tells),
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                cwd=folder,
                env=dict(environment),
                pass_fds=(tells, *descriptors),
                start_new_session=True,  # Ctrl-C in the terminal is ours to pass on
            )
        except (OSError, ValueError) as error:
            raise ToolFailed(f"{command[0]} cannot be started: {error}.") from error
        finally:
            os.close(tells)
        try:
            yield process, told
        finally:
            await _ended(process)
    finally:
        os.close(told)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Closes the supervisor's input, which ends everything, and waits for it a moment."""
    assert process.stdin is not None
    process.stdin.close()
    waiting = asyncio.ensure_future(process.wait())
    await asyncio.wait({waiting}, timeout=_MOMENT)
    if not waiting.done():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await waiting


def _report(told: int, *, timed_out: bool) -> tuple[How, int | str | None]:
    if timed_out:
        return "timeout", None
    how, detail = json.loads(os.read(told, _CHUNK) or b'["stopped", null]')
    return how, detail
