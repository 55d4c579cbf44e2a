"""`agent run`: one run, its answer on stdout."""

from __future__ import annotations

import json
import sys
from contextlib import aclosing
from typing import Annotated

import typer

from agent.cli.common import (
    JsonOption,
    LogFormat,
    LogFormatOption,
    ModelOption,
    ProjectOption,
    SessionOption,
    StoreOption,
    ToolsOption,
    UrlOption,
    VerboseOption,
    agent_from,
    err,
    errors_shown,
    reply_status,
    run_async,
    settings_from,
    start_logs,
)
from agent.cli.render import outcome_line
from agent.config import Settings
from agent.errors import ConfigError
from agent.events import Event, Retrying, ToolFinished
from agent.reply import Reply


def run(
    task: Annotated[
        str | None, typer.Argument(help="What to do; piped input is added below it.")
    ] = None,
    *,
    as_json: JsonOption = False,
    url: UrlOption = None,
    model: ModelOption = None,
    project: ProjectOption = None,
    session: SessionOption = None,
    store: StoreOption = None,
    tools: ToolsOption = None,
    verbose: VerboseOption = False,
    log_format: LogFormatOption = LogFormat.console,
) -> None:
    """Do one task and print the answer."""
    start_logs(log_format, verbose=verbose)
    with errors_shown():
        text = _task(task)
        settings = settings_from(url=url, model=model, project=project, store=store, tools=tools)
    reply = run_async(lambda: _run(settings, session, text))
    _print(reply, as_json=as_json)
    raise typer.Exit(reply_status(reply))


async def _run(settings: Settings, session: str | None, text: str) -> Reply:
    async with agent_from(settings) as agent, agent.session(session) as opened:
        async with aclosing(opened.stream(text)) as events:
            async for event in events:
                _show(event)
        return opened.reply()


def _show(event: Event) -> None:
    match event:
        case ToolFinished():
            err.print(outcome_line(event), style="dim", markup=False)
        case Retrying(reason, attempt, delay):
            err.print(
                f"{reason}; trying again in {delay:.1f} s (attempt {attempt + 1})", markup=False
            )
        case _:
            pass


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(reply.to_json(), ensure_ascii=False))  # noqa: T201 - the result
        return
    if reply.text:
        print(reply.text)  # noqa: T201 - the result
    if reply.status != "done":
        err.print(f"agent: {reply.status}: {reply.detail}", style="red", markup=False)


def _task(given: str | None) -> str:
    piped = "" if sys.stdin is None or sys.stdin.isatty() else _piped()
    text = "\n\n".join(part for part in (given or "", piped) if part.strip())
    if not text.strip():
        raise ConfigError('the task is empty: give it as an argument, as in agent run "…"')
    return text


def _piped() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise ConfigError(f"the piped input is not text: {error}") from error
