"""MCP servers on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from agent.trust import trust
from tests.cli.conftest import Cli
from tests.fake_server import FakeServer
from tests.tooling.mcp.conftest import SDK

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
