"""`agent ui`: the sessions of the store in the browser, while they run."""

from __future__ import annotations

import asyncio
import secrets
import webbrowser
from typing import Annotated

import typer

from agent.cli.common import (
    ProjectOption,
    StoreOption,
    VerboseOption,
    errors_shown,
    show_progress,
)
from agent.cli.loopback import (
    HostOption,
    PortOption,
    guarded,
    show_address,
    warn_of_strangers,
)
from agent.cli.session_store import in_store
from agent.config import Settings
from agent.errors import ConfigError
from agent.loopback.serving import check_installed, listen, root_of, serve
from agent.observe.redaction import Redactor
from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.ui.app import ui_app


def ui(
    *,
    host: HostOption = "127.0.0.1",
    port: PortOption = 0,
    browse: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Show all sessions in the browser, while they run: windows, cache, tools, turn by turn."""
    with errors_shown():
        check_installed("ui")

    async def work(opened: Store, settings: Settings) -> None:
        if isinstance(opened, MemoryStore):
            raise ConfigError("a store in memory is its own process's: name one with --store")
        with listen(host, port) as listening:
            warn_of_strangers(host, "reads every session")
            token = secrets.token_urlsafe(32)
            address = f"{root_of(listening)}/?token={token}"
            show_address(address)
            if browse and not webbrowser.open(address):
                show_progress("there is no browser to open: open the address yourself")
            stopping = asyncio.Event()
            app = ui_app(opened, Redactor.of(settings.redact), stopping)
            await serve(guarded(app, token, host), listening, stopping)

    in_store(work, project=project, store=store, verbose=verbose)
