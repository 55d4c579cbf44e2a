"""What the commands share that serve pages on this machine."""

from __future__ import annotations

import socket
import sys
from typing import Annotated

import typer

from agent.cli.common import err, show_progress, show_result
from agent.loopback.guard import App, Guard
from agent.loopback.serving import is_loopback

HostOption = Annotated[
    str, typer.Option("--host", help="Listen here; by default only this machine can connect.")
]
PortOption = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Listen at this port; 0 takes a free one.")
]


def guarded(app: App, token: str, host: str) -> Guard:
    """The application for those who know the token, asked under names of this machine."""
    if is_loopback(host):
        return Guard(app, token)
    return Guard(app, token, frozenset((host.lower(), socket.gethostname().lower())), remote=True)


def show_address(address: str) -> None:
    """Print where to look; a program that reads it gets it at once."""
    show_result(address)
    sys.stdout.flush()
    show_progress("Ctrl-C ends it")


def warn_of_strangers(host: str, what: str) -> None:
    """Say what it means to listen where others can connect."""
    if is_loopback(host):
        return
    err.print(
        f"agent: {host} can be reached from other machines, unencrypted: whoever sees the address "
        f"with its token {what}. Leave out --host, and reach this machine with "
        "ssh -L PORT:127.0.0.1:PORT",
        style="yellow",
    )
