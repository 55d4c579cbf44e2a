"""What makes a project's prefix another one from build to build is named with where it is from."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from agent.doctor.prefix_lint import lint
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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "tools").mkdir(parents=True)
    (folder / "agent.toml").touch()
    return folder


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
    trust(project)


def test_each_planted_cause_is_named_with_file_line_and_what_it_depends_on(project: Path) -> None:
    """Thirteen of them in one project, and no other tool is blamed."""
    offers(project, *CAUSES)
    report = lint(project)
    code = (project / "tools" / "volatile.py").read_text().splitlines()
    found = {each.origin.rpartition("(")[2].rstrip(")"): each for each in report.volatile}
    assert found.keys() == {name for name, _, _ in CAUSES}
    for name, _, cause in CAUSES:
        each = found[name]
        file, _, rest = each.origin.partition(":")
        line = int(rest.split()[0])
        assert file.endswith("tools/volatile.py")
        assert any(f"def {name}(" in text for text in code[line - 1 : line + 1])
        assert each.depends_on.startswith(cause), each
        assert each.before != each.after
        assert each.field.endswith(".function.description")


def test_a_project_without_volatile_parts_is_well(project: Path) -> None:
    offers(project, ("steady", "{1 + 1}", ""))
    report = lint(project)
    assert report.volatile == ()
    assert report.tools > 1


def test_a_set_in_a_schema_is_found_in_its_place(project: Path) -> None:
    units = "{'metric', 'imperial', 'nautical', 'kelvin', 'rankine'}"
    code = f"{HEAD}Unit = Literal[tuple({units})]\n" + TOOL.format(
        name="forecast", more=", unit: Unit = 'metric'", text="The weather."
    )
    (project / "tools" / "forecast.py").write_text(code)
    trust(project)
    (each, *_) = lint(project).volatile
    assert "parameters" in each.field
    assert each.depends_on == HASH


def test_an_mcp_server_is_named_with_its_tool(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = project.parent / "server.py"
    server.write_text(
        "import time\n"
        "from mcp.server.mcpserver import MCPServer\n"
        "app = MCPServer('clock')\n"
        "@app.tool(description=f'The time, since {time.time_ns()}.')\n"
        "def tell(zone: str) -> str:\n"
        "    return zone\n"
        "app.run()\n"
    )
    servers = {"clock": {"command": sys.executable, "args": [str(server)]}}
    settings = "[mcpServers.clock]\n" + "\n".join(
        f"{key} = {json.dumps(value)}" for key, value in servers["clock"].items()
    )
    (project / "agent.toml").write_text(settings)
    trust(project)
    (each,) = lint(project).volatile
    assert each.origin.startswith("MCP server clock, tool ")
    assert "tell" in each.origin
