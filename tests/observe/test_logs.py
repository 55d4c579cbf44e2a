"""The logs of a command."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from agent.observe.logs import StderrHandler, configure_logs, redact_in_logs, use_standard_logging
from agent.observe.printable import escaped, printable


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Logging is the process's; give it back as it was."""
    level = logging.getLogger().level
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root = logging.getLogger()
    root.setLevel(level)
    logging.getLogger("agent").setLevel(logging.NOTSET)
    for handler in [each for each in root.handlers if isinstance(each, StderrHandler)]:
        root.removeHandler(handler)


def log() -> Any:
    return structlog.get_logger("agent.test")


def crash() -> None:
    password = "hunter2"  # noqa: F841 - a local variable that no log may show
    raise RuntimeError("the disk\nis on fire")


def log_crash() -> None:
    try:
        crash()
    except RuntimeError:
        log().exception("tool crashed", tool="f")


@pytest.fixture(params=["console", "json"])
def log_format(request: pytest.FixtureRequest) -> Any:
    """Both forms."""
    return request.param


def test_only_warnings_and_worse_are_shown(
    capsys: pytest.CaptureFixture[str], log_format: Any
) -> None:
    """On stderr; stdout is the result's."""
    configure_logs(log_format)
    log().info("quiet")
    log().warning("loud")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "loud" in captured.err
    assert "quiet" not in captured.err


def test_verbose_shows_everything(capsys: pytest.CaptureFixture[str], log_format: Any) -> None:
    """Down to debugging."""
    configure_logs(log_format, verbose=True)
    log().debug("quiet")
    assert "quiet" in capsys.readouterr().err


def test_a_json_line_has_the_values(capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line, with level, logger and time."""
    configure_logs("json")
    log().warning("slow", session="s", ms=3)
    logged = json.loads(capsys.readouterr().err)
    assert logged.pop("timestamp").endswith("Z")
    assert logged == {
        "event": "slow",
        "session": "s",
        "ms": 3,
        "level": "warning",
        "logger": "agent.test",
    }


def test_an_exception_is_one_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Its name and words, and no traceback."""
    configure_logs()
    log_crash()
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "RuntimeError: the disk is on fire" in shown


def test_verbose_has_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """Without local variables, which may be keys."""
    configure_logs(verbose=True)
    log_crash()
    shown = capsys.readouterr().err
    assert "Traceback (most recent call last)" in shown
    assert "in crash" in shown
    assert "hunter2" not in shown


def test_json_has_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """As data, without local variables."""
    configure_logs("json")
    log_crash()
    shown = capsys.readouterr().err
    (stack,) = json.loads(shown)["exception"]
    assert (stack["exc_type"], stack["frames"][-1]["name"]) == ("RuntimeError", "crash")
    assert "hunter2" not in shown


def test_an_exception_that_is_given_is_named_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Outside the block that caught it."""
    configure_logs()
    log().error("tool crashed", exc_info=ValueError("x"))
    assert "ValueError: x" in capsys.readouterr().err


def test_other_packages_log_the_same_way(
    capsys: pytest.CaptureFixture[str], log_format: Any
) -> None:
    """asyncio's complaints too are one line."""
    configure_logs(log_format)
    logging.getLogger("asyncio").error("never retrieved", exc_info=ValueError("x"))
    logging.getLogger("httpx").info("chatter")
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "never retrieved" in shown
    assert "ValueError" in shown
    assert "chatter" not in shown


def test_warnings_are_logs(capsys: pytest.CaptureFixture[str]) -> None:
    """Python's own form would break JSON logs."""
    configure_logs("json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning("old", DeprecationWarning, "f.py", 1)
    assert "DeprecationWarning: old" in json.loads(capsys.readouterr().err)["event"]


def test_what_is_logged_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A tool's exception may quote anything."""
    configure_logs(verbose=True)
    log().error("tool \x1b[2J crashed", reason="\x1b]0;x\x07", exc_info=ValueError("\x9b2J"))
    shown = capsys.readouterr().err
    assert not set("\x1b\x07\x9b") & set(shown)


def test_setting_up_twice_does_not_double_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """The last set-up counts."""
    configure_logs()
    configure_logs("json")
    log().warning("once")
    assert json.loads(capsys.readouterr().err)["event"] == "once"


def test_a_stderr_that_cannot_be_written_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reader may have gone, or it was never open."""
    configure_logs()

    class Gone:
        def isatty(self) -> bool:
            return False

        def write(self, text: str) -> int:
            raise BrokenPipeError

    for stream in (Gone(), None):
        monkeypatch.setattr(sys, "stderr", stream)
        log().error("nobody hears this")


def test_a_library_logs_where_its_program_wants(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Through the standard library, never on stdout, and without local variables."""
    use_standard_logging()
    log_crash()
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("agent.test", "ERROR")
    assert "tool=f" in record.getMessage()
    assert "in crash" in record.getMessage()
    assert "hunter2" not in record.getMessage()
    assert capsys.readouterr().out == ""


def test_a_program_that_configured_structlog_keeps_its_configuration() -> None:
    """Holdfast does not know better."""
    structlog.configure(processors=[])
    use_standard_logging()
    assert structlog.get_config()["processors"] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ☂ text\n\tindented", "plain ☂ text\n\tindented"),
        ("a\x1b[31mb\x1b]0;t\x07", "a[31mb]0;t"),
        ("a\r\nb\rc", "a\nbc"),
        ("\x00\x7f\x85\x9bx", "x"),
        ("\u202eabc\u2066", "abc"),
    ],
)
def test_printable_text_is_only_shown(text: str, shown: str) -> None:
    """Nothing in it is obeyed."""
    assert printable(text) == shown


def test_escaped_json_is_the_same_value() -> None:
    """Only written otherwise."""
    assert json.loads(escaped('"a\x9bb\u202e"')) == "a\x9bb\u202e"


def test_secrets_are_redacted(capsys: pytest.CaptureFixture[str], log_format: Any) -> None:
    """Of known forms, in values, and what the user's patterns match."""
    configure_logs(log_format)
    redact_in_logs(["hunter."])
    key = "sk-" + "abcdef0123456789abcdef"
    log().warning("tool failed", arguments={"key": key}, reason=f"{key} and hunter2")
    logged = capsys.readouterr().err
    assert key not in logged
    assert "[redacted] and [redacted]" in logged
