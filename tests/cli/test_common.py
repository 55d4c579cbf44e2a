"""How the command line ends, whatever happens."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NoReturn

import pytest
import typer

from agent.cli import common, main
from agent.errors import ConfigError, EngineUnreachable, StoreError
from agent.reply import reply_without_run
from tests.cli.conftest import Cli, Command
from tests.fake_server import FakeServer


def raising(error: BaseException) -> Callable[[], NoReturn]:
    def command() -> NoReturn:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConfigError("wrong"), 2),
        (EngineUnreachable("gone"), 3),
        (StoreError("full"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_error_has_its_exit_status(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int
) -> None:
    """And one line on stderr."""

    def command() -> None:
        with common.errors_shown():
            raise error

    with pytest.raises(typer.Exit) as raised:
        command()
    assert raised.value.exit_code == status
    assert capsys.readouterr().err == f"agent: {str(error) or 'interrupted'}\n"


@pytest.mark.parametrize(
    ("status", "expected"),
    [("done", 0), ("engine_unreachable", 3), ("engine_failed", 1), ("turn_limit", 1)],
)
def test_a_run_has_the_exit_status_of_its_end(status: str, expected: int) -> None:
    """The contract: 0 done, 1 failed, 3 unreachable."""
    assert common.reply_status(reply_without_run("s", status, "")) == expected  # type: ignore[arg-type]


def test_an_unexpected_exception_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With its name, its place, and no traceback."""
    common.start_logs(verbose=False)
    assert common.end(raising(KeyError("a\nb"))) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("agent: unexpected KeyError: 'a\\nb' (at test_common.py:")
    assert shown.endswith("; --verbose shows the traceback)\n")
    assert shown.count("\n") == 1


def test_verbose_shows_the_traceback_of_an_unexpected_exception(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As the line promises."""
    common.start_logs(verbose=True)
    common.end(raising(KeyError("a")))
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_command_without_verbose_does_not_promise_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The line names the place only."""
    common.end(raising(KeyError("a")))
    assert "verbose" not in capsys.readouterr().err


@pytest.mark.parametrize(("code", "status"), [(None, 0), (0, 0), (2, 2), ("no", 1)])
def test_an_exit_keeps_its_status(code: object, status: int) -> None:
    """typer and click end commands by SystemExit."""
    assert common.end(raising(SystemExit(code))) == status


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 1)])
def test_interrupts_and_closed_pipes_are_no_traceback(error: BaseException, status: int) -> None:
    """Wherever they strike."""
    assert common.end(raising(error)) == status


def test_a_command_that_returns_is_done() -> None:
    """Exit status 0."""
    assert common.end(lambda: None) == 0


def test_a_bug_in_a_command_is_one_line_for_the_shell_too(
    command: Command, fake: FakeServer
) -> None:
    """Through the real entry point: a server that answers nonsense makes the client stumble."""
    fake.models = ("nonsense",)  # type: ignore[assignment]
    process = command.start("run", "Hi")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, b"")
    assert b"Traceback" not in err
    assert err.count(b"\n") == 1


def test_a_closed_stdout_is_no_drama(command: Command) -> None:
    """`agent tools list >&-`."""
    process = command.start("tools", "list", stdout=os.open(os.devnull, os.O_RDONLY))
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert b"Traceback" not in err


@pytest.mark.parametrize("arguments", [(), ("nope",), ("run", "--nope"), ("run", "a", "b")])
def test_wrong_usage_is_status_2(cli: Cli, arguments: tuple[str, ...]) -> None:
    """Before anything is started."""
    assert cli(*arguments).exit_code == 2


def test_help_lists_the_commands(cli: Cli) -> None:
    """Those that work."""
    done = cli("--help")
    assert done.exit_code == 0
    for name in ("chat", "run", "serve", "index", "search", "tools"):
        assert name in done.stdout


def test_what_a_terminal_cannot_show_does_not_end_a_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """stdout replaces what its encoding lacks."""
    monkeypatch.setattr(main, "app", lambda: None)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 0


def test_a_result_is_made_harmless_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file gets every byte."""
    common.show_result("a\x1b[1mb")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    common.show_result("a\x1b[1mb")
    assert capsys.readouterr().out == "a\x1b[1mb\na[1mb\n"


def test_progress_is_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """Paths may have brackets."""
    common.show_progress("[dim] :smile: /a/[/]")
    assert capsys.readouterr().err == "[dim] :smile: /a/[/]\n"
