"""`agent tools`: list, show and call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent import tool
from agent.cli import tools
from agent.tooling import Registered, entry_point_tools, raw_tool
from agent.tooling.registry import BrokenPlugin, Discovered
from tests.cli.conftest import Cli


def test_the_list_has_the_built_in_tools(cli: Cli) -> None:
    """Name, origin and the first line of the description."""
    lines = cli("tools", "list").stdout.splitlines()
    names = {line.split()[0] for line in lines}
    assert names == {
        "calculate",
        "delegate",
        "edit_file",
        "fetch_url",
        "find_in_files",
        "list_files",
        "read_artifact",
        "read_file",
        "search",
        "shell",
        "write_file",
    }
    assert all(line.split()[1] == "holdfast" and len(line.split()) > 3 for line in lines)


def test_the_list_is_json_when_asked(cli: Cli) -> None:
    """With the schemas."""
    listed = json.loads(cli("tools", "list", "--json").stdout)
    assert listed[0]["name"] == "calculate"
    assert listed[0]["parameters"]["type"] == "object"


def test_the_list_says_what_the_project_offers(cli: Cli, project: Path) -> None:
    """Without configuration the default tools, else those that are named."""
    assert _states(cli)["calculate"] == "enabled"
    (project / "agent.toml").write_text('tools = ["read_file"]')
    states = _states(cli)
    assert (states["read_file"], states["calculate"]) == ("enabled", "disabled")


def _states(cli: Cli) -> dict[str, str]:
    listed = json.loads(cli("tools", "list", "--json").stdout)
    return {each["name"]: each["state"] for each in listed}


def test_show_has_the_schema_and_the_effects(cli: Cli) -> None:
    """What the model is told, and what it is not."""
    shown = json.loads(cli("tools", "show", "write_file").stdout)
    assert {"path", "text"} & set(shown["parameters"]["properties"])
    assert shown["read_only"] is False


@pytest.mark.parametrize("asked", [0, 1])
def test_show_has_the_original_of_a_mapped_name(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    """A person knows the tool by it, and may ask by either."""
    mapped = raw_tool(print, name="a.b", description="", parameters={"type": "object"}, repair=True)
    found = Discovered((Registered(mapped, "test"),), ())
    monkeypatch.setattr(tools, "entry_point_tools", lambda: found)

    shown = json.loads(cli("tools", "show", ("a.b", mapped.name)[asked]).stdout)
    assert (shown["name"], shown["original_name"]) == (mapped.name, "a.b")


def test_show_says_whether_a_strict_mode_can_express_the_schema(cli: Cli) -> None:
    """With the reason and its place."""
    shown = json.loads(cli("tools", "show", "search").stdout)["strict"]
    assert shown == {"vllm": "yes", "openai": "no: $: limit may be left out"}


@pytest.mark.parametrize("command", ["show", "call"])
def test_an_unknown_tool_is_wrong_usage(cli: Cli, command: str) -> None:
    """The known ones are listed."""
    done = cli("tools", command, "nope")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There are: calculate, " in done.stderr


def test_call_prints_what_the_model_would_read(cli: Cli) -> None:
    """No engine is needed."""
    done = cli("tools", "call", "calculate", '{"expression": "6*7"}')
    assert (done.exit_code, done.stdout, done.stderr) == (0, "42\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('{"expression": ', "are not valid JSON"),
        ("{}", "invalid arguments for calculate"),
        ('{"expression": "1/0"}', "Error: "),
    ],
)
def test_a_call_that_fails_prints_the_failure(cli: Cli, arguments: str, words: str) -> None:
    """As the model would read it, with exit status 1."""
    done = cli("tools", "call", "calculate", arguments)
    assert done.exit_code == 1
    assert words in done.stdout


def test_call_works_in_the_project(cli: Cli, project: Path) -> None:
    """The file tools see its files only."""
    (project / "a.txt").write_text("seven")
    assert "seven" in cli("tools", "call", "read_file", '{"path": "a.txt"}').stdout
    assert cli("tools", "call", "read_file", '{"path": "../a.txt"}').exit_code == 1


def test_search_finds_what_was_indexed(cli: Cli, project: Path) -> None:
    """The project's index is the tool's."""
    (project / "a.md").write_text("The harbour opens at seven.")
    cli("index", "a.md")
    assert "seven" in cli("tools", "call", "search", '{"query": "harbour"}').stdout


def test_a_plugin_that_is_broken_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are listed all the same."""
    broken = BrokenPlugin("sonar", "submarines", "ImportError: no module named sonar")
    found = Discovered(entry_point_tools().tools, (broken,))
    monkeypatch.setattr(tools, "entry_point_tools", lambda: found)
    done = cli("tools", "list")
    assert done.exit_code == 1
    assert "calculate" in done.stdout
    assert "plugin sonar of submarines is broken: ImportError" in done.stderr


def test_a_tool_without_a_description_is_listed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """An MCP server may have such tools."""

    @tool(description="")
    def silent() -> str:
        return ""

    found = Discovered((Registered(silent, "code"),), ())
    monkeypatch.setattr(tools, "entry_point_tools", lambda: found)
    assert cli("tools", "list").stdout.split() == ["silent", "code", "disabled"]
