"""Which calls run at a time: by resource, by tool, by run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from agent.errors import ModelRetry
from agent.tooling import Dispatcher, Registered, Registry, Tool, ToolContext, tool
from agent.tooling.dispatch import Prepared
from agent.types import ToolFailure
from tests.tooling.recorder import Recorder, call


class Watch:
    """Notes who runs, and how many did at a time."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.running: dict[str, int] = {}
        self.most: dict[str, int] = {}

    async def __call__(self, name: str, number: str = "", seconds: float = 0.01) -> None:
        self.order.append(number)
        self.running[name] = self.running.get(name, 0) + 1
        self.most[name] = max(self.most.get(name, 0), self.running[name])
        await asyncio.sleep(seconds)
        self.running[name] -= 1


def writing(watch: Watch, **options: Any) -> Tool:
    def resource(arguments: Mapping[str, Any]) -> str:
        return str(arguments["path"])

    @tool(resource=resource, **options)
    async def write(path: str, number: str) -> None:
        await watch(path, number)

    return write


async def test_two_writes_to_one_path_do_not_overlap_and_keep_their_order() -> None:
    """As called, though the gate lets the later ones through first."""
    watch = Watch()
    recorder = Recorder(writing(watch))
    calls = [call("write", str(n), path="a", number=str(n)) for n in range(6)]

    async def gate(prepared: Prepared, context: ToolContext) -> ToolFailure | None:
        await asyncio.sleep(0.01 * (6 - int(prepared.call.id)))
        return None

    await recorder.dispatcher.run(
        calls, recorder.context, recorder.started, recorder.finished, gate=gate
    )
    assert (watch.most, watch.order) == ({"a": 1}, list("012345"))


async def test_writes_to_different_paths_overlap() -> None:
    """Nothing waits for what it does not touch."""
    both = asyncio.Barrier(2)

    @tool(resource=lambda arguments: str(arguments["path"]))
    async def write(path: str) -> None:
        async with asyncio.timeout(5):
            await both.wait()

    outcomes = await Recorder(write).run(call("write", "1", path="a"), call("write", "2", path="b"))
    assert all(each.ok for each in outcomes)


async def test_two_runs_do_not_overlap_on_one_path_either() -> None:
    """Sessions of one agent share the files."""
    watch = Watch()
    recorder = Recorder(writing(watch))
    await asyncio.gather(
        *(recorder.run(call("write", str(n), path="a", number=str(n))) for n in range(5))
    )
    assert watch.most == {"a": 1}


async def test_a_refused_call_does_not_hold_up_the_next_on_its_path() -> None:
    """Its turn is over when it has its outcome."""
    watch = Watch()
    recorder = Recorder(writing(watch))

    async def gate(prepared: Prepared, context: ToolContext) -> ToolFailure | None:
        return ToolFailure("not_allowed", "no.") if prepared.call.id == "0" else None

    calls = [call("write", str(n), path="a", number=str(n)) for n in range(2)]
    async with asyncio.timeout(5):
        outcomes = await recorder.dispatcher.run(
            calls, recorder.context, recorder.started, recorder.finished, gate=gate
        )
    assert [each.ok for each in outcomes] == [False, True]
    assert ("started", "0") not in recorder.reports


@pytest.mark.parametrize("limit", [1, 2])
async def test_a_tool_runs_as_often_at_a_time_as_it_says(limit: int) -> None:
    """Over all runs of the agent."""
    watch = Watch()

    @tool(concurrency=limit)
    async def look(number: int) -> None:
        await watch("look")

    recorder = Recorder(look)
    calls = [call("look", str(n), number=n) for n in range(4)]
    await asyncio.gather(recorder.run(*calls[:2]), recorder.run(*calls[2:]))
    assert watch.most == {"look": limit}


async def test_a_run_has_no_more_calls_at_a_time_than_the_setting() -> None:
    """Whatever the tools allow."""
    watch = Watch()

    @tool
    async def look(number: int) -> None:
        await watch("look")

    recorder = Recorder(look)
    recorder.dispatcher = Dispatcher(Registry([Registered(look, "test")]).freeze(), most=3)
    await recorder.run(*(call("look", str(n), number=n) for n in range(8)))
    assert watch.most == {"look": 3}


async def test_all_limits_together_come_to_an_end() -> None:
    """What a call waits for never waits for what it holds."""
    watch = Watch()
    recorder = Recorder(writing(watch, concurrency=2))
    recorder.dispatcher = Dispatcher(
        Registry([Registered(writing(watch, concurrency=2), "test")]).freeze(), most=2
    )
    async with asyncio.timeout(10):
        await asyncio.gather(
            *(
                recorder.run(
                    *(call("write", str(n), path="ab"[n % 2], number="") for n in range(6))
                )
                for _ in range(4)
            )
        )
    assert watch.most == {"a": 1, "b": 1}


async def test_a_call_cancelled_while_it_waits_does_not_run() -> None:
    """And is reported."""
    entered = asyncio.Event()

    @tool(concurrency=1)
    async def hold(number: int) -> None:
        entered.set()
        await asyncio.sleep(60)

    recorder = Recorder(hold)
    running = asyncio.ensure_future(
        recorder.run(call("hold", "1", number=1), call("hold", "2", number=2))
    )
    await entered.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [kind for kind, _ in recorder.reports].count("started") == 1
    assert recorder.outcomes["2"].failure == ToolFailure("cancelled")


async def test_a_resource_that_refuses_the_arguments_is_told() -> None:
    """The tool's own words, and nothing starts."""

    def resource(arguments: Mapping[str, Any]) -> str:
        raise ModelRetry("The path is absolute.")

    @tool(resource=resource)
    def write(path: str) -> None:
        raise NotImplementedError

    recorder = Recorder(write)
    (outcome,) = await recorder.run(call("write", path="/x"))
    assert outcome.failure == ToolFailure("retry", "The path is absolute.")
    assert recorder.reports == [("finished", "1")]
