"""How far indexing is: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bar,
)
from rich.text import Text

from agent.cli.common import err, show_progress
from agent.retrieval import Progress

_LINE_SECONDS = 5.0

_DOING = {
    "finding": "finding files",
    "reading": "reading files",
    "embedding": "embedding passages",
    "writing": "writing the index",
}


@contextmanager
def progress_shown() -> Iterator[Callable[[Progress], None]]:
    """What to tell how far a run is."""
    if not err.is_terminal:
        yield _Lines().tell
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        _Done(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=err, transient=True) as bar:
        yield _Bars(bar).tell


class _Done(ProgressColumn):
    """How many are done, and of how many where that is known."""

    def render(self, task: Task) -> Text:
        of = "" if task.total is None else f" of {task.total:,.0f}"
        return Text(f"{task.completed:,.0f}{of}")


class _Rate(ProgressColumn):
    """Files a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class _Bars:
    """A bar for each phase."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def tell(self, progress: Progress) -> None:
        if progress.phase not in self._tasks:
            doing = _DOING.get(progress.phase, progress.phase)
            self._tasks[progress.phase] = self._bar.add_task(doing, total=progress.of or None)
        self._bar.update(
            self._tasks[progress.phase], completed=progress.files, total=progress.of or None
        )


class _Lines:
    """A line every few seconds, none for what is done before."""

    def __init__(self) -> None:
        self._phase = ""
        self._began = self._told = time.monotonic()

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.phase != self._phase:
            self._phase, self._began = progress.phase, now
        if now - self._told < _LINE_SECONDS or not progress.files:
            return
        self._told = now
        rate = progress.files / max(now - self._began, 1e-9)
        doing = _DOING.get(progress.phase, progress.phase)
        if not progress.of:
            show_progress(f"{doing}: {progress.files}, {rate:,.0f}/s")
            return
        left = (progress.of - progress.files) / rate
        show_progress(
            f"{doing}: {progress.files} of {progress.of}, {rate:,.0f}/s, {left:.0f} s left"
        )
