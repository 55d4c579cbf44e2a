"""How far indexing is."""

from __future__ import annotations

import io

import pytest

from agent.cli import indexing
from agent.cli.common import ErrorConsole
from agent.retrieval import Progress


def told(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> str:
    """What is shown of a run whose clock goes by ten seconds with each file."""
    written = io.StringIO()
    console = ErrorConsole(file=written, force_terminal=terminal, width=100)
    clock = iter(range(0, 10_000, 10))
    monkeypatch.setattr(indexing, "err", console)
    monkeypatch.setattr(indexing, "show_progress", lambda line: console.print(line))
    monkeypatch.setattr(indexing.time, "monotonic", lambda: float(next(clock)))
    with indexing.progress_shown() as tell:
        for done in range(4):
            tell(Progress("reading", done, 4))
    return written.getvalue()


def test_elsewhere_than_on_a_terminal_lines_have_rate_and_remaining_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line every few seconds, and no signs that only a terminal understands."""
    assert told(monkeypatch, terminal=False).splitlines() == [
        "reading files: 1 of 4, 0/s, 30 s left",
        "reading files: 2 of 4, 0/s, 20 s left",
        "reading files: 3 of 4, 0/s, 10 s left",
    ]


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes when all is done."""
    shown = told(monkeypatch, terminal=True)
    assert "reading files" in shown
    assert "━" in shown
