"""What `agent proxy` tells: a line a request."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from agent.cli.common import show_error
from agent.cli.render import folded, json_line, missed
from agent.errors import ConfigError
from agent.events import CacheMiss
from agent.observe.printable import printable
from agent.observe.redaction import Redactor
from agent.proxy.observed import Observed
from agent.proxy.turns import Turns, Undiagnosed, turn_json

_NAME = 16
"""Columns of a conversation's name."""

_EXCERPT = 60
"""Characters of what stood at a place, and stands there now."""

HEADING = f"{'conversation':<{_NAME}}  turn   prompt  expected cached   cached  miss"


@dataclass(slots=True)
class Telling:
    """Tells of each request: the page, the file, and stdout as long as somebody reads it."""

    turns: Turns
    redactor: Redactor
    record: TextIO | None
    as_json: bool
    _heard: bool = True

    def __call__(self, told: Observed | Undiagnosed) -> None:
        """Tell of one."""
        turn = turn_json(told, time.time(), self.redactor)
        self.turns.add(turn)
        line = json_line(turn)
        self._record(line)
        self._print(line if self.as_json else printable(self.redactor.text(line_of(told))))

    def _record(self, line: str) -> None:
        if self.record is None:
            return
        try:
            self.record.write(line + "\n")
            self.record.flush()
        except OSError as error:
            show_error(f"nothing is recorded any more: {error.strerror}")
            self.record = None

    def _print(self, line: str) -> None:
        if not self._heard:
            return
        try:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        except OSError:  # the clients need the proxy all the same
            self._heard = False


@contextmanager
def opened_record(path: Path) -> Iterator[TextIO]:
    """The file that turns are appended to.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write to --record {path}: {error.strerror}") from error
    with file:
        yield file


def line_of(told: Observed | Undiagnosed) -> str:
    """One line for people."""
    if isinstance(told, Undiagnosed):
        return f"{'-':<{_NAME}}  not diagnosed: {told.reason}"
    usage = told.usage
    prompt = usage.prompt_tokens if usage is not None else None
    cached = usage.cached_tokens if usage is not None else None
    numbers = (
        f"{folded(told.conversation, _NAME):<{_NAME}}  {told.turn:>4}  {_number(prompt):>7}  "
        f"{_number(told.expected):>15}  {_number(cached):>7}"
    )
    return f"{numbers}  {_reason(told.miss)}" if told.miss is not None else numbers


def _reason(miss: CacheMiss) -> str:
    place = miss.place
    if place is None or not (place.before or place.after):
        return f"{missed(miss)}: {miss.evidence}"
    was, now = (folded(text, 2 * _EXCERPT) for text in (place.before, place.after))
    return f"{missed(miss)}: {was!r} is now {now!r}"


def _number(value: int | None) -> str:
    return f"{value}" if value is not None else "-"
