"""`agent sessions`: what is kept, and what can be done with it."""

from __future__ import annotations

import sys
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from agent.assembly import open_store
from agent.cli import chat
from agent.cli.common import (
    AllowOption,
    DenyOption,
    JsonOption,
    ModelOption,
    PermissionModeOption,
    ProjectOption,
    StoreOption,
    ToolsOption,
    UrlOption,
    VerboseOption,
    errors_shown,
    settings_from,
    show_progress,
    show_result,
    start_logs,
)
from agent.cli.render import json_line
from agent.cli.session_store import SessionArgument, in_store, known_session
from agent.cli.session_text import (
    entry_json,
    entry_lines,
    head_line,
    list_lines,
    summary_json,
    tree_lines,
)
from agent.cli.session_transfer import export_session, fork_session, import_session
from agent.config import Settings
from agent.context.catalog import Summary, find_session, summaries, summary_of
from agent.context.history import entries_of
from agent.context.transcript import Entry, decode
from agent.errors import ConfigError
from agent.session import chosen_id
from agent.store.base import Store
from agent.store.repair import Repaired, repair
from agent.store.sql import SQLStore

app = typer.Typer(help="Durable sessions: look, go on, fork, export, remove.", no_args_is_help=True)
app.command("fork")(fork_session)
app.command("export")(export_session)
app.command("import")(import_session)


@app.command("list")
def list_sessions(
    *,
    search: Annotated[
        str, typer.Option("--search", help="Only those in which this text was said.")
    ] = "",
    verify: Annotated[
        bool, typer.Option("--verify", help="Read every record, and find what is damaged.")
    ] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """List the sessions, the one that changed last first."""

    async def work(opened: Store, _: Settings) -> list[Summary]:
        return await summaries(opened, search, verify=verify)

    found = in_store(work, project=project, store=store, verbose=verbose)
    if as_json:
        show_result(json_line([summary_json(each) for each in found]))
        return
    for line in list_lines(found):
        show_result(line)
    if not found:
        show_progress(f"no session says {search!r}" if search else "there are no sessions yet")


@app.command("show")
def show_session(
    session: SessionArgument,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on with each new record, until Ctrl-C.")
    ] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Print a session's records. With --json and --follow, one record a line."""

    async def work(opened: Store, _: Settings) -> None:
        summary = await summary_of(opened, await find_session(opened, session))
        if follow:
            await _follow(opened, session, as_json=as_json)
        elif as_json:
            entries = [entry_json(entry) async for entry in entries_of(opened, session)]
            show_result(json_line({**summary_json(summary), "entries": entries}))
        else:
            show_result(head_line(summary))
            async for entry in entries_of(opened, session):
                _show_entry(entry)

    in_store(work, project=project, store=store, verbose=verbose)


@app.command("tree")
def show_tree(
    session: Annotated[str | None, typer.Argument(help="Only this session's family.")] = None,
    *,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Print sessions below those that they were forked from."""

    async def work(opened: Store, _: Settings) -> list[Summary]:
        if session is not None:
            await find_session(opened, session)
        return await summaries(opened)

    found = in_store(work, project=project, store=store, verbose=verbose)
    if as_json:
        show_result(json_line([{"session": s.session, "parent": s.parent} for s in found]))
        return
    for line in tree_lines(found, session):
        show_result(line)


@app.command("resume")
def resume_session(
    session: SessionArgument,
    *,
    url: UrlOption = None,
    model: ModelOption = None,
    project: ProjectOption = None,
    store: StoreOption = None,
    tools: ToolsOption = None,
    allow: AllowOption = None,
    deny: DenyOption = None,
    permission_mode: PermissionModeOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Go on with a session in the chat."""
    start_logs(verbose=verbose)
    with errors_shown():
        settings = settings_from(project=project, store=store)
    known_session(settings, session)
    chat.chat(
        url=url,
        model=model,
        project=project,
        session=session,
        store=store,
        tools=tools,
        allow=allow,
        deny=deny,
        permission_mode=permission_mode,
        verbose=verbose,
    )


@app.command("rm")
def remove_sessions(
    sessions: Annotated[list[str], typer.Argument(help="The sessions' ids.")],
    *,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Remove sessions for good, with the artifacts that no other session refers to."""

    async def work(opened: Store, _: Settings) -> dict[str, object]:
        named = list(dict.fromkeys(sessions))
        for session in named:
            await find_session(opened, session)
        for session in named:
            await opened.remove(session)
        return {"sessions": named, **asdict(await opened.collect())}

    _show_removed(in_store(work, project=project, store=store, verbose=verbose), as_json=as_json)


@app.command("gc")
def collect_garbage(
    *,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Remove the artifacts that no session refers to."""

    async def work(opened: Store, _: Settings) -> dict[str, object]:
        return {"sessions": [], **asdict(await opened.collect())}

    _show_removed(in_store(work, project=project, store=store, verbose=verbose), as_json=as_json)


@app.command("repair")
def repair_session(
    session: SessionArgument,
    *,
    to: Annotated[str | None, typer.Option("--to", help="The id of the new session.")] = None,
    into: Annotated[
        Path | None, typer.Option("--into", help="A new store file, where this one is damaged.")
    ] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Make a new session of what is whole of a damaged one, which stays as it is."""

    async def work(opened: Store, settings: Settings) -> Repaired:
        if not isinstance(opened, SQLStore):
            raise ConfigError("a store in memory cannot be repaired: name one with --store")
        new = chosen_id(to or f"{session}-repaired")
        if into is None:
            await find_session(opened, session)
            return await repair(opened, session, opened, new)
        other = open_store(settings.model_copy(update={"store": str(into)}))
        try:
            return await repair(opened, session, other, new)
        finally:
            await other.close()

    done = in_store(work, project=project, store=store, verbose=verbose)
    if as_json:
        show_result(json_line(asdict(done)))
        return
    show_result(f"session {done.session} has the first {done.kept} records of {session}")
    if done.damaged:
        show_result(f"damaged: {', '.join(map(str, done.damaged))}")
    if done.set_aside:
        numbers = ", ".join(map(str, done.set_aside))
        show_result(f"whole, but behind a damaged one: {numbers}; kept as {done.artifact}")
    if done.lost_artifacts:
        show_result(f"lost artifacts: {', '.join(done.lost_artifacts)}")


async def _follow(store: Store, session: str, *, as_json: bool) -> None:
    async with aclosing(store.watch(session)) as lines:
        async for line in lines:
            if as_json:
                show_result(json_line(entry_json(decode(line))))
            else:
                _show_entry(decode(line))
            sys.stdout.flush()


def _show_entry(entry: Entry) -> None:
    for line in entry_lines(entry):
        show_result(line)


def _show_removed(removed: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        show_result(json_line(removed))
        return
    sessions = removed["sessions"]
    assert isinstance(sessions, list)
    for session in sessions:
        show_result(f"removed session {session}")
    show_result(f"removed {removed['artifacts']} artifacts, {removed['size']} bytes")
