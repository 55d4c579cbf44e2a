"""`agent new` and `agent trust`."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from agent.cli.new import settings_file
from agent.config import Permissions, PoolTable, Settings, Telemetry, load_settings
from tests.cli.conftest import Cli
from tests.fake_server import FakeServer, calls, says


def test_a_new_project_works_at_once(cli: Cli, fake: FakeServer, project: Path) -> None:
    """Its prompts are sent, and its tool is offered and runs unasked."""
    assert cli("new", "made").exit_code == 0
    fake.replies = [calls(("count_words", {"text": "one two"})), says("Two.")]
    done = cli("run", "--json", "--project", "made", "Count.")
    reply = json.loads(done.stdout)
    assert (reply["text"], [each["ok"] for each in reply["tool_calls"]]) == ("Two.", [True])
    assert fake.bodies[1]["messages"][-1]["content"] == "2 words"
    assert "trust" not in done.stderr


def test_a_folder_s_name_is_quoted_for_the_shell(cli: Cli, project: Path) -> None:
    """What is printed can be pasted."""
    done = cli("new", "my folder; x")
    assert done.stdout.endswith("Try it: cd 'my folder; x' && agent chat\n")


def test_a_folder_with_something_in_it_is_refused(cli: Cli, project: Path) -> None:
    """Nothing is overwritten."""
    (project / "a.txt").write_text("mine")
    done = cli("new", ".")
    assert (done.exit_code, "not empty" in done.stderr) == (2, True)
    assert [each.name for each in project.iterdir()] == ["a.txt"]


def test_the_settings_file_has_every_key() -> None:
    """With its text, and what was not chosen is commented out."""
    text = settings_file()
    sections = {"permissions": Permissions, "pool": PoolTable, "telemetry": Telemetry}
    inside = (name for section in sections.values() for name in section.model_fields)
    for name in (*Settings.model_fields, *inside):
        if name in sections:
            assert f"\n# [{name}]\n" in text
        elif name != "project":
            assert re.search(rf"^(# )?{name} = ", text, re.MULTILINE), name
    assert tomllib.loads(text).keys() == {"system", "few_shot"}


def test_the_defaults_in_the_settings_file_are_the_defaults(project: Path) -> None:
    """Without their comment sign they change nothing."""
    lines = [
        re.sub(r"^# (\w+ = [^…]*|\[\w+\])$", r"\1", line) for line in settings_file().splitlines()
    ]
    chosen = "\n".join(each for each in lines if not each.startswith(("system", "few_shot")))
    (project / "agent.toml").write_text(chosen)
    assert len(tomllib.loads(chosen)) > 8
    assert load_settings({"project": project}) == Settings(project=project)


def test_a_strange_project_runs_nothing_and_says_the_fix(
    cli: Cli, fake: FakeServer, project: Path
) -> None:
    """One line, and the run goes on without its tools."""
    cli("new", "made")
    cli("trust", "made", "--revoke")
    done = cli("run", "--project", "made", "Go.")
    assert done.exit_code == 0
    (line,) = [each for each in done.stderr.splitlines() if "trust" in each]
    assert f"agent trust {project / 'made'}" in line
    names = [each["function"]["name"] for each in fake.bodies[0]["tools"]]
    assert "count_words" not in names


def test_trust_shows_what_it_is_given_to(cli: Cli, project: Path) -> None:
    """And the list says what has changed since."""
    cli("new", "made")
    tool = project / "made/tools/count_words.py"
    tool.write_text(tool.read_text() + "\n")
    listed = cli("trust", "--list").stdout
    assert listed == f"{project / 'made'}  (changed since: tools/count_words.py)\n"
    assert "tools/count_words.py  sha256 " in cli("trust", "made").stdout
    assert cli("trust", "--list").stdout == f"{project / 'made'}\n"


def test_trust_needs_a_directory_that_is_there(cli: Cli) -> None:
    """Or the flag that lists."""
    assert [cli("trust").exit_code, cli("trust", "gone").exit_code] == [2, 2]
    assert cli("trust", "gone", "--revoke").exit_code == 1


def test_the_tools_of_a_project_are_listed_and_called(cli: Cli) -> None:
    """As the installed ones are."""
    cli("new", "made")
    listed = json.loads(cli("tools", "list", "--json", "--project", "made").stdout)
    (own,) = [each for each in listed if each["origin"] == "project"]
    assert (own["name"], own["state"]) == ("count_words", "enabled")
    called = cli(
        "tools", "call", "count_words", '{"text": "a bc", "longest": 1}', "--project", "made"
    )
    assert called.stdout == "2 words; the longest: bc\n"


def test_an_unknown_tool_is_answered_by_a_similar_name(cli: Cli) -> None:
    """A typing error is seen at once."""
    told = cli("tools", "call", "calculat").stderr
    assert "Did you mean calculate?" in told
