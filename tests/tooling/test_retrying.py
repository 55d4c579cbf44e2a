"""Calls that failed in passing, and calls that fail again and again."""

from __future__ import annotations

from typing import Any

import pytest

from agent.errors import ToolFailed
from agent.tooling import Dispatcher, Failures, Registered, Registry, tool
from agent.types import ToolCall, ToolFailure
from tests.tooling.recorder import Recorder, call


async def tries(failures: int, *, transient: bool = True, **options: Any) -> tuple[int, bool]:
    """How often a tool ran that fails so many times, and whether it gave a result."""
    ran = 0

    @tool(**options)
    async def look() -> str:
        nonlocal ran
        ran += 1
        if ran <= failures:
            raise ToolFailed("The server is busy.", transient=transient)
        return "done"

    recorder = Recorder(look)
    registry = Registry([Registered(look, "test")]).freeze()
    recorder.dispatcher = Dispatcher(registry, backoff=(0.0, 0.0, 0.0))
    (outcome,) = await recorder.run(call("look"))
    assert [kind for kind, _ in recorder.reports] == ["started", "finished"]
    return ran, outcome.ok


@pytest.mark.parametrize("options", [{"read_only": True}, {"idempotent": True}])
async def test_a_failure_that_may_pass_is_tried_again(options: dict[str, bool]) -> None:
    """Where a repetition does no harm; the model sees only the end."""
    assert await tries(2, **options) == (3, True)


async def test_the_tries_have_an_end() -> None:
    """Three more, and then the model is told."""
    assert await tries(9, read_only=True) == (4, False)


async def test_a_tool_that_acts_is_never_run_again() -> None:
    """A payment must not happen twice."""
    assert await tries(1) == (1, False)


async def test_a_failure_that_does_not_say_that_it_may_pass_is_final() -> None:
    """Asking again changes nothing."""
    assert await tries(1, transient=False, read_only=True) == (1, False)


async def test_no_try_begins_behind_the_timeout() -> None:
    """The time of a call is for all its tries."""

    @tool(read_only=True, timeout=0.2)
    async def look() -> str:
        raise ToolFailed("busy", transient=True)

    recorder = Recorder(look)
    registry = Registry([Registered(look, "test")]).freeze()
    recorder.dispatcher = Dispatcher(registry, backoff=(60.0,))
    (outcome,) = await recorder.run(call("look"))
    assert outcome.failure == ToolFailure("tool_failed", "busy")


def even(number: int) -> str:
    """Fails for odd numbers."""
    if number % 2:
        raise ToolFailed("odd")
    return "even"


async def kinds(failures: Failures, recorder: Recorder, *calls: ToolCall) -> list[str]:
    found = []
    for each in calls:
        (outcome,) = await recorder.dispatcher.run(
            [each], recorder.context, recorder.started, recorder.finished, failures=failures
        )
        found.append(outcome.failure.kind if outcome.failure else "ok")
    return found


async def test_an_identical_call_that_failed_three_times_is_not_run_again() -> None:
    """In whatever order and spacing its arguments are written; the reason is the count."""
    recorder, failures = Recorder(tool(even)), Failures()
    written = ['{"number": 1}', '{"number":1}', ' {"number": 1} ', '{"number": 1}']
    calls = [ToolCall(str(n), "even", text) for n, text in enumerate(written)]
    assert await kinds(failures, recorder, *calls) == ["tool_failed"] * 3 + ["repeated"]
    assert recorder.outcomes["3"].failure == ToolFailure("repeated", "3")
    assert ("started", "3") not in recorder.reports


async def test_other_arguments_are_another_call() -> None:
    """And another run begins afresh."""
    recorder, failures = Recorder(tool(even)), Failures()
    calls = [call("even", str(n), number=1) for n in range(3)]
    assert await kinds(failures, recorder, *calls) == ["tool_failed"] * 3
    assert await kinds(failures, recorder, call("even", number=3)) == ["tool_failed"]
    assert await kinds(Failures(), recorder, call("even", number=1)) == ["tool_failed"]


async def test_a_success_forgets_the_failures_before_it() -> None:
    """Something has changed."""
    busy = iter([True, True, False, True, True, True])

    @tool
    def look() -> str:
        if next(busy):
            raise ToolFailed("busy")
        return "done"

    found = await kinds(Failures(), Recorder(look), *[call("look", str(n)) for n in range(6)])
    assert found == [
        "tool_failed",
        "tool_failed",
        "ok",
        "tool_failed",
        "tool_failed",
        "tool_failed",
    ]
