"""The processes of a tool's thread end when the call is abandoned."""

from __future__ import annotations

import asyncio
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.tooling import tool
from agent.types import ToolFailure
from tests.tooling.recorder import Recorder, call
from tests.tools.conftest import processes_with, wait_for_processes

STUBBORN = Path(__file__).parent.parent / "tools" / "stubborn.py"


@tool
def compile_all(mark: str) -> None:
    """One program after the other, as a tool's author would write it."""
    for _ in range(3):
        subprocess.run([sys.executable, str(STUBBORN), mark], check=False)


async def gone(mark: str) -> bool:
    """Whether none is left, and none comes after."""
    until = time.monotonic() + 20
    quiet = 0
    while quiet < 5 and time.monotonic() < until:
        await asyncio.sleep(0.05)
        quiet = 0 if processes_with(mark) else quiet + 1
    return quiet == 5


async def test_a_timeout_ends_what_the_thread_started() -> None:
    """Also what it starts afterwards, since nobody told it to stop."""
    mark = secrets.token_hex(6)
    recorder = Recorder(compile_all, timeout=1.5)
    (outcome,) = await recorder.run(call("compile_all", mark=mark))
    assert outcome.failure == ToolFailure("timeout", "1.5 s")
    assert await gone(mark)


async def test_a_cancellation_ends_what_the_thread_started() -> None:
    """At once."""
    mark = secrets.token_hex(6)
    recorder = Recorder(compile_all)
    running = asyncio.ensure_future(recorder.run(call("compile_all", mark=mark)))
    await asyncio.to_thread(wait_for_processes, mark, 3)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await gone(mark)
