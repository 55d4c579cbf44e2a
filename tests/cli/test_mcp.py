"""MCP servers on the command line."""

from __future__ import annotations

import json
import re
import sys
import threading
import urllib.request
import webbrowser
from pathlib import Path

import pytest

from agent.trust import trust
from tests.cli.conftest import Cli
from tests.fake_server import FakeServer, calls, says
from tests.tooling.mcp.conftest import SDK
from tests.tooling.mcp.serving import guarded

TABLE = f"""
[mcpServers.sdk]
command = {json.dumps(sys.executable)}
args = {json.dumps([str(SDK), "stdio"])}
"""


@pytest.fixture
def trusted(project: Path) -> Path:
    """A project with a server that the user has consented to."""
    (project / "agent.toml").write_text(TABLE)
    trust(project)
    return project


@pytest.mark.usefixtures("trusted")
def test_a_prompt_is_a_slash_command(cli: Cli, fake: FakeServer) -> None:
    """Its text is shown and sent."""
    done = cli("chat", stdin="/prompts\n/sdk:report Oslo style=long\n")
    assert "/sdk:report city=… [style=…]\n    A report on a city.\n" in done.stdout
    assert "\nWrite a long report about Oslo.\nHello.\n" in done.stdout
    assert fake.bodies[0]["messages"][-1]["content"] == "Write a long report about Oslo."


@pytest.mark.usefixtures("trusted")
def test_a_wrong_prompt_keeps_the_chat_going(cli: Cli, fake: FakeServer) -> None:
    """What it needs is said, and nothing is sent."""
    done = cli("chat", stdin="/sdk:report\n/sdk:nothing\n/nothing\n")
    assert done.exit_code == 0
    assert "prompt sdk:report needs city" in done.stdout
    assert "there is no prompt 'sdk:nothing'" in done.stdout
    assert "no command /nothing" in done.stdout
    assert fake.bodies == []


def test_without_servers_there_is_nothing_to_list(cli: Cli, fake: FakeServer) -> None:
    """And it is said."""
    assert "no MCP server offers prompts" in cli("chat", stdin="/prompts\n").stdout


@pytest.mark.usefixtures("trusted")
def test_tools_of_servers_are_listed_with_their_origin(cli: Cli) -> None:
    """Beside the others, and on the same terms."""
    listed = cli("tools", "list")
    assert listed.exit_code == 0, listed.output
    assert re.search(r"^sdk__grow +mcp:sdk +enabled +Brings a tool\.$", listed.stdout, re.MULTILINE)
    assert re.search(r"^calculate +holdfast +enabled", listed.stdout, re.MULTILINE)
    described = {each["name"]: each for each in json.loads(cli("tools", "list", "--json").stdout)}
    assert described["sdk__grow"]["origin"] == "mcp:sdk"
    assert described["sdk__grow"]["state"] == "enabled"


@pytest.mark.usefixtures("trusted")
def test_a_tool_of_a_server_is_shown_and_called(cli: Cli) -> None:
    """With its schema; one that is not there is named with those that are."""
    shown = json.loads(cli("tools", "show", "sdk__rest").stdout)
    assert (shown["origin"], shown["parameters"]["type"]) == ("mcp:sdk", "object")
    assert cli("tools", "call", "sdk__rest").stdout == "rested\n"
    missing = cli("tools", "show", "sdk__best")
    assert missing.exit_code == 2
    assert "offers no tool 'sdk__best'. Did you mean sdk__rest or" in missing.stderr


def test_servers_that_are_not_trusted_are_named(cli: Cli, project: Path) -> None:
    """They do not start, and the rest is listed."""
    (project / "agent.toml").write_text(TABLE)
    listed = cli("tools", "list")
    assert listed.exit_code == 0
    assert "sdk__grow" not in listed.stdout
    assert "calculate" in listed.stdout
    assert "MCP servers sdk are not started" in listed.stderr
    assert f"agent trust {project}" in listed.stderr


def test_a_server_that_fails_is_named(cli: Cli, project: Path) -> None:
    """With the reason, and the exit status says that the list is not whole."""
    (project / "agent.toml").write_text(TABLE + '[mcpServers.gone]\ncommand = "no-such"\n')
    trust(project)
    listed = cli("tools", "list")
    assert listed.exit_code == 1
    assert "sdk__grow" in listed.stdout
    assert "MCP server gone is left out: it did not start: it cannot be started" in listed.stderr


def test_without_the_sdk_the_rest_is_listed(
    cli: Cli, trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the extra is named."""
    for name in [each for each in sys.modules if each.startswith("agent.tooling.mcp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    listed = cli("tools", "list")
    assert listed.exit_code == 1
    assert "calculate" in listed.stdout
    assert "pip install 'holdfast[mcp]'" in listed.stderr


@pytest.mark.usefixtures("trusted")
def test_the_chat_puts_a_servers_question(cli: Cli, fake: FakeServer) -> None:
    """After the call was allowed, field by field."""
    fake.replies = [calls(("sdk__plan", {})), says("Have a good trip.")]
    done = cli("chat", stdin="Plan it.\ny\ny\nOslo\n99\n3\n\n")
    assert "? MCP server sdk asks: Where do you want to go?" in done.stdout
    assert "City, where to (string): " in done.stdout
    result = fake.bodies[1]["messages"][-1]["content"]
    assert result.startswith("accept ")
    assert json.loads(result.removeprefix("accept "))["days"] == 3
    assert "Have a good trip." in done.stdout


@pytest.mark.usefixtures("trusted")
def test_a_run_that_nobody_attends_declines_a_servers_question(cli: Cli, fake: FakeServer) -> None:
    """It never waits, and the model reads what came of it."""
    fake.replies = [calls(("sdk__plan", {})), says("So be it.")]
    done = cli("run", "Plan it.", "--allow", "mcp:sdk/plan")
    assert done.exit_code == 0, done.output
    assert fake.bodies[1]["messages"][-1]["content"].strip() == "decline"


def test_the_user_logs_in_at_a_server_and_out(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is shown and opened in the browser; then the tools are there."""
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        threading.Thread(target=lambda: urllib.request.urlopen(url, timeout=20).read()).start()
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    with guarded() as served:
        (project / "agent.toml").write_text(f"[mcpServers.web]\nurl = '{served.settings['url']}'\n")
        refused = cli("tools", "login", "web")
        assert refused.exit_code == 2
        assert "no MCP server that may start is named 'web'" in refused.stderr
        trust(project)
        before = cli("tools", "list")
        assert before.exit_code == 1
        said = " ".join(before.stderr.split())
        assert "MCP server web is left out" in said
        assert "wants you to log in: agent tools login web" in said
        done = cli("tools", "login", "web")
        assert done.stdout == "logged in at web, which lists 1 tools\n", done.output
        assert opened[0] in done.stderr.replace("\n", "")
        assert cli("tools", "call", "web__secret").stdout == "after 1 logins\n"
        assert cli("tools", "logout", "web").stdout == "logged out at web\n"
        assert cli("tools", "logout", "web").stdout == "no login at web was kept\n"


@pytest.mark.usefixtures("trusted")
def test_only_a_server_with_an_address_has_a_login(cli: Cli) -> None:
    """A command is told so."""
    done = cli("tools", "login", "sdk")
    assert done.exit_code == 2
    assert "MCP server sdk is a command" in done.stderr
