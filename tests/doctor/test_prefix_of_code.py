"""The prefix of an agent that a program makes: what differs is named with file, line and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.doctor.prefix_lint import PrefixReport, lint
from agent.doctor.variation import CLOCK, DIRECTORY, ENVIRONMENT, HASH
from agent.errors import ConfigError

PROGRAM = """\
import os, time, uuid
from datetime import datetime
from agent import Agent, tool
from words import banner

NOW = datetime.now()
UNITS = {"metric", "imperial", "nautical", "kelvin", "rankine"}

@tool(description=f"The weather of a city, as of {time.strftime('%H:%M')}.")
def forecast(city: str) -> str:
    return city

SYSTEM = f'''
You help {os.environ.get('USER')} with the weather.
It is {NOW:%Y-%m-%d %H:%M}, and was {1 + 1} degrees.
Your run is {uuid.uuid4()}.
''' + "Units: " + ", ".join(UNITS) + "; files are in %s.\\n" % os.getcwd()

async def make_agent() -> Agent:
    asked = {"role": "user", "content": "Started as {}.".format(banner())}
    answered = {"role": "assistant", "content": "Good."}
    return Agent(system=SYSTEM, tools=[forecast], few_shot=[asked, answered])
"""
CAUSES = [
    ("datetime", "app.py", "NOW", CLOCK),
    ("user", "app.py", "os.environ.get('USER')", ENVIRONMENT),
    ("identifier", "app.py", "uuid.uuid4()", "nothing"),
    ("set", "app.py", "', '.join(UNITS)", HASH),
    ("directory", "app.py", "os.getcwd()", DIRECTORY),
    ("description", "app.py", "time.strftime('%H:%M')", CLOCK),
    ("other module", "words.py", "os.environ.get('HOSTNAME')", ENVIRONMENT),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that the command is started in; its agent.toml is the program's."""
    (tmp_path / "agent.toml").write_text("max_turns = 7\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> PrefixReport:
    """One report on all of them: each takes many processes."""
    folder = tmp_path_factory.mktemp("program")
    (folder / "app.py").write_text(PROGRAM)
    (folder / "words.py").write_text(
        "import os\n\ndef banner():\n    return f\"agent at {os.environ.get('HOSTNAME')}\"\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return lint(folder, "app.py:make_agent")


@pytest.mark.parametrize(("name", "file", "code", "cause"), CAUSES, ids=[c[0] for c in CAUSES])
def test_each_cause_in_code_is_named_with_file_line_and_expression(
    name: str, file: str, code: str, cause: str, planted: PrefixReport
) -> None:
    (found,) = [each for each in planted.volatile if each.origin.endswith(f" {code}")]
    path, line = found.origin.removesuffix(f" {code}").rsplit(":", 1)
    assert Path(path).name == file
    wanted = code.replace("', '", '", "')
    assert wanted in Path(path).read_text().splitlines()[int(line) - 1]
    assert found.depends_on.startswith(cause)
    assert found.before != found.after


def test_what_does_not_differ_is_not_blamed(planted: PrefixReport) -> None:
    """Neither the sum beside them nor the call of a function whose own text is known."""
    blamed = {each.origin.partition(" ")[2] for each in planted.volatile}
    assert "1 + 1" not in blamed
    assert blamed == {code for _, _, code, _ in CAUSES}


def test_a_program_without_volatile_parts_is_well(folder: Path) -> None:
    """By the name of a module, and an agent that is made already, in a class."""
    (folder / "steady.py").write_text(
        "from agent import Agent\n\nclass App:\n    agent = Agent(system='You help.', tools=[])\n"
    )
    report = lint(folder, "steady:App.agent")
    assert (report.volatile, report.messages, report.tools) == ((), 1, 0)


def test_a_program_that_another_directory_breaks_says_where(folder: Path) -> None:
    """A prompt that is read from where the program was started."""
    (folder / "prompt.md").write_text("You help.")
    (folder / "app.py").write_text(
        "from agent import Agent\n\ndef make():\n"
        "    return Agent(system=open('prompt.md').read(), tools=[])\n"
    )
    (found,) = lint(folder, "app.py:make").volatile
    assert (found.field, found.depends_on) == ("", DIRECTORY)
    assert found.origin == f"{folder / 'app.py'}:4"
    assert "FileNotFoundError" in found.after


def test_a_program_that_cannot_be_built_is_told_in_a_line(folder: Path) -> None:
    """With the place of it."""
    (folder / "app.py").write_text("raise ValueError('no\\nkey')\n")
    with pytest.raises(ConfigError, match=r"failed: ValueError: no key \(.*app.py:1\)$"):
        lint(folder, "app.py:agent")
