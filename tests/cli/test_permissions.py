"""Permissions on the command line: options, refusals, and the chat's question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.fake_server import FakeServer, calls, says

WRITE = calls(("write_file", {"path": "a.txt", "text": "hello"}))


@pytest.fixture
def asks(fake: FakeServer) -> FakeServer:
    """A model that writes a file and then answers."""
    fake.replies = [WRITE, says("Fine.")]
    return fake


def told(fake: FakeServer, request: int = 1) -> str:
    return str(fake.bodies[request]["messages"][-1]["content"])


def test_a_run_refuses_what_is_not_allowed_and_ends_as_the_model_ends_it(
    cli: Cli, asks: FakeServer, project: Path
) -> None:
    """Nobody is waited for; the model is told, and the user reads which option allows it."""
    done = cli("run", "--json", "Go")
    reply = json.loads(done.stdout)
    assert (done.exit_code, reply["status"], reply["text"]) == (0, "done", "Fine.")
    assert [call["ok"] for call in reply["tool_calls"]] == [False]
    assert told(asks).startswith("Error: write_file is not allowed: ")
    assert "--allow write_file lets write_file run" in done.stderr
    assert not (project / "a.txt").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--allow", "write_file"),
        ("--allow", "write_file:*.txt", "--allow", "other"),
        ("--permission-mode", "allow"),
        ("--tool", "write_file"),
    ],
)
def test_a_run_does_what_is_allowed(
    cli: Cli, asks: FakeServer, project: Path, options: tuple[str, ...]
) -> None:
    """By a rule, by the mode or by naming the tool."""
    assert cli("run", "Go", *options).exit_code == 0
    assert (project / "a.txt").read_text() == "hello"


@pytest.mark.parametrize(
    "options",
    [
        ("--permission-mode", "allow", "--deny", "write_file:*.txt"),
        ("--allow", "write_file", "--permission-mode", "plan"),
        ("--tool", "write_file", "--deny", "@destructive"),
    ],
)
def test_a_run_refuses_what_is_denied(
    cli: Cli, asks: FakeServer, project: Path, options: tuple[str, ...]
) -> None:
    """A denial beats everything."""
    assert cli("run", "Go", *options).exit_code == 0
    assert not (project / "a.txt").exists()


@pytest.mark.parametrize("options", [("--allow", "@x"), ("--permission-mode", "maybe")])
def test_an_option_that_cannot_be_read_is_wrong_usage(
    cli: Cli, fake: FakeServer, options: tuple[str, ...]
) -> None:
    """Before anything is asked."""
    assert cli("run", "Go", *options).exit_code == 2
    assert fake.bodies == []


def test_the_chat_asks_with_the_effect_and_does_it_after_a_yes(
    cli: Cli, asks: FakeServer, project: Path
) -> None:
    """The question stands behind what was said before it."""
    done = cli("chat", stdin="Go\ny\n")
    assert "? write_file asks to run\n" in done.stdout
    assert "hello" in done.stdout.partition("? write_file")[2].partition("[y]es")[0]
    assert (project / "a.txt").read_text() == "hello"
    assert "Fine." in done.stdout


@pytest.mark.parametrize("answer", ["n\n", "\n", "what?\n", ""])
def test_the_chat_takes_everything_but_a_yes_as_a_no(
    cli: Cli, asks: FakeServer, project: Path, answer: str
) -> None:
    """Also the end of the input."""
    done = cli("chat", stdin=f"Go\n{answer}")
    assert "refused\n" in done.stdout
    assert told(asks) == "Error: write_file is not allowed: the user refused it."
    assert not (project / "a.txt").exists()


def test_the_chat_remembers_for_the_session_and_shows_it(
    cli: Cli, fake: FakeServer, project: Path
) -> None:
    """Two calls, one question; /permissions lists what was allowed."""
    other = calls(("write_file", {"path": "b.txt", "text": "bye"}))
    fake.replies = [WRITE, says("One."), other, says("Two.")]
    done = cli("chat", "--deny", "shell", stdin="Go\na\nMore\n/permissions\n")
    assert done.stdout.count("asks to run") == 1
    assert (project / "b.txt").read_text() == "bye"
    shown = done.stdout.rpartition("Two.")[2]
    assert "mode" in shown
    assert "deny       shell" in shown
    assert "session    write_file" in shown


def test_a_question_does_not_steer_the_terminal(cli: Cli, fake: FakeServer) -> None:
    """What a model wants to write is shown harmless."""
    fake.replies = [
        calls(("write_file", {"path": "a.txt", "text": "\x1b]0;owned\x07\x1b[2J"})),
        says("Fine."),
    ]
    shown = cli("chat", stdin="Go\nn\n").stdout
    assert "\x1b" not in shown
    assert "owned" in shown


def test_a_sub_agents_question_is_asked_too(cli: Cli, fake: FakeServer, project: Path) -> None:
    """It belongs to a session that the chat does not show, and must not wait unseen."""
    fake.replies = [calls(("delegate", {"task": "Write."})), WRITE, says("Done."), says("Fine.")]
    options = ("--tool", "delegate", "--tool", "write_file", "--permission-mode", "ask")
    done = cli("chat", *options, stdin="Go\ny\ny\n")
    assert "Fine." in done.stdout
    assert "? write_file asks to run" in done.stdout
    assert (project / "a.txt").read_text() == "hello"
