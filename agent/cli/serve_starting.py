"""Starting and stopping what `agent serve` serves."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import typer

from agent.cli.common import err, show_progress
from agent.cli.serve_printing import show_note
from agent.cli.serve_replicas import start_replicas
from agent.engine.command import ServeOptions
from agent.engine.foreground import serve_foreground
from agent.engine.home import EngineHome
from agent.engine.local import make_order, running_engine, stop_engine
from agent.engine.starting import follow_start, spawn_keeper
from agent.engine.state import EngineState
from agent.errors import EngineLaunchError


def start_engines(options: ServeOptions, replicas: int, home: EngineHome, *, detach: bool) -> None:
    """Serve until Ctrl-C, or with `detach` until it is stopped.

    Raises:
        EngineLaunchError: it does not start, or one that is to be left running runs already.
    """
    base, home = home, home.embeddings if options.pooling else home
    options = _absolute(options)
    if detach and (running := running_engine(home)):
        raise EngineLaunchError(
            f"An engine is running already: {running.model} at {running.url}. "
            f"Stop it with {_stopping(options)}."
        )
    show_note(options)
    if replicas > 1:
        _until_interrupted(lambda: start_replicas(options, replicas, home, _tell_ready))
        return
    order = make_order(options, base, show_progress, idle_seconds=0, chosen=True)
    if detach:
        engine = asyncio.run(follow_start(home, spawn_keeper(order, home), show_progress))
        typer.echo(f"{engine.model} is served at {engine.url}; {_stopping(options)} ends it.")
        return
    _until_interrupted(lambda: serve_foreground(order, home, show_progress, _tell_ready))


def stop_engines(home: EngineHome, *, embeddings: bool) -> None:
    """Stop the embedding server, and the engine too unless that one alone was named."""
    homes = (home.embeddings,) if embeddings else (home, home.embeddings)
    stopped = [stop_engine(each) for each in homes]
    typer.echo("stopped" if any(stopped) else "no engine is running")


def _until_interrupted(serve: Callable[[], None]) -> None:
    for signum in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) is not signal.SIG_IGN:  # nohup
            signal.signal(signum, signal.default_int_handler)
    try:
        serve()
    except KeyboardInterrupt:
        show_progress("stopped")


def _absolute(options: ServeOptions) -> ServeOptions:
    path = Path(options.model)
    return replace(options, model=str(path.resolve())) if path.is_dir() else options


def _tell_ready(state: EngineState) -> None:
    typer.echo(f"{state.served_name} is served at {state.url}; Ctrl-C ends it.")
    err.print(f"log: {state.log}", style="dim", markup=False)


def _stopping(options: ServeOptions) -> str:
    return "agent serve --embeddings --stop" if options.pooling else "agent serve --stop"
