"""Ask an installed wheel whether all of the checkout is in it.

    python scripts/check_wheel.py CHECKOUT [LIBRARY …]

Run by the interpreter of the environment that the wheel is in. Every file of the checkout's
packages has to be installed, every module has to import (one that needs one of the libraries named,
which are not there, may say so), every command has to print its help, and the entry points have to
load. At last an agent runs with tools, a session store and a knowledge index.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import distribution, entry_points
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

import agent
from agent.cli.main import app
from agent.testing import ScriptedModel, calls

FOLDERS = {
    "agent": "agent",
    "tools": "agent/tools",
    "prompts": "agent/prompts",
    "models": "agent/models",
}
PROGRAMS = ("agent.engine.keeper_entry", "agent.cli.__main__")
"""Executed, never imported."""


def wanted(checkout: Path) -> set[str]:
    """The files of the checkout's packages, by the path that they have in the wheel."""
    return {
        f"{name}/{file.relative_to(checkout / folder).as_posix()}"
        for folder, name in FOLDERS.items()
        for file in (checkout / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def check_files(checkout: Path) -> None:
    """Nothing is missing, and nothing is left of an earlier build."""
    expected = wanted(checkout)
    installed = {
        str(file)
        for file in distribution("holdfast").files or ()
        if file.parts[0] == "agent" and "__pycache__" not in file.parts
    }
    assert installed == expected, f"not as in the checkout: {sorted(installed ^ expected)}"


def check_modules(checkout: Path, may_lack: Sequence[str]) -> None:
    """Each imports, but for what it needs of libraries that are not there."""
    modules = [file[:-3].replace("/", ".") for file in wanted(checkout) if file.endswith(".py")]
    for module in sorted(each.removesuffix(".__init__") for each in modules):
        if module in PROGRAMS:
            continue
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in may_lack:
                raise SystemExit(f"{module} needs {error.name}, which nothing installed") from error


def commands(command: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of each command, and of what is below it."""
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*words, name))


def check_commands() -> None:
    """Each says how it is used."""
    for words in commands(get_command(app)):
        shown = CliRunner().invoke(app, [*words, "--help"])
        assert shown.exit_code == 0, f"agent {' '.join(words)} --help: {shown.output}"
        assert "Usage:" in shown.output


def check_entry_points() -> None:
    """The tools are found by them."""
    for point in entry_points(group="agent.tools"):
        point.load()


async def check_run(folder: Path) -> None:
    """A tool finds what was indexed, and the session is kept."""
    document = folder / "boats.md"
    document.write_text("# Boats\n\nThe ferry leaves at noon.\n", encoding="utf-8")
    project = ["--project", str(folder)]
    shown = await asyncio.to_thread(CliRunner().invoke, app, ["index", str(document), *project])
    assert shown.exit_code == 0, shown.output
    script = [calls(("calculate", {"expression": "6 * 7"}), ("search", {"query": "ferry"})), "42."]
    model = ScriptedModel(script)
    given = {"project": folder, "store": folder / "sessions.sqlite"}
    async with agent.Agent(engine=model, tools=["calculate", "search"], **given) as made:
        reply = await made.run("How much is it, and when does the ferry leave?", session="s")
        assert [each.ok for each in reply.tool_calls] == [True, True], reply
        assert reply.text == "42."
    sent = b"".join(part.json for part in model.requests[-1].prompt.segments)
    assert b"at noon" in sent


def main(checkout: Path, may_lack: Sequence[str]) -> None:
    """All of it."""
    home = Path(agent.__file__).resolve()
    assert checkout not in home.parents, f"this would see the checkout: {home}"
    check_files(checkout)
    check_modules(checkout, may_lack)
    check_commands()
    check_entry_points()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check_run(Path(folder)))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
