"""Against the protocol's own servers: everything, filesystem and memory."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from agent.events import ToolFinished, ToolProgressed
from agent.testing import calls
from tests.scripted import last_text, scripted
from tests.tooling.mcp.conftest import children, descriptors, npm_server
from tests.tooling.mcp.using import eventually, opened

pytestmark = pytest.mark.usefixtures("npm_servers")


async def test_everything_over_stdio(tmp_path: Path) -> None:
    """List, call, structured content, an image, and a server's own error."""
    async with opened(tmp_path, all=npm_server("everything", "stdio")) as bench:
        assert {"all__echo", "all__get-sum"} <= set(bench.registry.names)
        assert "tide" in await bench.words("all__echo", message="tide")
        assert "5" in await bench.words("all__get-sum", a=2, b=3)
        weather = await bench.words("all__get-structured-content", location="Chicago")
        assert '"temperature"' in weather
        assert "[kept 1]" in await bench.words("all__get-tiny-image")
        assert bench.kept.contents[0][0].startswith(b"\x89PNG")
        assert bench.kept.contents[0][1] == "image/png"


async def test_resources_are_listed_and_read(tmp_path: Path) -> None:
    """By one tool of the server's; bytes are kept, and an unknown one is refused by name."""
    async with opened(tmp_path, all=npm_server("everything", "stdio")) as bench:
        listed = await bench.words("all__read_resource")
        assert "demo://resource/dynamic/text/{resourceId}: " in listed
        text = await bench.words("all__read_resource", uri="demo://resource/dynamic/text/1")
        assert "Resource 1" in text
        outcome = await bench.call("all__read_resource", uri="demo://resource/dynamic/blob/1")
        assert outcome.ok
        reason = await bench.reason("all__read_resource", uri="demo://nothing")
        assert "MCP server all refused" in reason
        assert bench.registry.origin("all__read_resource") == "mcp:all"


async def test_progress_is_told(tmp_path: Path) -> None:
    """As shares of the whole."""
    async with opened(tmp_path, all=npm_server("everything", "stdio")) as bench:
        name = "all__trigger-long-running-operation"
        await bench.words(name, duration=0.4, steps=4)
    assert [share for _, share in bench.progress] == [0.25, 0.5, 0.75, 1.0]


async def test_a_long_operation_can_be_stopped(tmp_path: Path) -> None:
    """And the server answers the next call."""
    async with opened(tmp_path, seconds=1.5, all=npm_server("everything", "stdio")) as bench:
        outcome = await bench.call("all__trigger-long-running-operation", duration=30, steps=3)
        assert outcome.failure is not None
        assert outcome.failure.kind == "timeout"
        assert "tide" in await bench.words("all__echo", message="tide")


async def test_files_inside_the_project_only(tmp_path: Path) -> None:
    """The server is told the project as its root, and refuses what lies outside."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.txt").write_text("tide")
    async with opened(root, files=npm_server("filesystem", str(root))) as bench:
        assert "tide" in await bench.words("files__read_text_file", path=str(root / "a.txt"))
        reason = await bench.reason("files__read_text_file", path="/etc/passwd")
        allowed = await bench.words("files__list_allowed_directories")
    assert "denied" in reason
    assert str(root) in allowed


async def test_a_server_killed_in_the_middle_of_a_call_comes_back(tmp_path: Path) -> None:
    """The model reads that it was, and the next call finds a new one."""
    before = children()
    async with opened(tmp_path, all=npm_server("everything", "stdio")) as bench:
        name = "all__trigger-long-running-operation"
        running = asyncio.create_task(bench.call(name, duration=1, steps=1))
        await asyncio.sleep(0.2)
        (server,) = children() - before
        os.kill(int(server), signal.SIGKILL)
        outcome = await running
        # It only reads, so that the dispatcher has called it again, on the new process.
        assert outcome.ok, outcome.failure
        assert children().isdisjoint({server})
        assert "tide" in await bench.words("all__echo", message="tide")


async def test_memory_remembers(tmp_path: Path) -> None:
    """What was written is found, through an environment variable of the settings."""
    server = {**npm_server("memory"), "env": {"MEMORY_FILE_PATH": str(tmp_path / "memory.json")}}
    async with opened(tmp_path, memory=server) as bench:
        entity = {"name": "tide", "entityType": "thing", "observations": ["it turns"]}
        await bench.words("memory__create_entities", entities=[entity])
        assert "it turns" in await bench.words("memory__search_nodes", query="tide")
    assert "it turns" in (tmp_path / "memory.json").read_text()


async def test_a_thousand_calls_leave_nothing(tmp_path: Path) -> None:
    """Neither a process nor a descriptor."""
    files, processes = descriptors(), children()
    async with opened(tmp_path, all=npm_server("everything", "stdio")) as bench:
        for number in range(50):
            many = (bench.words("all__echo", message=f"{number} {n}") for n in range(20))
            assert all(said.startswith("Echo") for said in await asyncio.gather(*many))
    assert await eventually(lambda: descriptors() <= files and children() <= processes)


async def test_an_agent_uses_a_server(tmp_path: Path) -> None:
    """Its tools are in the prefix, a long result is cut with a handle, progress is an event."""
    (tmp_path / "long.txt").write_text("tide and more\n" * 20_000)
    agent, model = scripted(
        calls(("files__read_text_file", {"path": str(tmp_path / "long.txt")})),
        calls(("all__trigger-long-running-operation", {"duration": 0.2, "steps": 2})),
        "Done.",
        project=tmp_path,
        tools_share=0.9,
        mcp_servers={
            "files": npm_server("filesystem", str(tmp_path)),
            "all": npm_server("everything", "stdio"),
        },
    )
    async with agent, agent.session("s") as session:
        events = [event async for event in session.stream("Go.")]
        tools = model.requests[0].prompt.tools.decode()
    long, _ = (each for each in events if isinstance(each, ToolFinished))
    assert long.artifact
    assert len(long.text) < 20_000
    assert any(isinstance(each, ToolProgressed) for each in events)
    assert "files__read_text_file" in tools
    assert "completed" in last_text(model.requests[-1])


async def test_a_tool_that_writes_is_not_run_unasked(tmp_path: Path) -> None:
    """A server's tools are nobody's choice one by one; a rule lets them run."""
    given = {"project": tmp_path, "mcp_servers": {"files": npm_server("filesystem", ".")}}
    asked = calls(("files__write_file", {"path": str(tmp_path / "a"), "content": "x"}))
    agent, _ = scripted(asked, "Done.", **given)
    async with agent:
        await agent.run("Go.")
    assert not (tmp_path / "a").exists()
    allowed = {"allow": ["mcp:files/write_*"]}
    agent, _ = scripted(asked, "Done.", permissions=allowed, **given)
    async with agent:
        await agent.run("Go.")
    assert (tmp_path / "a").read_text() == "x"
