"""A sampled check that a window of token ids still says what the server's template would say.

The template was described once, by probing. Every so many runs the server renders the session's
conversation itself, and the end of it, from the last answer on, is compared with what the window
holds. The texts are compared: the ids of untrusted text differ on purpose where it holds markers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog

from agent.context.journal import Journal
from agent.context.token_window import TokenWindow
from agent.context.transport import MessageTransport
from agent.engine.guard import NO_GUARD
from agent.engine.request import Engine
from agent.errors import EngineError
from agent.events import ModelAnswered, Record, ToolFinished

EVERY = 16
"""Runs from one check to the next; the first is at the second run after a session was opened."""

_log = structlog.get_logger("agent.context")


class SelfCheck:
    """Checks one session, and has it send messages from the first difference on."""

    def __init__(self, engine: Engine, fallback: MessageTransport) -> None:
        self._engine = engine
        self._fallback = fallback
        self._runs = 0

    async def look(self, journal: Journal) -> None:
        """Check the window if it is this run's turn; a server that cannot render checks nothing."""
        self._runs += 1
        window = journal.window
        if self._runs % EVERY != 2 or not isinstance(window, TokenWindow):
            return
        records = journal.visible_records
        if _behind_results(records):
            return
        try:
            difference = await self._difference(window, records)
        except EngineError as reason:
            _log.info("the window was not checked", reason=str(reason))
            return
        if difference is not None:
            _log.warning("the template changed its ways: prompts are sent as messages from now on")
            _log.warning("what differs", session=journal.session, difference=difference)
            journal.make_windows_by(partial(self._fallback.window, window.prefix))

    async def _difference(self, window: TokenWindow, records: Sequence[Record]) -> str | None:
        here = await self._engine.decode(await window.since_answer())
        unguarded = replace(self._fallback, guard=NO_GUARD)
        messages = unguarded.window(window.prefix, records)
        ids = await self._engine.render(await messages.prompt(), generation=True)
        # No token is less than a byte, so this much of the rendering holds at least as much text.
        there = await self._engine.decode(ids[-len(here.encode()) - 1 :])
        return None if there.endswith(here) else f"{there[-len(here) :]!r}, but sent was {here!r}"


def _behind_results(records: Sequence[Record]) -> bool:
    """Whether the user speaks right behind results, as after a run that was stopped: some templates
    write a result otherwise once something follows it, which is no change of their ways."""
    for record in reversed(records):
        if isinstance(record, ToolFinished | ModelAnswered):
            return isinstance(record, ToolFinished)
    return False
