"""Consent to a project's code: what it is given to, and that nothing runs without it."""

from __future__ import annotations

import importlib.util
import py_compile
import stat
from pathlib import Path

import platformdirs
import pytest
from structlog.testing import capture_logs

from agent.assembly import DEFAULT_TOOLS, choose_tools
from agent.errors import ConfigError
from agent.trust import is_trusted, read_code, revoke, trust, trusted_projects

SONAR = '''
from agent import tool
from ._shared import ANSWER

@tool
def sonar() -> str:
    """Listens."""
    return ANSWER
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a tool and a module that it shares with others."""
    path = tmp_path / "project"
    (path / "tools").mkdir(parents=True)
    (path / "agent.toml").write_text("max_turns = 9\n")
    (path / "tools/sonar.py").write_text(SONAR)
    (path / "tools/_shared.py").write_text('ANSWER = "silence"\n')
    return path


def test_a_project_is_not_trusted_unasked(project: Path) -> None:
    """Its code is not imported, and one line says how to change that."""
    (project / "tools/sonar.py").write_text("raise SystemExit('it ran')")
    with capture_logs() as logs:
        assert set(choose_tools(None, project).names) == DEFAULT_TOOLS
    (line,) = [each["event"] for each in logs]
    assert "not trusted" in line
    assert f"agent trust {project}" in line


def test_a_trusted_project_offers_its_tools(project: Path) -> None:
    """Beside the default ones, with the origin `project`."""
    trust(project)
    registry = choose_tools(None, project)
    assert set(registry.names) == {*DEFAULT_TOOLS, "sonar"}
    assert registry.origin("sonar") == "project"
    tool = registry.get("sonar")
    assert tool is not None
    assert tool() == "silence"


def test_a_project_tool_can_be_named(project: Path) -> None:
    """As an installed one."""
    trust(project)
    assert choose_tools(["sonar"], project).names == ("sonar",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tools/sonar.py", SONAR + "# more"),
        ("tools/other.py", ""),
        ("agent.toml", 'tools = ["shell"]'),
        ("agent.toml", '[permissions]\nallow = ["shell"]'),
    ],
)
def test_changed_code_is_named_and_not_trusted(project: Path, name: str, text: str) -> None:
    """A new file and what the settings let run are changes too."""
    trust(project)
    (project / name).write_text(text)
    assert not is_trusted(project)
    assert read_code(project).distrust.startswith(f"{name} changed")
    trust(project)
    assert is_trusted(project)


def test_a_removed_file_is_a_change(project: Path) -> None:
    """What another module imports from may be elsewhere then."""
    trust(project)
    (project / "tools/_shared.py").unlink()
    assert read_code(project).changed == ("tools/_shared.py",)


def test_other_settings_may_change(project: Path) -> None:
    """They run nothing."""
    trust(project)
    (project / "agent.toml").write_text("max_turns = 10\n")
    assert is_trusted(project)


def test_consent_is_for_one_place(project: Path, tmp_path: Path) -> None:
    """A copy is another project; a link is the same."""
    trust(project)
    (tmp_path / "link").symlink_to(project)
    assert is_trusted(tmp_path / "link")
    project.rename(tmp_path / "moved")
    assert not is_trusted(tmp_path / "moved")


def test_consent_is_recorded_for_the_user_alone(project: Path) -> None:
    """Nobody else may read or write it."""
    trust(project)
    record = Path(platformdirs.user_data_dir("holdfast")) / "trusted.json"
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    assert trusted_projects() == (project,)


def test_consent_can_be_taken_back(project: Path) -> None:
    """Once."""
    trust(project)
    assert (revoke(project), revoke(project), is_trusted(project)) == (True, False, False)


def test_a_broken_record_names_the_fix(project: Path) -> None:
    """Not a traceback, and no trust."""
    trust(project)
    (Path(platformdirs.user_data_dir("holdfast")) / "trusted.json").write_text("[")
    with pytest.raises(ConfigError, match="Delete it"):
        is_trusted(project)


def test_cached_bytecode_is_not_run(project: Path) -> None:
    """Python would run it in place of the source that the user has read."""
    trust(project)
    evil = project / "evil.py"
    evil.write_text("raise SystemExit('it ran')")
    cached = importlib.util.cache_from_source(str(project / "tools/sonar.py"))
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(evil), cfile=cached, doraise=True, invalidation_mode=unchecked)
    assert choose_tools(["sonar"], project).names == ("sonar",)


def test_a_module_that_breaks_is_named(project: Path) -> None:
    """With its error, not with a traceback."""
    (project / "tools/sonar.py").write_text("1 / 0")
    trust(project)
    with pytest.raises(ConfigError, match=r"sonar\.py cannot be imported: ZeroDivisionError"):
        choose_tools(None, project)


def test_a_built_in_name_is_not_taken(project: Path) -> None:
    """The name always means the built-in tool."""
    (project / "tools/sonar.py").write_text(SONAR.replace("def sonar", "def shell"))
    trust(project)
    assert choose_tools(["shell"], project).origin("shell") == "holdfast"
    with pytest.raises(ConfigError, match="'shell' has a built-in tool's name"):
        choose_tools(None, project)


def test_a_folder_without_settings_has_no_code(project: Path) -> None:
    """Many a folder has scripts in `tools/` that are no business of an agent's."""
    (project / "agent.toml").unlink()
    assert read_code(project).hashes == {}
    assert set(choose_tools(None, project).names) == DEFAULT_TOOLS
