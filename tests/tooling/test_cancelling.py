"""The dispatcher when its caller is cancelled or a report cannot be written."""

from __future__ import annotations

import asyncio
import time

import pytest

from agent.errors import StoreError
from agent.tooling import tool
from agent.types import ToolCall, ToolFailure, ToolOutcome
from tests.tooling.recorder import Recorder, call


@tool
async def wait(seconds: float, answer: str) -> str:
    await asyncio.sleep(seconds)
    return answer


@tool
def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


@tool
def echo(text: str) -> str:
    return text


async def test_cancelling_stops_the_tools_and_reports_each_call() -> None:
    class Watched(Recorder):
        echoed = asyncio.Event()

        async def finished(self, call: ToolCall, outcome: ToolOutcome) -> None:
            await super().finished(call, outcome)
            if call.name == "echo":
                self.echoed.set()

    recorder = Watched(wait, sleep, echo)
    running = asyncio.ensure_future(
        recorder.run(
            call("wait", "1", seconds=60, answer=""),
            call("sleep", "2", seconds=5),
            call("echo", "3", text="done"),
        )
    )
    await recorder.echoed.wait()
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert recorder.outcomes["1"].failure == ToolFailure("cancelled")
    assert recorder.outcomes["2"].failure == ToolFailure("cancelled")
    assert recorder.outcomes["3"].text == "done"
    assert all(each.cancelled.is_set() for each in recorder.contexts[:2])


async def test_cancelling_at_once_reports_each_call_too() -> None:
    recorder = Recorder(wait)
    running = asyncio.ensure_future(recorder.run(call("wait", seconds=60, answer="")))
    await asyncio.sleep(0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert recorder.outcomes["1"].failure == ToolFailure("cancelled")


async def test_cancelling_does_not_cut_the_report_of_a_result_short() -> None:
    class Slow(Recorder):
        reporting = asyncio.Event()

        async def finished(self, call: ToolCall, outcome: ToolOutcome) -> None:
            self.reporting.set()
            await asyncio.sleep(0.05)
            await super().finished(call, outcome)

    recorder = Slow(echo)
    running = asyncio.ensure_future(recorder.run(call("echo", text="done")))
    await recorder.reporting.wait()
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert recorder.outcomes["1"].text == "done"


async def test_a_call_cancelled_before_it_started_does_not_run() -> None:
    ran: list[str] = []
    starting = asyncio.Event()

    class Slow(Recorder):
        async def started(self, call: ToolCall) -> None:
            starting.set()
            await asyncio.sleep(60)

    @tool
    def look() -> None:
        ran.append("look")

    recorder = Slow(look)
    running = asyncio.ensure_future(recorder.run(call("look")))
    await starting.wait()
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert ran == []
    assert recorder.outcomes["1"].failure == ToolFailure("cancelled")


async def test_a_report_that_cannot_be_written_stops_the_other_calls_and_is_raised() -> None:
    class Broken(Recorder):
        async def finished(self, call: ToolCall, outcome: ToolOutcome) -> None:
            await super().finished(call, outcome)
            if call.name == "echo":
                raise StoreError("disk full")

    recorder = Broken(echo, wait)
    calls = call("wait", "1", seconds=60, answer=""), call("echo", "2", text="")

    with pytest.raises(StoreError, match="disk full"):
        await recorder.run(*calls)
    assert recorder.outcomes["1"].failure == ToolFailure("cancelled")
