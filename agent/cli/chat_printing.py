"""A run as `agent chat` prints it while it happens."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from agent.cli.render import call_text, short_outcome_line
from agent.events import (
    Event,
    ModelAnswered,
    NoticeGiven,
    PermissionAsked,
    ReasoningDelta,
    Retrying,
    TextDelta,
    ToolFinished,
    ToolProgressed,
    ToolStarted,
)
from agent.observe.printable import printable
from agent.tooling import target

out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
"""Where the conversation is shown."""

REASONING = Style(dim=True, italic=True)


class TurnPrinter:
    """Prints a run as it happens: text as it streams, tool calls and results folded."""

    def __init__(self, *, show_reasoning: bool) -> None:
        self.tokens_per_second: float | None = None
        self._show_reasoning = show_reasoning
        self._in_line = False

    def show(self, event: Event) -> None:
        """Print one event."""
        match event:
            case TextDelta(text):
                self._write(text)
            case ReasoningDelta(text) if self._show_reasoning:
                self._write(text, REASONING)
            case PermissionAsked():
                self.end_line()
            case ToolStarted(call):
                self._line(f"→ {call_text(call)}", "cyan")
            case ToolFinished(outcome=outcome):
                self._line(short_outcome_line(event), "green" if outcome.ok else "red")
            case ToolProgressed(call, text):
                self._line(f"… {target(call).name} {text}", "dim")
            case NoticeGiven(text):
                self._line(f"! {text}", "yellow")
            case Retrying(reason=reason, delay=delay):
                self._line(f"{reason}; trying again in {delay:.1f} s", "yellow")
            case ModelAnswered():
                self.tokens_per_second = _speed(event)
            case _:
                pass

    def end_line(self) -> None:
        """Begin a new line unless the cursor is at the start of one."""
        if self._in_line:
            out.print()
        self._in_line = False

    def _write(self, text: str, style: Style | None = None) -> None:
        shown = printable(text)
        if not shown:
            return
        out.print(Segments([Segment(shown, style)]))
        self._in_line = not shown.endswith("\n")

    def _line(self, text: str, style: str) -> None:
        self.end_line()
        out.print(printable(text), style=style)


def _speed(answered: ModelAnswered) -> float | None:
    """Tokens a second after the first one."""
    seconds = (answered.total_ms - answered.first_token_ms) / 1000
    tokens = answered.usage.completion_tokens - 1
    return tokens / seconds if seconds > 0 and tokens > 0 else None
