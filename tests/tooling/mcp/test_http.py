"""Servers over streamable HTTP: what goes over it, and what happens when they go away."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tooling.mcp.conftest import descriptors
from tests.tooling.mcp.serving import Served, everything, sdk
from tests.tooling.mcp.using import eventually, opened

pytestmark = pytest.mark.usefixtures("npm_servers")

LONG = "web__trigger-long-running-operation"


@pytest.fixture
def served(npm_servers: Path) -> Iterator[Served]:
    with everything() as it:
        yield it


async def test_everything_over_streamable_http(tmp_path: Path, served: Served) -> None:
    """List, call, structured content, images, resources, progress; and nothing is left open."""
    before = descriptors()
    async with opened(tmp_path, web=served.settings) as bench:
        assert {"web__echo", "web__get-sum"} <= set(bench.registry.names)
        assert "tide" in await bench.words("web__echo", message="tide")
        weather = await bench.words("web__get-structured-content", location="Chicago")
        assert '"temperature"' in weather
        assert "[kept 1]" in await bench.words("web__get-tiny-image")
        assert bench.kept.contents[0][0].startswith(b"\x89PNG")
        uri = "demo://resource/dynamic/text/1"
        assert "Resource 1" in await bench.words("web__read_resource", uri=uri)
        await bench.words(LONG, duration=0.4, steps=4)
        assert [share for _, share in bench.progress] == [0.25, 0.5, 0.75, 1.0]
    assert await eventually(lambda: descriptors() <= before)


async def test_a_long_operation_can_be_stopped(tmp_path: Path, served: Served) -> None:
    """And the server answers the next call."""
    async with opened(tmp_path, seconds=1.5, web=served.settings) as bench:
        outcome = await bench.call(LONG, duration=30, steps=3)
        assert outcome.failure is not None
        assert outcome.failure.kind == "timeout"
        assert "tide" in await bench.words("web__echo", message="tide")


@pytest.mark.parametrize(
    ("server", "tool"),
    [(everything, "web__toggle-simulated-logging"), (sdk, "web__rest")],
    ids=["with sessions", "without"],
)
async def test_a_server_that_was_started_again_is_not_noticed(
    tmp_path: Path, server: Callable[[], Served], tool: str
) -> None:
    """It has forgotten the session and says so; the call is made once more, in a new one."""
    with server() as it:
        async with opened(tmp_path, web=it.settings) as bench:
            await bench.words(tool)
            it.kill()
            it.start()
            await bench.words(tool)
            await bench.words(tool)


async def test_a_server_that_is_away_is_named_and_found_when_it_is_back(
    tmp_path: Path, served: Served
) -> None:
    """Calls in between fail, with a growing pause before it is tried again."""
    name = "web__toggle-simulated-logging"  # not read-only, so that it is not called again
    async with opened(tmp_path, seconds=5, web=served.settings) as bench:
        served.kill()
        assert "MCP server web lost the connection during the call" in await bench.reason(name)
        assert "MCP server web did not start" in await bench.reason(name)
        served.start()
        for _ in range(10):
            outcome = await bench.call(name)
            if outcome.ok:
                break
            await asyncio.sleep(0.5)
        assert outcome.ok, outcome.failure


async def test_a_server_killed_in_the_middle_of_a_call_is_named(
    tmp_path: Path, served: Served
) -> None:
    """The call does not hang, though nobody closes the connection by its rules."""
    async with opened(tmp_path, seconds=15, web=served.settings) as bench:
        running = asyncio.create_task(bench.call(LONG, duration=10, steps=1))
        await asyncio.sleep(0.5)
        served.kill()
        outcome = await running
    assert outcome.failure is not None
    assert outcome.failure.kind == "tool_failed"
    assert "MCP server web" in outcome.failure.reason


async def test_many_calls_leave_nothing(tmp_path: Path, served: Served) -> None:
    """No descriptor of ours; in full with HOLDFAST_FULL=1, else a fifth of a thousand calls."""
    before = descriptors()
    async with opened(tmp_path, web=served.settings) as bench:
        for number in range(50 if os.environ.get("HOLDFAST_FULL") else 10):
            many = (bench.words("web__echo", message=f"{number} {n}") for n in range(20))
            assert all(said.startswith("Echo") for said in await asyncio.gather(*many))
    assert await eventually(lambda: descriptors() <= before)
