"""`agent top`: what the sessions and the engine do, live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
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
from agent.engine.given_address import without_password
from agent.engine.load import EngineLoad, read_load
from agent.engine.local import running_engine
from agent.observe.printable import printable
from agent.store.base import Store
from agent.store.claim import Claim

COLUMNS = ("session", "state", "waits for", "for", "turns", "tokens", "cached")
OF_TENANTS = ("session", "tenant", *COLUMNS[1:])
"""Where one of the sessions is a tenant's."""
POOLS = ("pool of process", "on server", "share", "holds", "for isolation", "wants", "waiting")
"""Sizes are tokens beside the prefix that its sessions share; what it holds for isolation are
copies of that prefix."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is at one time; `address` is the engine's, None where none is known."""

    address: str | None
    load: EngineLoad | None
    pools: Sequence[Claim]
    sessions: Sequence[Activity]


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

        async def read() -> Reading:
            return Reading(
                without_password(address) if address else None,
                await read_load(address) if address else None,
                await opened.claims(),
                await activities(opened, time.time(), everything=everything),
            )

        if as_json:
            show_result(json_line(as_object(await read())))
        elif not console.is_terminal:
            for line in plain_lines(await read()):
                show_result(line)
        else:
            # Ctrl-C is how this command is ended, and no failure.
            with (
                suppress(asyncio.CancelledError),
                Live(console=console, screen=True, auto_refresh=False) as live,
            ):
                while True:
                    live.update(_screen(await read()), refresh=True)
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


def as_object(reading: Reading) -> dict[str, object]:
    """The reading as `--json` prints it."""
    load = reading.load
    return {
        "engine": {"url": reading.address, **asdict(load)} if load is not None else None,
        "pools": [asdict(each) for each in reading.pools],
        "sessions": [asdict(each) for each in reading.sessions],
    }


def plain_lines(reading: Reading) -> list[str]:
    """The engine's line and tables without any colour."""
    sessions = _plain_table(*_sessions(reading))
    return [
        engine_line(reading.load, reading.address),
        *(_plain_table(POOLS, [_pool_cells(each) for each in reading.pools])),
        *(sessions or ["no session is open"]),
    ]


def _plain_table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    wide = [max(len(row[column]) for row in (columns, *rows)) for column in range(len(columns))]
    return ["  ".join(map(str.ljust, row, wide)).rstrip() for row in (columns, *rows)]


def _screen(reading: Reading) -> Group:
    parts: list[RenderableType] = [Text(engine_line(reading.load, reading.address)), Text()]
    if reading.pools:
        parts += [_table(POOLS, 2, [_pool_cells(each) for each in reading.pools]), Text()]
    columns, rows = _sessions(reading)
    words = columns.index("for")
    parts.append(_table(columns, words, rows) if rows else Text("no session is open"))
    return Group(*parts)


def _sessions(reading: Reading) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The columns of the table of sessions, and its rows."""
    if not any(each.tenant for each in reading.sessions):
        return COLUMNS, [_cells(each) for each in reading.sessions]
    rows = [(each.session, each.tenant or "-", *_cells(each)[1:]) for each in reading.sessions]
    return OF_TENANTS, rows


def _table(columns: tuple[str, ...], words: int, rows: Sequence[tuple[str, ...]]) -> Table:
    """A table whose first columns are words and the others numbers."""
    table = Table(box=None, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place < words else "right")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def _pool_cells(each: Claim) -> tuple[str, ...]:
    return (
        f"{each.pid} on {each.host}",
        each.url,
        f"{each.usable:,}",
        f"{each.held:,}",
        f"{each.copies:,}",
        f"{each.wanted:,}",
        str(each.waiting),
    )


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
