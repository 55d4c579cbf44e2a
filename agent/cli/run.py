"""`agent run`: one run, its answer on stdout."""

from __future__ import annotations

import select
import sys
from contextlib import aclosing
from typing import Annotated

import typer

from agent.cli.common import (
    AllowOption,
    DenyOption,
    JsonOption,
    LogFormat,
    LogFormatOption,
    ModelOption,
    PermissionModeOption,
    ProjectOption,
    SessionOption,
    StoreOption,
    ToolsOption,
    UrlOption,
    VerboseOption,
    agent_from,
    decoded,
    errors_shown,
    permissions_from,
    reply_status,
    run_async,
    settings_from,
    show_error,
    show_progress,
    show_result,
    start_logs,
)
from agent.cli.render import footnotes, json_line, outcome_line
from agent.errors import ConfigError, EngineError, EngineUnreachable
from agent.events import Event, PermissionDecided, Retrying, ToolFinished
from agent.reply import Reply, reply_without_run
from agent.runtime import Agent, Session
from agent.tooling import target

PATIENCE = 2.0
"""Seconds without piped input after which the user is told what is waited for."""


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
    allow: AllowOption = None,
    deny: DenyOption = None,
    permission_mode: PermissionModeOption = None,
    verbose: VerboseOption = False,
    log_format: LogFormatOption = LogFormat.console,
) -> None:
    """Do one task and print the answer."""
    start_logs(log_format, verbose=verbose)
    with errors_shown():
        text = _task(task)
        settings = settings_from(
            url=url,
            model=model,
            project=project,
            store=store,
            tools=tools,
            permissions=permissions_from(permission_mode, allow, deny),
        )
        agent = agent_from(settings)
        opened = agent.session(session)
    reply = run_async(lambda: _run(agent, opened, text))
    _print(reply, as_json=as_json)
    raise typer.Exit(reply_status(reply))


async def _run(agent: Agent, session: Session, text: str) -> Reply:
    try:
        async with agent, session:
            async with aclosing(session.stream(text)) as events:
                async for event in events:
                    _show(event)
            return session.reply()
    except EngineError as error:  # at the opening; a run that has begun ends with a status
        unreachable = isinstance(error, EngineUnreachable)
        return reply_without_run(
            session.id, "engine_unreachable" if unreachable else "engine_failed", str(error)
        )


def _show(event: Event) -> None:
    match event:
        case ToolFinished():
            show_progress(outcome_line(event))
        case PermissionDecided(call=call, by="nobody"):
            name = target(call).name
            show_progress(f"nobody can be asked: --allow {name} lets {name} run")
        case Retrying(reason, attempt, delay):
            show_progress(f"{reason}; trying again in {delay:.1f} s (attempt {attempt + 1})")
        case _:
            pass


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        show_result(json_line(reply.to_json()))
    elif reply.text:
        show_result(reply.text)
        if reply.sources:
            show_result(f"\n{footnotes(reply)}")
    if reply.status != "done":
        show_error(reply.detail or reply.status)


def _task(given: str | None) -> str:
    piped = "" if sys.stdin is None or sys.stdin.isatty() else _piped()
    text = "\n\n".join(part for part in (given or "", piped) if part.strip())
    if not text.strip():
        raise ConfigError('the task is empty: give it as an argument, as in agent run "…"')
    return text


def _piped() -> str:
    if _is_silent():
        show_progress("waiting for the end of the piped input (</dev/null if there is none)")
    return decoded(sys.stdin.buffer.read())


def _is_silent() -> bool:
    try:
        return not select.select([sys.stdin], [], [], PATIENCE)[0]
    except (OSError, ValueError):
        return False  # not something that can be waited for
