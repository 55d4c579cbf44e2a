"""What makes a project's prefix another one from build to build is named with where it is from."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.doctor.prefix_lint import PrefixReport, Volatile, lint
from agent.doctor.variation import CLOCK, DIRECTORY, ENVIRONMENT, HASH, ORDER
from agent.trust import trust

HEAD = """\
import datetime, glob, os, random, time, uuid
from typing import Literal
from agent import tool


"""
TOOL = '''
@tool
def {name}(city: str{more}) -> str:
    """{text}"""
    return city
'''

CAUSES = [
    ("clock", "{datetime.datetime.now():%H:%M}", CLOCK),
    ("today", "{datetime.date.today()}", CLOCK),
    ("epoch", "{time.time():.0f}", CLOCK),
    ("formatted", "{time.strftime('%Y')}", CLOCK),
    ("set_order", "{' '.join({'metric', 'imperial', 'nautical', 'kelvin', 'rankine'})}", HASH),
    ("hashed", "{hash('forecast')}", HASH),
    ("directory", "{os.getcwd()}", DIRECTORY),
    ("user", "{os.environ.get('USER')}", ENVIRONMENT),
    ("home", "{os.path.expanduser('~')}", ENVIRONMENT),
    ("listing", "{os.listdir(os.path.dirname(FILES))}", ORDER),
    ("identifier", "{uuid.uuid4()}", "nothing"),
    ("number", "{random.random()}", "nothing"),
    ("process", "{os.getpid()}", "nothing"),
]


SCHEMA = "{'metric', 'imperial', 'nautical', 'kelvin', 'rankine'}"
SERVER = """\
import time
from mcp.server.mcpserver import MCPServer
app = MCPServer('clock')
@app.tool(description=f'The time, since {time.time_ns()}.')
def tell(zone: str) -> str:
    return zone
app.run()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


def made(folder: Path) -> Path:
    project = folder / "project"
    (project / "tools").mkdir(parents=True)
    (project / "agent.toml").touch()
    return project


def offers(project: Path, *causes: tuple[str, str, str]) -> None:
    """A project with a tool for each cause, whose description depends on it."""
    for name in "abc":
        (project / f"{name}.txt").touch()
    code = HEAD + f"FILES = {str(project / 'a.txt')!r}\n"
    for name, expression, _ in causes:
        described = f"WORDS = f{f'It was {expression} here.'!r}\n"
        code += (
            described
            + f"@tool(description=WORDS)\ndef {name}(city: str) -> str:\n    return city\n"
        )
    (project / "tools" / "volatile.py").write_text(code)


@dataclass(frozen=True)
class Planted:
    """A project in which much varies, and what is said of it."""

    project: Path
    report: PrefixReport

    def of(self, origin: str) -> list[Volatile]:
        """What varies, where its origin begins so."""
        return [each for each in self.report.volatile if each.origin.startswith(origin)]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Thirteen tools with a cause each, one with a set in its schema, and an MCP server.

    They are built together: each report takes many processes.
    """
    project = made(tmp_path_factory.mktemp("planted"))
    offers(project, *CAUSES)
    code = f"{HEAD}Unit = Literal[tuple({SCHEMA})]\n" + TOOL.format(
        name="forecast", more=", unit: Unit = 'metric'", text="The weather."
    )
    (project / "tools" / "forecast.py").write_text(code)
    server = project.parent / "server.py"
    server.write_text(SERVER)
    command = json.dumps(sys.executable)
    (project / "agent.toml").write_text(
        f"[mcpServers.clock]\ncommand = {command}\nargs = [{json.dumps(str(server))}]\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(project.parent / name.lower()))
        trust(project)
        return Planted(project, lint(project))


def test_each_planted_cause_is_named_with_file_line_and_what_it_depends_on(
    planted: Planted,
) -> None:
    code = (planted.project / "tools" / "volatile.py").read_text().splitlines()
    volatile = planted.of(str(planted.project / "tools" / "volatile.py"))
    found = {each.origin.rpartition("(")[2].rstrip(")"): each for each in volatile}
    assert found.keys() == {name for name, _, _ in CAUSES}
    for name, _, cause in CAUSES:
        each = found[name]
        _, _, rest = each.origin.partition(":")
        line = int(rest.split()[0])
        assert any(f"def {name}(" in text for text in code[line - 1 : line + 1])
        assert each.depends_on.startswith(cause), each
        assert each.before != each.after
        assert each.field.endswith(".function.description")


def test_no_other_tool_is_blamed(planted: Planted) -> None:
    files = (planted.project / "tools").iterdir()
    blamed = [each for file in files for each in planted.of(str(file))]
    assert len(blamed) + len(planted.of("MCP server clock")) == len(planted.report.volatile)
    assert planted.report.tools > len(CAUSES) + 2


def test_a_set_in_a_schema_is_found_in_its_place(planted: Planted) -> None:
    (each, *_) = planted.of(str(planted.project / "tools" / "forecast.py"))
    assert "parameters" in each.field
    assert each.depends_on == HASH


def test_an_mcp_server_is_named_with_its_tool(planted: Planted) -> None:
    (each,) = planted.of("MCP server clock, tool ")
    assert "tell" in each.origin


def test_a_project_without_volatile_parts_is_well(project: Path) -> None:
    offers(project, ("steady", "{1 + 1}", ""))
    trust(project)
    report = lint(project)
    assert report.volatile == ()
    assert report.tools > 1
