"""How servers get from the settings to an agent."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from agent import Agent
from agent.config import load_settings
from agent.errors import ConfigError
from agent.testing import ScriptedModel, calls
from agent.trust import trust
from tests.scripted import last_text, scripted
from tests.tooling.mcp.conftest import odd_server

TOML = """
[mcpServers.files]
command = "node"
args = ["server.js", "${ROOT}/data"]
env = { KEY = "${KEY}" }

[mcpServers.web]
url = "https://example.org/${ROOT}"
headers = { Authorization = "Bearer ${KEY}" }
"""


def test_servers_are_read_as_other_clients_write_them(tmp_path: Path) -> None:
    """With variables filled in, and the caller's servers beside them."""
    (tmp_path / "agent.toml").write_text(TOML)
    given = {"project": tmp_path, "mcp_servers": {"more": {"command": "more"}}}
    settings = load_settings(given, {"ROOT": "r", "KEY": "k"})
    assert sorted(settings.mcp_servers) == ["files", "more", "web"]
    assert settings.mcp_servers["files"].args == ("server.js", "r/data")
    assert settings.mcp_servers["web"].headers == {"Authorization": "Bearer k"}
    assert "Bearer k" not in repr(settings)


def test_a_variable_that_is_not_set_is_an_error(tmp_path: Path) -> None:
    """An empty key would only fail later, and elsewhere."""
    (tmp_path / "agent.toml").write_text(TOML)
    with pytest.raises(ConfigError, match=r"mcpServers\.files\.env\.KEY needs .* KEY"):
        load_settings({"project": tmp_path}, {"ROOT": "r"})


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ({}, "either command or url"),
        ({"command": "a", "url": "http://b"}, "either command or url"),
        ({"url": "b"}, "begins with http"),
        ({"url": "http://b", "args": ["c"]}, "args is for servers with a command"),
        ({"command": "a", "comand": "b"}, "comand"),
    ],
)
def test_a_wrong_server_is_refused_by_name(
    tmp_path: Path, server: dict[str, object], said: str
) -> None:
    """Before anything starts."""
    with pytest.raises(ConfigError, match=f"files.*{said}|{said}.*files"):
        load_settings({"project": tmp_path, "mcp_servers": {"files": server}}, {})


async def test_servers_of_a_project_start_only_with_consent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A stranger's `agent.toml` names commands; those given in code start in any case."""
    odd = odd_server(tmp_path)
    table = f"[mcpServers.theirs]\ncommand = {json.dumps(odd['command'])}\nargs = {odd['args']!r}\n"
    (tmp_path / "agent.toml").write_text(table)
    agent, _ = scripted("Done.", project=tmp_path, mcp_servers={"own": odd})
    async with agent:
        names = agent.registry.names
    assert "own__echo" in names
    assert "theirs__echo" not in names
    assert "MCP servers theirs are not started" in caplog.text
    trust(tmp_path)
    async with agent:
        assert "theirs__echo" in agent.registry.names


async def test_without_the_sdk_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only an agent that has servers needs it."""
    for name in [each for each in sys.modules if each.startswith("agent.tooling.mcp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    plain, _ = scripted("Done.")
    async with plain:
        assert (await plain.run("Go.")).text == "Done."
    agent, _ = scripted("Done.", mcp_servers={"odd": odd_server(tmp_path)})
    with pytest.raises(ConfigError, match=r"odd.*holdfast\[mcp\]"):
        await agent.open()


async def test_the_servers_live_as_long_as_the_agent_is_open(tmp_path: Path) -> None:
    """An agent that opens again has them again, and with the same prefix."""
    script = [calls(("odd__echo", {"text": "a"})), "Done."]
    agent, model = scripted(*script, *script, mcp_servers={"odd": odd_server(tmp_path)})
    for _ in range(2):
        async with agent:
            await agent.run("Go.")
            assert last_text(model.requests[-1]) == "a"
    assert model.requests[0].prompt.tools == model.requests[2].prompt.tools


async def test_one_tool_can_be_called_without_an_engine(tmp_path: Path) -> None:
    """As `agent tools call` does."""
    servers = {"odd": odd_server(tmp_path)}
    agent = Agent(engine=ScriptedModel(["Done."]), store="memory:", mcp_servers=servers)
    _, text = await agent.call_tool("odd__echo", '{"text": "b"}')
    assert text == "b"
