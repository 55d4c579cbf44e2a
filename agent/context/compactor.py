"""Makes room in a session's window: weighs it, decides, and opens the next epoch.

What to do is decided by `compaction`, which is pure; `epoch_writer` stores what leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import structlog

from agent.context.compaction import CannotCompact, Costs, Item, Room, compact
from agent.context.epoch import visible
from agent.context.epoch_writer import EpochWriter, mask
from agent.context.journal import Journal
from agent.context.planning import Planner
from agent.context.transcript import Entry
from agent.context.window import Window, spoken
from agent.engine.complete import Backoff
from agent.engine.request import Engine
from agent.errors import EngineError, StoreError
from agent.events import ModelAnswered, NoticeGiven, ToolFinished, UserSpoke
from agent.observe.spans import compaction_span
from agent.store.base import ArtifactStore

_log = structlog.get_logger("agent.context")

_ATTEMPTS = 4
"""How often a window is cut again that is still too large once it is counted."""

LEAST_TURNS_LEFT = 8
"""A session is expected to go on for as many turns as it has had, and for at least so many."""


class Compactor:
    """Compacts one session."""

    def __init__(
        self,
        engine: Engine,
        planner: Planner,
        artifacts: ArtifactStore,
        backoff: Backoff,
    ) -> None:
        self.preparing = asyncio.Lock()
        """Held while a compaction is prepared: what stands in the window is being decided."""
        self._planner = planner
        self._sizes: dict[str, int] = {}
        self._writer = EpochWriter(engine, planner, artifacts, backoff, self._size)

    async def make_room(self, journal: Journal) -> None:
        """Compact the session's window if the next request would not fit.

        Where nothing more can leave, the window stays too large, and planning refuses it.

        Raises:
            EngineError: the server could not count or summarise.
        """
        over, missed = await self._planner.excess(journal.window), 0
        for _ in range(_ATTEMPTS):
            if over <= 0:
                return
            try:
                await self._open_epoch(journal, journal.transcript.end, missed)
            except CannotCompact as reason:
                _log.warning("the window cannot be compacted", reason=str(reason))
                return
            over = await self._planner.excess(journal.window)
            missed += over

    async def prepare(self, journal: Journal) -> None:
        """Compact now, while tools run, if the request after them is not going to fit.

        The new window is shown to the server, so that nobody waits for it later. A failure here
        costs nothing: the request after the tools makes room itself.
        """
        asked = journal.transcript.last_answer()
        try:
            async with self.preparing:
                if asked is None or self._planner.foreseen_excess(journal.transcript) <= 0:
                    return
                # As of the answer: however the tools race, the log alone decides.
                await self._open_epoch(journal, asked.sequence + 1, 0)
            await self._planner.warm(journal.window)
        except (EngineError, StoreError, CannotCompact) as reason:
            _log.info("the next compaction was not prepared", reason=str(reason))

    async def _open_epoch(self, journal: Journal, end: int, missed: int) -> None:
        """Compact what stands before `end`; by `missed` tokens an attempt before fell short."""
        entries = journal.transcript.before(end)
        seen = visible(entries)
        with compaction_span() as span:
            items = await self._items(seen, journal.window_at(end))
            decision = compact(items, self._room(missed), self._costs(seen))
            epoch = await self._writer.write(journal, entries, seen, decision)
            span.opened(epoch)
        await journal.record(epoch)

    def _room(self, missed: int) -> Room:
        budget = self._planner.budget
        return Room(budget.window - missed, budget.reserve, self._planner.prefix_tokens)

    def _costs(self, seen: Sequence[Entry]) -> Costs:
        turns = sum(isinstance(entry.record, ModelAnswered) for entry in seen)
        limits = self._planner.limits
        return Costs(
            recent_tokens=limits.recent,
            summary_tokens=limits.summary,
            request_tokens=limits.requests,
            opening_tokens=64,
            generated_token_cost=limits.generated_cost,
            turns_left=max(LEAST_TURNS_LEFT, turns),
            growth=_growth(seen),
        )

    async def _items(self, seen: Sequence[Entry], window: Window) -> list[Item]:
        """What each entry takes. What a template writes around them is shared out evenly."""
        made = await asyncio.gather(*(self._item(entry) for entry in seen))
        items = [item for item in made if item is not None]
        known = sum(item.tokens for item in items)
        around = await self._planner.size(window) - self._planner.prefix_tokens - known
        each = max(0, -(-around // len(items))) if items else 0
        return [
            replace(item, tokens=item.tokens + each, masked_tokens=item.masked_tokens + each)
            for item in items
        ]

    async def _item(self, entry: Entry) -> Item | None:
        number = entry.sequence
        match entry.record:
            case UserSpoke(pinned=pinned, retrieved=retrieved) as said:
                size = masked = await self._size(spoken(said))
                if retrieved:
                    short = mask(retrieved, "art_0123456789", len(retrieved))
                    masked = await self._size(spoken(replace(said, retrieved=short)))
                return Item(number, "user", size, min(size, masked), pinned=pinned)
            case NoticeGiven(text, pinned):
                size = await self._size(text)
                return Item(number, "notice", size, size, pinned=pinned)
            case ModelAnswered(message=message, usage=usage):
                size = usage.completion_tokens
                reasoning = await self._size(message.reasoning) if message.reasoning else 0
                return Item(number, "answer", size, size, min(reasoning, size))
            case ToolFinished(text=text):
                size = await self._size(text)
                masked = await self._size(mask(text, "art_0123456789", len(text)))
                return Item(number, "result", size, min(size, masked))
            case _:
                return None

    async def _size(self, text: str) -> int:
        """Tokens of a text; each is counted once."""
        if text not in self._sizes:
            self._sizes[text] = await self._planner.text_tokens(text)
        return self._sizes[text]


def _growth(seen: Sequence[Entry]) -> int:
    """Tokens by which the prompt grows in a turn: the mean over the turns in the window."""
    sizes = [
        entry.record.usage.prompt_tokens
        for entry in seen
        if isinstance(entry.record, ModelAnswered)
    ]
    grown = [after - before for before, after in pairwise(sizes) if after > before]
    return sum(grown) // len(grown) if grown else 1
