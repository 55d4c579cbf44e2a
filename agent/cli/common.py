"""What the commands share: options, the agent they make, what they print and how they end."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import structlog
import typer
from rich.console import Console

from agent.cli.entry import INTERRUPTED
from agent.config import Permissions, Settings, load_settings
from agent.errors import ConfigError, EngineUnreachable, HoldfastError
from agent.observe.logs import configure_logs, redact_in_logs
from agent.observe.printable import printable
from agent.observe.telemetry import export_telemetry
from agent.reply import Reply
from agent.runtime import Agent
from agent.tooling import Ask
from agent.tooling.hosting import Elicit

Result = TypeVar("Result")

DONE, FAILED, USAGE, UNREACHABLE = 0, 1, 2, 3
"""Exit statuses."""


class ErrorConsole(Console):
    """stderr. When nobody reads it any more, the command goes on in silence."""

    def on_broken_pipe(self) -> None:
        """Say nothing from now on."""
        self.quiet = True


err = ErrorConsole(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
"""For everything that is not the command's result."""


class PermissionModeName(StrEnum):
    """What becomes of a call that no rule names."""

    ask = "ask"
    allow = "allow"
    deny = "deny"
    plan = "plan"


class LogFormat(StrEnum):
    """How logs are written to stderr."""

    console = "console"
    json = "json"


UrlOption = Annotated[
    str | None, typer.Option("--url", help="The engine's address [env: AGENT_URL].")
]
ModelOption = Annotated[
    str | None, typer.Option("--model", help="The served model's name [env: AGENT_MODEL].")
]
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="The project's directory; by default the one around this."),
]
SessionOption = Annotated[
    str | None, typer.Option("--session", help="Go on with the session of this id, or begin it.")
]
StoreOption = Annotated[
    str | None,
    typer.Option("--store", help="Where sessions are kept: a path or memory: [env: AGENT_STORE]."),
]
ToolsOption = Annotated[
    list[str] | None,
    typer.Option("--tool", help="Offer only this tool; may be given several times."),
]
AllowOption = Annotated[
    list[str] | None,
    typer.Option("--allow", help="Let calls run that this rule names; several times."),
]
DenyOption = Annotated[
    list[str] | None,
    typer.Option("--deny", help="Refuse calls that this rule names; several times."),
]
PermissionModeOption = Annotated[
    PermissionModeName | None,
    typer.Option("--permission-mode", help="What becomes of calls that no rule names."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Log everything.")]
LogFormatOption = Annotated[LogFormat, typer.Option("--log-format", help="The form of the logs.")]


def start_logs(log_format: LogFormat = LogFormat.console, *, verbose: bool) -> None:
    """Set up logging for a command."""
    configure_logs(log_format.value, verbose=verbose)


def settings_from(**options: Any) -> Settings:
    """The settings with a command's options on top; options that are None are left out."""
    if options.get("tools"):
        options["tools"] = tuple(options["tools"])
    else:
        options.pop("tools", None)
    settings = load_settings(options)
    redact_in_logs(settings.redact)
    return settings


def permissions_from(
    mode: PermissionModeName | None, allow: list[str] | None, deny: list[str] | None
) -> Permissions | None:
    """What a command's options say of permissions; None when they say nothing."""
    given = {"mode": mode.value if mode else None, "allow": allow, "deny": deny}
    said = {name: value for name, value in given.items() if value}
    return Permissions.model_validate(said) if said else None


def agent_from(settings: Settings, ask: Ask | None = None, elicit: Elicit | None = None) -> Agent:
    """An agent that tells on stderr what the start of a local engine is doing.

    Raises:
        ConfigError: telemetry is wanted, and its extra is not installed or its address is taken.
    """
    export_telemetry(settings.telemetry)
    return Agent(settings=settings, progress=show_progress, ask=ask, elicit=elicit)


def show_progress(line: str) -> None:
    """One line about what takes time."""
    err.print(printable(line), style="dim")


def show_error(message: str) -> None:
    """One message about what went wrong."""
    err.print(f"agent: {printable(message)}", style="red")


def show_result(text: str) -> None:
    """Print the command's result: as it is into a file or a pipe, harmless on a terminal."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    try:
        print(printable(text) if on_terminal else text)  # noqa: T201 - the only place that may
    except OSError as error:
        raise SystemExit(_unwritable(error)) from error


def decoded(content: bytes, source: str = "the piped input") -> str:
    """Input as text; errors call it `source`.

    Raises:
        ConfigError: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source} is not UTF-8 text: {error}") from error


@contextmanager
def errors_shown() -> Iterator[None]:
    """Turn Holdfast's errors and Ctrl-C into one message on stderr and the right exit status."""
    try:
        yield
    except HoldfastError as error:
        show_error(str(error))
        raise typer.Exit(_exit_status(error)) from error
    except KeyboardInterrupt:
        show_error("interrupted")
        raise typer.Exit(INTERRUPTED) from None


def run_async(main: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a command's coroutine with its errors shown."""
    with errors_shown():
        return asyncio.run(main())


def reply_status(reply: Reply) -> int:
    """The exit status that says how a run ended."""
    if reply.status == "done":
        return DONE
    return UNREACHABLE if reply.status == "engine_unreachable" else FAILED


def end(command: Callable[[], object]) -> int:
    """Run the whole command line; whatever happens, the exit status and at most one message."""
    try:
        command()
    except SystemExit as ended:
        return _flushed(ended.code if isinstance(ended.code, int) else int(bool(ended.code)))
    except BrokenPipeError:
        return _flushed(FAILED)
    except KeyboardInterrupt:
        show_error("interrupted")
        return _flushed(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - nobody above shows it in a line
        _show_unexpected(error)
        return _flushed(FAILED)
    return _flushed(DONE)


def _exit_status(error: HoldfastError) -> int:
    if isinstance(error, EngineUnreachable):
        return UNREACHABLE
    return USAGE if isinstance(error, ConfigError) else FAILED


def _show_unexpected(error: Exception) -> None:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    hint = "; --verbose shows the traceback" if structlog.is_configured() else ""
    said = " ".join(f"{type(error).__name__}: {error}".split())
    show_error(f"unexpected {said} (at {place}{hint})")
    if structlog.is_configured():
        structlog.get_logger("agent.cli").debug("unexpected error", exc_info=error)


def _flushed(status: int) -> int:
    """Write out what stdout still holds."""
    if sys.stdout is None:
        return status
    try:
        sys.stdout.flush()
    except OSError as error:
        return status or _unwritable(error)
    return status


def _unwritable(error: OSError) -> int:
    """stdout cannot be written. A reader who has gone needs no message."""
    # What is still buffered would be written once more, with a complaint of the interpreter's.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        show_error(f"the result cannot be written: {error.strerror}")
    return FAILED
