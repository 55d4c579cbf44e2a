"""`agent trace SESSION`: what the window, the cache and the tools did, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.common import (
    JsonOption,
    ProjectOption,
    StoreOption,
    VerboseOption,
    errors_shown,
    show_progress,
    show_result,
)
from agent.cli.render import json_line, missed
from agent.cli.session_store import SessionArgument, in_store
from agent.cli.session_transfer import write_private
from agent.config import Settings
from agent.context.catalog import find_session
from agent.context.history import entries_of
from agent.errors import StoreError
from agent.observe.redaction import Redactor
from agent.observe.timeline import Timeline, Turn, timeline
from agent.observe.trace_page import MOST_BYTES, Page, page_data, render_page
from agent.store.base import Store


def trace(
    session: SessionArgument,
    *,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write the page to this file.", dir_okay=False)
    ] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Show a session turn by turn: a table here, or one self-contained page with --html."""

    async def work(opened: Store, settings: Settings) -> tuple[Page, Redactor]:
        await find_session(opened, session)
        entries = [entry async for entry in entries_of(opened, session)]
        line = timeline(entries)
        page = Page(session, line, await _artifacts(opened, line))
        return page, Redactor.of(settings.redact)

    page, redactor = in_store(work, project=project, store=store, verbose=verbose)
    if html is not None:
        with errors_shown():
            write_private(html, render_page(page, redactor))
        show_progress(f"{html}: {len(page.timeline.turns)} turns; open it in a browser")
    if as_json:
        show_result(json_line(redactor.json(page_data(page.session, page.timeline))))
    elif html is None:
        show_result("\n".join(_table(page.timeline)))


async def _artifacts(store: Store, line: Timeline) -> dict[str, str]:
    """The texts behind the handles of a timeline; what is no text or too large is left out."""
    handles = [call.artifact for turn in line.turns for call in turn.calls]
    handles += [epoch.artifact for epoch in line.epochs]
    texts: dict[str, str] = {}
    for handle in dict.fromkeys(filter(None, handles)):
        try:
            content = await store.get(handle)
            if len(content) <= MOST_BYTES:
                texts[handle] = content.decode("utf-8")
        except (StoreError, UnicodeDecodeError):
            continue
    return texts


def _table(line: Timeline) -> Iterator[str]:
    yield f"{'turn':>5} {'epoch':>5} {'prompt':>8} {'expected':>8} {'cached':>8} first token  tools"
    yield from (_row(turn) for turn in line.turns)


def _row(turn: Turn) -> str:
    cached = "-" if turn.cached is None else str(turn.cached)
    first = "-" if turn.first_token is None else f"{turn.first_token:.0f} ms"
    tools = ", ".join(f"{call.name}{'' if call.ok else ' failed'}" for call in turn.calls)
    miss = f"  missed {missed(turn.miss)}" if turn.miss else ""
    return (
        f"{turn.number:>5} {turn.epoch:>5} {turn.prompt:>8} {turn.expected:>8} {cached:>8} "
        f"{first:>11}  {tools}{miss}"
    )
