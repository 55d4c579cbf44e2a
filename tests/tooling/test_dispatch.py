"""The dispatcher: what becomes of the calls of one turn."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator
from structlog.testing import capture_logs

from agent.errors import ModelRetry, ToolFailed
from agent.tooling import ToolContext, tool
from agent.types import ToolCall, ToolFailure, ToolOutcome
from tests.tooling.recorder import Recorder, call


async def failure_of(function: Callable[..., Any], **arguments: Any) -> ToolFailure:
    made = tool(function)
    (outcome,) = await Recorder(made).run(call(made.name, **arguments))
    assert outcome.text == ""
    assert outcome.failure is not None
    return outcome.failure


def broken(text: str) -> str:
    raise KeyError(text)


@tool
async def wait(seconds: float, answer: str) -> str:
    await asyncio.sleep(seconds)
    return answer


@tool
def echo(text: str) -> str:
    return text


async def test_a_call_gives_the_functions_result() -> None:
    (outcome,) = await Recorder(echo).run(call("echo", text="hello"))

    assert outcome.ok
    assert outcome.text == "hello"
    assert outcome.milliseconds > 0


async def test_no_calls_give_no_outcomes() -> None:
    assert await Recorder(echo).run() == ()


async def test_results_are_in_the_order_of_the_calls_and_reported_when_they_are_there() -> None:
    recorder = Recorder(wait)
    calls = [
        call("wait", str(number), seconds=seconds, answer=str(number))
        for number, seconds in enumerate((0.1, 0.05, 0))
    ]

    outcomes = await recorder.run(*calls)

    assert [each.text for each in outcomes] == ["0", "1", "2"]
    assert [id_ for what, id_ in recorder.reports if what == "finished"] == ["2", "1", "0"]


async def test_calls_run_at_the_same_time_in_threads_too() -> None:
    meeting = threading.Barrier(3, timeout=10)

    @tool
    def meet() -> int:
        return meeting.wait() and 0

    outcomes = await Recorder(meet).run(*(call("meet", str(number)) for number in range(3)))

    assert all(each.ok for each in outcomes)


async def test_started_is_finished_before_the_function_runs() -> None:
    recorder = Recorder()
    seen: list[list[tuple[str, str]]] = []

    @tool
    def look() -> None:
        seen.append(list(recorder.reports))

    recorder.dispatcher = Recorder(look).dispatcher
    await recorder.run(call("look"))

    assert seen == [[("started", "1")]]
    assert recorder.reports == [("started", "1"), ("finished", "1")]


@pytest.mark.parametrize(
    ("wrong", "failure"),
    [
        (call("ecko", text="a"), ToolFailure("unknown_tool", details=("echo", "wait"))),
        (call("echo"), ToolFailure("invalid_arguments", details=("text is missing (string)",))),
        (ToolCall("1", "echo", "[]"), ToolFailure("malformed_json", "an object is needed, got []")),
    ],
)
async def test_a_call_that_cannot_run_never_starts(wrong: ToolCall, failure: ToolFailure) -> None:
    recorder = Recorder(wait, echo)

    assert await recorder.run(wrong) == (ToolOutcome(failure=failure),)
    assert recorder.reports == [("finished", "1")]


async def test_a_tool_may_say_that_it_failed() -> None:
    def look() -> None:
        raise ToolFailed("The lake is frozen.\nTry in May.")

    assert await failure_of(look) == ToolFailure("tool_failed", "The lake is frozen.\nTry in May.")


async def test_a_tool_may_ask_for_better_arguments_and_its_sentence_is_ended() -> None:
    async def look() -> None:
        raise ModelRetry("days must be even")

    assert await failure_of(look) == ToolFailure("retry", "days must be even.")


async def test_a_crash_is_short_for_the_model_and_whole_in_the_log() -> None:
    async def look() -> None:
        raise KeyError("city")

    with capture_logs() as logs:
        failure = await failure_of(look)

    assert failure == ToolFailure("crashed", "KeyError: 'city'")
    (entry,) = logs
    assert (entry["event"], entry["tool"], entry["call_id"]) == ("tool crashed", "look", "1")
    assert entry["exc_info"].__traceback__.tb_next is not None


@pytest.mark.parametrize(
    "error", [SystemExit(1), KeyboardInterrupt(), StopIteration(), Exception()]
)
async def test_a_thread_that_raises_anything_at_all_is_a_crash(error: BaseException) -> None:
    def look() -> None:
        raise error

    failure = await failure_of(look)

    assert (failure.kind, failure.reason.partition(":")[0]) == ("crashed", type(error).__name__)


@pytest.mark.parametrize(
    "error",
    [
        SystemExit(1),
        asyncio.CancelledError(),
        TimeoutError(),
        BaseExceptionGroup("of a task group", [SystemExit(1)]),
    ],
)
async def test_a_coroutine_that_raises_what_ends_others_is_a_crash(error: BaseException) -> None:
    async def look() -> None:
        raise error

    failure = await failure_of(look)

    assert (failure.kind, failure.reason.partition(":")[0]) == ("crashed", type(error).__name__)


async def test_a_type_whose_own_validator_breaks_is_a_crash() -> None:
    def look(text: Annotated[str, AfterValidator(broken)]) -> None:
        raise NotImplementedError

    assert (await failure_of(look, text="a")).kind == "crashed"


async def test_a_coroutine_that_takes_too_long_is_stopped() -> None:
    stopped = asyncio.Event()

    @tool(timeout=0.05)
    async def hang() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    (outcome,) = await Recorder(hang).run(call("hang"))

    assert outcome.failure == ToolFailure("timeout", "0.05 s")
    assert stopped.is_set()


async def test_a_thread_that_takes_too_long_is_told_and_left_behind() -> None:
    told = threading.Event()

    @tool
    def hang(context: ToolContext) -> None:
        context.cancelled.wait(10)
        told.set()

    (outcome,) = await Recorder(hang, timeout=0.05).run(call("hang"))

    assert outcome.failure == ToolFailure("timeout", "0.05 s")
    assert told.wait(10)


async def test_a_coroutine_that_ignores_its_cancellation_is_left_behind_with_a_warning() -> None:
    free = asyncio.Event()

    @tool
    async def stubborn() -> None:
        while not free.is_set():
            try:
                await free.wait()
            except asyncio.CancelledError:
                continue

    with capture_logs() as logs:
        (outcome,) = await Recorder(stubborn, timeout=0.05).run(call("stubborn"))
    free.set()

    assert outcome.failure == ToolFailure("timeout", "0.05 s")
    assert [each["event"] for each in logs] == ["tool ignores its cancellation"]


async def test_a_function_gets_the_context_of_its_own_call() -> None:
    @tool
    async def who(context: ToolContext) -> str:
        return f"{context.session_id} {context.call_id}"

    outcomes = await Recorder(who).run(call("who", "1"), call("who", "2"))

    assert [each.text for each in outcomes] == ["session 1", "session 2"]


async def test_a_result_that_is_not_text_is_kept_as_bytes() -> None:
    @tool
    def image() -> bytes:
        return b"\x89PNG"

    (outcome,) = await Recorder(image).run(call("image"))

    assert (outcome.ok, outcome.text, outcome.content) == (True, "", b"\x89PNG")


_HANGING_THREAD = """
import asyncio, time
from pathlib import Path
from agent.tooling import Dispatcher, Registered, Registry, ToolContext, tool
from agent.types import ToolCall

@tool(timeout=0.05)
def hang() -> None:
    time.sleep(60)

async def nothing(*_): pass

dispatcher = Dispatcher(Registry([Registered(hang, "test")]).freeze())
call = ToolCall("1", "hang", "")
context = lambda call: ToolContext("s", call.id, Path())
print(asyncio.run(dispatcher.run([call], context, nothing, nothing))[0].failure.kind)
"""


def test_a_hanging_thread_does_not_keep_the_process_from_ending() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HANGING_THREAD], capture_output=True, timeout=30, check=True
    )

    assert ended.stdout == b"timeout\n"
