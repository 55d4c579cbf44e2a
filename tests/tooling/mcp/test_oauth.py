"""Logging in at a server over HTTP, against an authorization server on this machine."""

from __future__ import annotations

import asyncio
import json
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.config import McpServer
from agent.errors import ToolFailed
from agent.tooling.mcp import log_in, log_out
from agent.tooling.mcp.oauth import Keys
from tests.tooling.mcp.serving import Served, guarded
from tests.tooling.mcp.using import opened


@pytest.fixture
def served() -> Iterator[Served]:
    with guarded() as it:
        yield it


def browse(url: str) -> None:
    """The user's browser: it follows the redirects, in a thread of its own."""

    def open_it() -> None:
        try:
            urllib.request.urlopen(url, timeout=20).read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{url}: {error}") from error

    asyncio.get_running_loop().run_in_executor(None, open_it)


def settings(served: Served, **more: Any) -> McpServer:
    return McpServer.model_validate({**served.settings, **more})


async def test_a_login_is_kept_and_used(tmp_path: Path, served: Served) -> None:
    """Once; the file is for the user alone, and the agent opens no browser."""
    server = settings(served)
    assert await log_in("web", server, browse) == 1
    kept = Keys(server).path
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    async with opened(tmp_path, web=served.settings) as bench:
        assert await bench.words("web__secret") == "after 1 logins"
        assert await bench.words("web__secret") == "after 1 logins"


async def test_without_a_login_the_server_is_left_out_with_the_fix(
    tmp_path: Path, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """And nobody is asked in the middle of a run."""
    async with opened(tmp_path, web=served.settings) as bench:
        assert bench.registry.names == ()
    assert "MCP server web is left out" in caplog.text
    assert "wants you to log in: agent tools login web" in caplog.text


async def test_a_wrong_header_is_named(
    tmp_path: Path, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """A login would not help there."""
    server = {**served.settings, "headers": {"authorization": "Bearer wrong"}}
    async with opened(tmp_path, web=server):
        pass
    assert "does not take the Authorization header that is set for it (401)" in caplog.text


async def test_a_token_that_ended_is_refreshed_also_after_a_restart(tmp_path: Path) -> None:
    """Without the user; the new one is kept."""
    with guarded("short") as served:
        server = settings(served)
        await log_in("web", server, browse)
        before = json.loads(Keys(server).path.read_text())["tokens"]
        await asyncio.sleep(2.1)
        async with opened(tmp_path, web=served.settings) as bench:
            assert await bench.words("web__secret") == "after 1 logins"
            await asyncio.sleep(2.1)
            assert await bench.words("web__secret") == "after 1 logins"
        assert json.loads(Keys(server).path.read_text())["tokens"] != before


async def test_a_login_that_is_good_no_more_is_told(
    tmp_path: Path, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """The server has forgotten it: one line, and another login helps."""
    server = settings(served)
    await log_in("web", server, browse)
    served.kill()
    served.start()
    async with opened(tmp_path, web=served.settings) as bench:
        assert bench.registry.names == ()
    assert "wants you to log in: agent tools login web" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_refusal_is_an_error_with_its_reason() -> None:
    """Not a wait without end."""
    with guarded("refuses") as served, pytest.raises(ToolFailed, match=r"web .*access_denied"):
        await log_in("web", settings(served), browse)


async def test_after_a_logout_nothing_is_kept(served: Served) -> None:
    """Neither tokens nor registration."""
    server = settings(served)
    await log_in("web", server, browse)
    assert log_out(server)
    assert not Keys(server).path.exists()
    assert not log_out(server)


async def test_tokens_are_for_their_server_only(served: Served) -> None:
    """Another address does not get them."""
    server = settings(served)
    await log_in("web", server, browse)
    other = McpServer(url="http://127.0.0.1:9/mcp")
    assert Keys(server).logged_in
    assert not Keys(other).logged_in
