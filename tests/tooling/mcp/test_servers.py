"""MCP servers that misbehave: each keeps its trouble to itself, and is named."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.tooling.mcp.conftest import children, descriptors, odd_server
from tests.tooling.mcp.using import eventually, opened


async def test_tools_are_the_same_whatever_the_servers_order(tmp_path: Path) -> None:
    """They stand in the frozen prefix."""
    specs = []
    for words in ((), ("reversed",)):
        async with opened(tmp_path, odd=odd_server(tmp_path, *words)) as bench:
            specs.append(bench.registry.specs)
    assert specs[0] == specs[1]
    assert len(specs[0]) == 11


async def test_annotations_and_origin_reach_the_permissions(tmp_path: Path) -> None:
    """Without annotations the protocol expects the worst."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        echo, die = bench.registry.get("odd__echo"), bench.registry.get("odd__die")
    assert echo is not None
    assert die is not None
    assert (echo.attributes.read_only, echo.attributes.open_world) == (True, False)
    assert (die.attributes.read_only, die.attributes.destructive) == (False, True)
    assert bench.registry.origin("odd__echo") == "mcp:odd"


async def test_a_tool_with_another_kind_of_name_is_called_by_its_own(tmp_path: Path) -> None:
    """The model calls it by an allowed name, and the server gets the one that it gave."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        (name,) = (each for each in bench.registry.names if each.startswith("odd__a_b_c_"))
        assert await bench.words(name) == "a.b/c"
        assert await bench.words("odd__bare") == "bare"


async def test_only_the_hopeless_tool_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By name; one that would fill the prefix too, and the second of a name."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        names = bench.registry.names
    assert "odd__echo" in names
    assert not {"odd__hopeless", "odd__cyclic", "odd__huge"} & set(names)
    assert "tool 'hopeless' of MCP server odd is left out: inputSchema.type" in caplog.text
    assert "Tool odd__cyclic: the reference" in caplog.text
    assert "odd__huge" in caplog.text


async def test_a_server_that_does_not_start_is_named_with_its_last_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are there."""
    servers = {
        "good": odd_server(tmp_path),
        "gone": odd_server(tmp_path, "exit"),
        "none": {"command": "no-such-program"},
        "mute": {**odd_server(tmp_path, "silent"), "startup_timeout": 1},
        "away": {"url": "http://127.0.0.1:9/mcp", "startup_timeout": 5},
    }
    async with opened(tmp_path, **servers) as bench:
        assert await bench.words("good__echo", text="a") == "a"
    assert {name.partition("__")[0] for name in bench.registry.names} == {"good"}
    assert "gone is left out: it did not start: it ended with status 7" in caplog.text
    assert "no such option" in caplog.text
    assert "none is left out: it did not start: it cannot be started" in caplog.text
    assert "mute is left out: it did not start: it was not ready within 1 s" in caplog.text
    assert "away is left out" in caplog.text


async def test_a_server_that_dies_in_a_call_is_named_and_started_again(tmp_path: Path) -> None:
    """The call fails, because it may have had an effect; the next one finds a new process."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        reason = await bench.reason("odd__die")
        assert "MCP server odd ended with status 3 (it said: I am dying) during" in reason
        assert await bench.words("odd__echo", text="b") == "b"


async def test_a_server_that_keeps_dying_is_given_a_pause(tmp_path: Path) -> None:
    """It is not started for each call that it will not answer."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        await bench.reason("odd__die")
        await bench.reason("odd__die")
        assert "is started again in 1 s" in await bench.reason("odd__die")


async def test_rubbish_on_stdout_is_passed_over(tmp_path: Path) -> None:
    """A stray print is common, and harmless."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        assert await bench.words("odd__rubbish") == "and well"


@pytest.mark.parametrize(
    ("tool", "reason"), [("flood", "are no MCP messages"), ("long_line", "more than 16 MiB")]
)
async def test_a_flood_on_stdout_ends_the_server(tmp_path: Path, tool: str, reason: str) -> None:
    """Neither memory nor the event loop is its own."""
    async with opened(tmp_path, odd=odd_server(tmp_path), calm=odd_server(tmp_path)) as bench:
        flooding = asyncio.create_task(bench.reason(f"odd__{tool}"))
        assert await bench.words("calm__echo", text="a") == "a"
        assert reason in await flooding
        assert await bench.words("odd__echo", text="a") == "a"


async def test_a_flood_on_stderr_is_read_and_bounded(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A server whose stderr is not read would hang; what is read must not fill the log."""
    caplog.set_level("INFO", logger="agent")
    async with opened(tmp_path, odd=odd_server(tmp_path, "loud")) as bench:
        assert await bench.words("odd__echo", text="a") == "a"
    assert len(caplog.text) < 200_000


async def test_a_call_that_runs_out_of_time_tells_the_server(tmp_path: Path) -> None:
    """The server can stop its work, and goes on with others."""
    async with opened(tmp_path, seconds=1, odd=odd_server(tmp_path)) as bench:
        outcome = await bench.call("odd__hang")
        assert outcome.failure is not None
        assert outcome.failure.kind == "timeout"
        assert await eventually((tmp_path / "notes").exists)
        assert await bench.words("odd__echo", text="a") == "a"


async def test_what_is_no_text_is_kept_beside_the_text(tmp_path: Path) -> None:
    """Text, structured content and links are read; bytes are artifacts with their media type."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        said = await bench.words("odd__mixed")
        kinds = [media for _, media in bench.kept.contents]
    assert said.splitlines() == [
        "look",
        "[kept 1]",
        "[kept 2]",
        "[Resource file:///a: a, text/x]",
        '{"seen": 2}',
    ]
    assert kinds == ["image/png", "application/octet-stream"]


async def test_a_failed_call_is_told_in_the_servers_words(tmp_path: Path) -> None:
    """`isError` is the tool's failure, not the server's."""
    async with opened(tmp_path, odd=odd_server(tmp_path)) as bench:
        assert await bench.reason("odd__fails") == "it is not there"


async def test_nothing_is_left_of_servers_that_failed(tmp_path: Path) -> None:
    """Neither a process nor a descriptor, however they ended."""
    files, processes = descriptors(), children()
    servers = {
        "good": odd_server(tmp_path),
        "gone": odd_server(tmp_path, "exit"),
        "mute": {**odd_server(tmp_path, "silent"), "startup_timeout": 0.5},
        "away": {"url": "http://127.0.0.1:9/mcp"},
    }
    async with opened(tmp_path, **servers) as bench:
        await bench.reason("good__die")
        await bench.words("good__echo", text="a")
    assert await eventually(lambda: descriptors() <= files and children() <= processes)
