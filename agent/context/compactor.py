"""Makes room in a session's window: decides, stores what leaves, and opens the next epoch.

What to do is decided by `compaction`, which is pure. Here the sizes come from the engine, the
summary from the model, and everything that leaves the window goes to the artifact store first.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import structlog

from agent.context import formats
from agent.context.budget import LATEST_ANSWERS, Budget
from agent.context.compaction import CannotCompact, Compaction, Costs, Item, Room, compact
from agent.context.epoch import epoch_of, in_call_order, visible
from agent.context.journal import Journal
from agent.context.planning import Planner
from agent.context.transcript import Entry
from agent.context.window import Window
from agent.engine.complete import Backoff, complete
from agent.engine.request import Engine
from agent.errors import EngineError, EngineRejected, WindowExceeded
from agent.events import (
    Asked,
    EpochOpened,
    ModelAnswered,
    NoticeGiven,
    Replacement,
    RequestSent,
    Shortened,
    ToolFinished,
    UserSpoke,
)
from agent.store.base import ArtifactStore
from agent.types import Usage

_log = structlog.get_logger("agent.context")

BEGINS = 60
"""Characters of a masked result that stay in the window."""

_ATTEMPTS = 4
"""How often a window is cut again that is still too large once it is counted."""

LEAST_TURNS_LEFT = 8
"""A session is expected to go on for as many turns as it has had, and for at least so many."""


INSTRUCTION = 96
"""The most tokens that the instruction to summarise takes with what a template puts around it."""


@dataclass(frozen=True, slots=True)
class CompactionLimits:
    """What a compaction keeps, in tokens.

    Args:
        recent: the newest part of the conversation that stays word for word.
        summary: the most that a summary may take; 0 is no summary, only the handle.
        requests: how much of the user's earlier requests stays word for word.
        generated_cost: what generating one token costs, in tokens of prefill: little where many
            sessions are decoded in one batch, more where a server has only this one.
    """

    recent: int
    summary: int
    requests: int
    generated_cost: float = 2.0

    @property
    def reserve(self) -> int:
        """What must always be free so that the summary can be asked for."""
        return self.summary + INSTRUCTION if self.summary else 0

    @classmethod
    def for_budget(cls, budget: Budget, recent: int | None = None) -> CompactionLimits:
        """A quarter of the window stays word for word; a summary fits into an answer's reserve."""
        room = budget.window - budget.reserve
        return cls(
            recent=room // 4 if recent is None else min(recent, room),
            summary=min(1024, max(0, budget.reserve - INSTRUCTION) // 2),
            requests=min(1024, room // 16),
        )


@dataclass(frozen=True, slots=True)
class _Left:
    """What stands for the entries that left: the opening, the handle of their text, the user's
    requests in the opening, and what the summary cost."""

    opening: str
    artifact: str
    requests: tuple[Asked, ...]
    usage: Usage


class Compactor:
    """Compacts one session."""

    def __init__(
        self,
        engine: Engine,
        planner: Planner,
        artifacts: ArtifactStore,
        limits: CompactionLimits,
        backoff: Backoff,
    ) -> None:
        self._engine = engine
        self._planner = planner
        self._artifacts = artifacts
        self._limits = limits
        self._backoff = backoff
        self._sizes: dict[str, int] = {}

    async def make_room(self, journal: Journal) -> None:
        """Compact the session's window if the next request would not fit.

        Where nothing more can leave, the window stays too large, and planning refuses it.

        Raises:
            EngineError: the server could not count or summarise.
        """
        excess = 0
        for _ in range(_ATTEMPTS):
            over = await self._planner.excess(journal.window)
            if over <= 0:
                return
            excess += over
            try:
                await self._open_epoch(journal, journal.transcript.end, excess)
            except CannotCompact as reason:
                _log.warning("the window cannot be compacted", reason=str(reason))
                return

    async def prepare(self, journal: Journal) -> None:
        """Compact now, while tools run, if the request after them is not going to fit.

        The new window is shown to the server, so that nobody waits for it later. A failure here
        costs nothing: the request after the tools makes room itself.
        """
        asked = journal.transcript.last_answer()
        try:
            if asked is not None and self._planner.foreseen_excess(journal.transcript) > 0:
                # As of the answer: however the tools race, the log alone decides.
                await self._open_epoch(journal, asked.sequence + 1, 0)
                await self._planner.warm(journal.window)
        except (EngineError, CannotCompact) as reason:
            _log.info("the next compaction was not prepared", reason=str(reason))

    async def _open_epoch(self, journal: Journal, end: int, excess: int) -> None:
        entries = journal.transcript.before(end)
        seen = visible(entries)
        items = await self._items(seen, journal.window_at(end))
        decision = compact(items, self._room(excess), self._costs(seen))
        await journal.record(await self._epoch(journal, entries, seen, decision))

    def _room(self, excess: int) -> Room:
        budget = self._planner.budget
        return Room(budget.window - excess, budget.reserve, self._planner.prefix_tokens)

    def _costs(self, seen: Sequence[Entry]) -> Costs:
        turns = sum(isinstance(entry.record, ModelAnswered) for entry in seen)
        limits = self._limits
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
            case UserSpoke(text, pinned):
                size = await self._size(text)
                return Item(number, "user", size, size, pinned=pinned)
            case NoticeGiven(text, pinned):
                size = await self._size(text)
                return Item(number, "notice", size, size, pinned=pinned)
            case ModelAnswered(message=message, usage=usage):
                size = usage.completion_tokens
                reasoning = await self._size(message.reasoning) if message.reasoning else 0
                return Item(number, "answer", size, size, min(reasoning, size))
            case ToolFinished(text=text):
                size = await self._size(text)
                masked = await self._size(_mask(text, "art_0123456789", len(text)))
                return Item(number, "result", size, min(size, masked))
            case _:
                return None

    async def _size(self, text: str) -> int:
        """Tokens of a text; each is counted once."""
        if text not in self._sizes:
            self._sizes[text] = await self._planner.text_tokens(text)
        return self._sizes[text]

    async def _epoch(
        self,
        journal: Journal,
        entries: Sequence[Entry],
        seen: Sequence[Entry],
        decision: Compaction,
    ) -> EpochOpened:
        last = epoch_of(entries)
        first_kept = last.first_kept if last is not None else seen[0].sequence
        left = _Left("", "", last.requests or () if last is not None else (), Usage())
        if last is not None:
            left = replace(left, opening=last.opening, artifact=last.artifact)
        if decision.summarised_before is not None:
            first_kept = decision.summarised_before
            left = await self._left(journal, entries, last, first_kept)
        return EpochOpened(
            number=1 if last is None else last.number + 1,
            first_kept=first_kept,
            opening=left.opening,
            masked=await self._masked(entries, last, decision, first_kept),
            shortened=await self._shortened(entries, last, decision, first_kept),
            artifact=left.artifact,
            tokens_before=_tokens_before(entries),
            usage=left.usage,
            answers=_answers_before(entries, last, first_kept),
            requests=left.requests,
        )

    async def _masked(
        self,
        entries: Sequence[Entry],
        last: EpochOpened | None,
        decision: Compaction,
        first_kept: int,
    ) -> tuple[Replacement, ...]:
        before = last.masked if last is not None else ()
        masked = {each.sequence: each for each in before if each.sequence >= first_kept}
        for entry in entries:
            number, record = entry.sequence, entry.record
            if number not in decision.masked or number in masked or number < first_kept:
                continue
            if isinstance(record, ToolFinished):
                masked[number] = Replacement(number, await self._mask(record))
        return tuple(masked[number] for number in sorted(masked))

    async def _shortened(
        self,
        entries: Sequence[Entry],
        last: EpochOpened | None,
        decision: Compaction,
        first_kept: int,
    ) -> tuple[Shortened, ...]:
        before = last.shortened if last is not None else ()
        shortened = {each.sequence: each for each in before if each.sequence >= first_kept}
        for entry in entries:
            number, record = entry.sequence, entry.record
            if not first_kept <= number < decision.reasoning_dropped_before:
                continue
            if isinstance(record, ModelAnswered) and record.message.reasoning:
                dropped = await reasoning_tokens(self._engine, record)
                shortened.setdefault(number, Shortened(number, dropped))
        return tuple(shortened[number] for number in sorted(shortened))

    async def _mask(self, result: ToolFinished) -> str:
        """What stands in the place of a result, which is stored first."""
        if result.artifact:
            stored = (await self._artifacts.get(result.artifact)).decode("utf-8", "replace")
            return _mask(result.text, result.artifact, len(stored))
        handle = await self._artifacts.put(result.text.encode())
        return _mask(result.text, handle, len(result.text))

    async def _left(
        self, journal: Journal, entries: Sequence[Entry], last: EpochOpened | None, first_kept: int
    ) -> _Left:
        """What stands for the entries before `first_kept`, which are stored first."""
        since = last.first_kept if last is not None and last.artifact else 0
        leaving = [entry for entry in entries if since <= entry.sequence < first_kept]
        texts = [_written(entry) for entry in in_call_order(leaving)]
        if last is not None and last.artifact:
            stored = await self._artifacts.get(last.artifact)
            texts.insert(0, stored.decode("utf-8", "replace"))
        whole = "\n\n".join(filter(None, texts))
        handle = await self._artifacts.put(whole.encode())
        summary, usage = await self._summary(journal)
        requests = await self._requests(entries, last, first_kept)
        opening = formats.opening(
            [request.text for request in requests], summary, formats.Artifact(handle, len(whole))
        )
        return _Left(opening, handle, tuple(requests), usage)

    async def _requests(
        self, entries: Sequence[Entry], last: EpochOpened | None, first_kept: int
    ) -> list[Asked]:
        """What is pinned, and of the user's requests the newest that fit, word for word."""
        earlier = last.requests or () if last is not None else ()
        since = last.first_kept if last is not None and earlier else 0
        said = [
            Asked(entry.record.text, entry.record.pinned)
            for entry in entries
            if since <= entry.sequence < first_kept
            and isinstance(entry.record, UserSpoke | NoticeGiven)
            and (entry.record.pinned or isinstance(entry.record, UserSpoke))
        ]
        kept: list[Asked] = []
        size = 0
        for request in reversed([*earlier, *said]):
            if not request.pinned:
                size += await self._size(request.text)
            if request.pinned or size <= self._limits.requests:
                kept.append(request)
        return kept[::-1]

    async def _summary(self, journal: Journal) -> tuple[str, Usage]:
        """What the model writes about the conversation, asked for behind the last request.

        That request's tokens are in the server's cache and left an answer's reserve free, so the
        summary costs almost no prefill and fits.
        """
        if not self._limits.summary:
            return "", Usage()
        window = journal.window_at(_last_request(journal.transcript[:]))
        window.add(NoticeGiven(formats.summarise(self._limits.summary)))
        try:
            plan = await self._planner.plan(window, reserve=self._limits.summary)
            most = min(plan.request.max_tokens, self._limits.summary)
            request = replace(plan.request, max_tokens=most)
            answer = await complete(self._engine, request, lambda _: None, self._backoff)
        except (EngineRejected, WindowExceeded) as reason:
            _log.warning("the conversation was not summarised", reason=str(reason))
            return "", Usage()
        return answer.message.text.strip(), answer.usage


def _growth(seen: Sequence[Entry]) -> int:
    """Tokens by which the prompt grows in a turn: the mean over the turns in the window."""
    sizes = [
        entry.record.usage.prompt_tokens
        for entry in seen
        if isinstance(entry.record, ModelAnswered)
    ]
    grown = [after - before for before, after in pairwise(sizes) if after > before]
    return sum(grown) // len(grown) if grown else 1


def _tokens_before(entries: Sequence[Entry]) -> int:
    for entry in reversed(entries):
        if isinstance(entry.record, ModelAnswered):
            return entry.record.usage.prompt_tokens + entry.record.usage.completion_tokens
    return 0


def _answers_before(
    entries: Sequence[Entry], last: EpochOpened | None, first_kept: int
) -> tuple[int, ...]:
    """The sizes of the latest answers before `first_kept`, in tokens."""
    earlier = last.answers if last is not None else ()
    since = last.first_kept if last is not None and earlier else 0
    left = [
        entry.record.usage.completion_tokens
        for entry in entries
        if since <= entry.sequence < first_kept and isinstance(entry.record, ModelAnswered)
    ]
    return (*earlier, *left)[-LATEST_ANSWERS:]


async def reasoning_tokens(engine: Engine, answered: ModelAnswered) -> int:
    """How many of an answer's first tokens are its reasoning, with what closes it.

    0 where the server gave no tokens, or where the reasoning does not stand first.
    """
    ids, reasoning = answered.token_ids, answered.message.reasoning.strip()
    begin, end = 0, len(ids)
    while begin < end:
        middle = (begin + end) // 2
        if reasoning in await engine.decode(ids[:middle]):
            end = middle
        else:
            begin = middle + 1
    rest = await engine.decode(ids[begin:])
    closed = _CLOSING.match(rest)
    if closed is None:
        return 0
    for dropped in range(begin, len(ids)):
        if await engine.decode(ids[dropped:]) == rest[closed.end() :]:
            return dropped
    return 0


_CLOSING = re.compile(r"\s*</?[^<>]+>\s*")
"""What a model writes behind its reasoning, such as `</think>`."""


def _last_request(entries: Sequence[Entry]) -> int:
    """How many entries there were when the last request left."""
    for entry in reversed(entries):
        if isinstance(entry.record, RequestSent):
            return entry.sequence
    return entries[-1].sequence + 1 if entries else 0


def _mask(text: str, handle: str, characters: int) -> str:
    begins = " ".join(text[: 4 * BEGINS].split())[:BEGINS].strip()
    return formats.masked_result(begins, formats.Artifact(handle, characters))


def _written(entry: Entry) -> str:
    """An entry as a person or the model reads it later."""
    match entry.record:
        case UserSpoke(text) | NoticeGiven(text):
            return f"user: {text}"
        case ModelAnswered(message=message):
            calls = [f"call {call.name}({call.arguments})" for call in message.tool_calls]
            return "\n".join(filter(None, [f"assistant: {message.text}".rstrip(), *calls]))
        case ToolFinished(call=call, text=text):
            return f"{call.name}: {text}"
        case _:
            return ""
