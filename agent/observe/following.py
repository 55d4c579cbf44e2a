"""A timeline that grows: what is new in it since it was last told."""

from __future__ import annotations

from dataclasses import replace

from agent.observe.redaction import Redactor
from agent.observe.timeline import Entry, TimelineBuilder
from agent.observe.trace_page import fitted, page_data
from agent.types import JSON

MOST_BYTES = 16_000_000
"""Of what is told at once. Where the texts are longer, the longest are cut."""


class Follower:
    """Takes in a session's records, and tells what the page has to draw anew.

    Args:
        redactor: takes secrets out of all that is told.
    """

    def __init__(self, session: str, redactor: Redactor) -> None:
        self.taken = 0
        """Records so far."""
        self._session = session
        self._redactor = redactor
        self._builder = TimelineBuilder()
        self._turns = self._epochs = self._runs = 0

    def take(self, entry: Entry) -> None:
        """Take in one record."""
        self._builder.take(entry)
        self.taken += 1

    def changes(self) -> dict[str, JSON]:
        """What came since the last call, in the form of `page_data`.

        The last turn and the last run of that time are told again: only they can have changed.
        """
        line = self._builder.timeline
        new = replace(
            line,
            turns=line.turns[max(0, self._turns - 1) :],
            epochs=line.epochs[self._epochs :],
            runs=line.runs[max(0, self._runs - 1) :],
        )
        self._turns, self._epochs = len(line.turns), len(line.epochs)
        self._runs = len(line.runs)
        return fitted(self._redactor.json(page_data(self._session, new)), MOST_BYTES)
