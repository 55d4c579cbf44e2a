"""The agent of a program is taken from its code, and what is wrong with it is told."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Agent
from agent.doctor.target import Target, is_own
from agent.errors import ConfigError


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A program's directory; what is imported of it is forgotten again."""
    modules, path = set(sys.modules), list(sys.path)
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["agent", "make", "make_later", "App.agent", "optional"])
async def test_an_agent_or_what_returns_one_is_taken(name: str, folder: Path) -> None:
    """Made already, in a class, or by a function that needs nothing, asynchronous or not."""
    program = """\
        from agent import Agent

        agent = Agent(system="Help.", tools=[])
        def make():
            return agent
        async def make_later():
            return agent
        class App:
            agent = agent
        def optional(city="Oslo", *more, **others):
            return agent
    """
    (folder / "app.py").write_text(inspect.cleandoc(program) + "\n")
    assert isinstance(await Target.read(f"app.py:{name}", folder).agent(), Agent)
    assert isinstance(await Target.read(f"app:{name}", folder).agent(), Agent)


def test_what_is_installed_is_not_the_program_s_own(tmp_path: Path) -> None:
    """An environment may lie in the program's directory."""
    assert is_own(tmp_path / "a" / "b.py", tmp_path)
    assert not is_own(tmp_path / ".venv" / "lib" / "site-packages" / "b.py", tmp_path)
    assert not is_own(Path("/usr/lib/b.py"), tmp_path)
    assert not is_own(Path("<string>"), tmp_path)


WRONG = [
    ("app.py", "names no agent: write FILE.py:NAME"),
    ("app.py:1x", "names no agent"),
    ("nofile.py:agent", "there is no file nofile.py"),
    ("nomodule:agent", "importing it failed: ModuleNotFoundError: No module named 'nomodule'"),
    ("app.py:missing", "has no 'missing'; it has agent"),
    ("app.py:number", "gives int, and no Agent"),
    ("app.py:other", "gives str, and no Agent"),
    ("app.py:needs", "needs city: name a function that needs nothing"),
    ("app.py:fails", r"calling it failed: ValueError: no key \(.*app.py:11\)"),
    ("broken.py:agent", r"importing it failed: SyntaxError: .*\(.*broken.py:1\)"),
    ("exits.py:agent", "importing it failed: SystemExit: 3"),
    ("asks.py:agent", "asks the model while it is imported"),
    ("wrong.py:agent", "importing it failed: unknown setting 'temprature'"),
]


@pytest.mark.parametrize(("target", "words"), WRONG, ids=[each[0] for each in WRONG])
async def test_wrong_input_is_told_in_a_sentence(target: str, words: str, folder: Path) -> None:
    """No traceback, and the place where there is one."""
    program = """\
        from agent import Agent

        agent = Agent(system="Help.", tools=[])
        number = 3
        def other():
            return "text"
        def needs(city):
            return agent

        def fails():
            raise ValueError("no key")
    """
    (folder / "app.py").write_text(inspect.cleandoc(program) + "\n")
    (folder / "broken.py").write_text("def (:\n")
    (folder / "exits.py").write_text("raise SystemExit(3)\n")
    (folder / "asks.py").write_text("from agent import Agent\nagent = Agent()\nagent.run_sync('a')")
    (folder / "wrong.py").write_text("from agent import Agent\nagent = Agent(temprature=1)\n")
    with pytest.raises(ConfigError, match=words) as told:
        await Target.read(target, folder).agent()
    assert "Traceback" not in str(told.value)
    assert "\n" not in str(told.value)
