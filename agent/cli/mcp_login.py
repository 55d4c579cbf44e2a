"""`agent tools login` and `logout`: the user's consent at an MCP server over HTTP."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from agent.cli.common import (
    ProjectOption,
    VerboseOption,
    errors_shown,
    run_async,
    settings_from,
    show_progress,
    show_result,
    start_logs,
)
from agent.mcp_servers import log_in, log_out

ServerArgument = Annotated[str, typer.Argument(help="The server's name in agent.toml.")]


def login(
    server: ServerArgument,
    *,
    project: ProjectOption = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the address in a browser.")
    ] = True,
    verbose: VerboseOption = False,
) -> None:
    """Log in at an MCP server; its tokens are kept for you alone and refreshed by themselves."""
    start_logs(verbose=verbose)

    def show(url: str) -> None:
        show_progress(f"open this address and log in: {url}")
        if browser:
            webbrowser.open(url)

    with errors_shown():
        settings = settings_from(project=project)
    tools = run_async(lambda: log_in(server, settings, show))
    show_result(f"logged in at {server}, which lists {tools} tools")


def logout(
    server: ServerArgument, *, project: ProjectOption = None, verbose: VerboseOption = False
) -> None:
    """Forget the tokens of an MCP server."""
    start_logs(verbose=verbose)
    with errors_shown():
        known = log_out(server, settings_from(project=project))
    show_result(f"logged out at {server}" if known else f"no login at {server} was kept")
