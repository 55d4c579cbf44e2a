"""`agent top`: what the sessions and the engine do, live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from agent.cli.common import (
    JsonOption,
    ProjectOption,
    StoreOption,
    UrlOption,
    VerboseOption,
    show_result,
)
from agent.cli.render import json_line
from agent.cli.session_store import in_store
from agent.config import Settings
from agent.context.activity import Activity, activities
from agent.engine.load import EngineLoad, read_load
from agent.engine.local import running_engine
from agent.store.base import Store

COLUMNS = ("session", "state", "waits for", "for", "turns", "tokens", "cached")


def top(
    *,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two readings.")] = 1.0,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the sessions that no process has open.")
    ] = False,
    as_json: JsonOption = False,
    url: UrlOption = None,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Show what the sessions and the engine do, until Ctrl-C; once where stdout is no terminal."""
    console = Console(highlight=False)

    async def work(opened: Store, settings: Settings) -> None:
        address = url or settings.url or _local_url()

        async def read() -> tuple[list[Activity], EngineLoad | None]:
            found = await activities(opened, time.time(), everything=everything)
            return found, await read_load(address) if address else None

        if as_json:
            sessions, load = await read()
            engine = {"url": address, **asdict(load)} if load is not None else None
            show_result(
                json_line({"engine": engine, "sessions": [asdict(each) for each in sessions]})
            )
        elif not console.is_terminal:
            sessions, load = await read()
            for line in plain_lines(sessions, load, address):
                show_result(line)
        else:
            # Ctrl-C is how this command is ended, and no failure.
            with (
                suppress(asyncio.CancelledError),
                Live(console=console, screen=True, auto_refresh=False) as live,
            ):
                while True:
                    sessions, load = await read()
                    live.update(_screen(sessions, load, address), refresh=True)
                    await asyncio.sleep(every)

    in_store(work, project=project, store=store, verbose=verbose)


def _local_url() -> str | None:
    engine = running_engine()
    return engine.url if engine is not None else None


def engine_line(load: EngineLoad | None, address: str | None) -> str:
    """What the engine does, in a line."""
    if address is None:
        return "engine: none runs here; give one with --url"
    if load is None:
        return f"engine {address}: it does not answer, or is no vLLM"
    size = f" of {load.kv_tokens:,} tokens" if load.kv_tokens is not None else ""
    return (
        f"engine {address}: {load.running} running, {load.waiting} waiting, "
        f"KV {_share(load.kv_use)}{size} in use, hit rate {_share(load.hit_rate)}, "
        f"{load.preemptions} preempted"
    )


def plain_lines(
    sessions: Sequence[Activity], load: EngineLoad | None, address: str | None
) -> list[str]:
    """The engine's line and a table without any colour."""
    rows = [COLUMNS, *(_cells(each) for each in sessions)]
    wide = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    table = ["  ".join(map(str.ljust, row, wide)).rstrip() for row in rows]
    return [engine_line(load, address), *(table if sessions else ["no session is open"])]


def _screen(sessions: Sequence[Activity], load: EngineLoad | None, address: str | None) -> Group:
    table = Table(box=None, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, justify="right" if column in COLUMNS[3:] else "left")
    for each in sessions:
        table.add_row(*map(Text, _cells(each)))
    rest = table if sessions else Text("no session is open")
    return Group(Text(engine_line(load, address)), Text(), rest)


def _cells(each: Activity) -> tuple[str, ...]:
    return (
        each.session,
        each.state,
        ", ".join(each.tools) or each.waiting,
        f"{each.seconds:.0f} s",
        str(each.turns),
        f"{each.tokens:,}",
        _share(each.cached),
    )


def _share(value: float | None) -> str:
    return f"{value:.0%}" if value is not None else "-"
