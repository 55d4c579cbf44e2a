"""The session store of a command, without an engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from agent.assembly import open_store
from agent.cli.common import errors_shown, run_async, settings_from, start_logs
from agent.config import Settings, is_postgres
from agent.context.catalog import find_session, newest_session
from agent.errors import ConfigError
from agent.store.base import Store

Result = TypeVar("Result")

SessionArgument = Annotated[str, typer.Argument(help="The session's id.")]


def in_store(
    work: Callable[[Store, Settings], Awaitable[Result]],
    *,
    project: Path | None,
    store: str | None,
    verbose: bool,
    new: bool = False,
) -> Result:
    """Do a command's work in its store, which is closed again; errors are shown.

    Args:
        new: the store may be made; else one that was named and is not there is an error.
    """
    start_logs(verbose=verbose)
    with errors_shown():
        settings = settings_from(project=project, store=store)
    return run_async(lambda: _opened(work, settings, new=new))


def _check_there(settings: Settings) -> None:
    path = None if is_postgres(settings.store) else settings.store_path
    if settings.store is not None and path is not None and not path.exists():
        raise ConfigError(f"there is no session store {path}: check --store or AGENT_STORE")


async def _opened(
    work: Callable[[Store, Settings], Awaitable[Result]], settings: Settings, *, new: bool = False
) -> Result:
    if not new:
        _check_there(settings)
    opened = open_store(settings)
    try:
        return await work(opened, settings)
    finally:
        await opened.close()


def known_session(settings: Settings, session: str) -> str:
    """The session's id, if there is such a session.

    Raises:
        ConfigError: there is none; similar ids are named.
    """

    async def find(store: Store, _: Settings) -> str:
        return (await find_session(store, session)).session

    return run_async(lambda: _opened(find, settings))


def session_to_continue(settings: Settings, session: str | None) -> str:
    """The newest session of the project.

    Raises:
        ConfigError: there is none, or a session was named besides.
    """

    async def find(store: Store, _: Settings) -> str:
        if session is not None:
            raise ConfigError("give either --continue or --session, not both")
        return await newest_session(store, str(settings.project.resolve()))

    return run_async(lambda: _opened(find, settings))
