"""What the commands share: options, the agent they make, and how they end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from agent.config import Settings, load_settings
from agent.errors import ConfigError, EngineUnreachable, HoldfastError
from agent.observe.logs import configure_logs
from agent.reply import Reply
from agent.runtime import Agent

Result = TypeVar("Result")

DONE, FAILED, USAGE, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses."""

err = Console(stderr=True, highlight=False, soft_wrap=True)
"""For everything that is not the command's result."""


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
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Log everything.")]
LogFormatOption = Annotated[LogFormat, typer.Option("--log-format", help="The form of the logs.")]


def start_logs(log_format: LogFormat, *, verbose: bool) -> None:
    """Set up logging for a command."""
    configure_logs(log_format.value, verbose=verbose)


def settings_from(**options: Any) -> Settings:
    """The settings with a command's options on top; options that are None are left out."""
    if options.get("tools"):
        options["tools"] = tuple(options["tools"])
    else:
        options.pop("tools", None)
    return load_settings(options)


def agent_from(settings: Settings) -> Agent:
    """An agent that tells on stderr what the start of a local engine is doing."""
    return Agent(settings=settings, progress=show_progress)


def show_progress(line: str) -> None:
    """One line about what takes time."""
    err.print(line, style="dim", markup=False)


@contextmanager
def errors_shown() -> Iterator[None]:
    """Turn Holdfast's errors into one message on stderr and the right exit status."""
    try:
        yield
    except HoldfastError as error:
        err.print(f"agent: {error}", style="red", markup=False)
        raise typer.Exit(_exit_status(error)) from error
    except KeyboardInterrupt:
        err.print("agent: interrupted", style="red")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        sys.stderr.close()
        raise typer.Exit(FAILED) from None


def run_async(main: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a command's coroutine with its errors shown."""
    with errors_shown():
        return asyncio.run(main())


def reply_status(reply: Reply) -> int:
    """The exit status that says how a run ended."""
    if reply.status == "done":
        return DONE
    return UNREACHABLE if reply.status == "engine_unreachable" else FAILED


def _exit_status(error: HoldfastError) -> int:
    if isinstance(error, EngineUnreachable):
        return UNREACHABLE
    return USAGE if isinstance(error, ConfigError) else FAILED
