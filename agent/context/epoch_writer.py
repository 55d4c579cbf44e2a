"""Writes the next epoch: what leaves the window is stored first, then what stands for it is made.

The summary comes from the model, the handles from the artifact store.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from agent.context import formats
from agent.context.budget import LATEST_ANSWERS
from agent.context.compaction import Compaction
from agent.context.epoch import epoch_of, in_call_order
from agent.context.journal import Journal
from agent.context.planning import Planner
from agent.context.reasoning import reasoning_tokens
from agent.context.references import with_references_kept
from agent.context.transcript import Entry, passage_tokens, remembered_rules
from agent.context.window import spoken
from agent.engine.complete import Backoff, complete
from agent.engine.request import Engine
from agent.errors import EngineRejected, WindowExceeded
from agent.events import (
    Asked,
    EpochOpened,
    ModelAnswered,
    NoticeGiven,
    Record,
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


@dataclass(frozen=True, slots=True)
class _Left:
    """What stands for the entries that left: the opening, the handle of their text, the user's
    requests in the opening, and what the summary cost."""

    opening: str
    artifact: str
    requests: tuple[Asked, ...]
    usage: Usage


class EpochWriter:
    """Writes the epochs of one session."""

    def __init__(
        self,
        engine: Engine,
        planner: Planner,
        artifacts: ArtifactStore,
        backoff: Backoff,
        text_tokens: Callable[[str], Awaitable[int]],
    ) -> None:
        """`text_tokens` gives the size of a text in tokens."""
        self._engine = engine
        self._planner = planner
        self._artifacts = artifacts
        self._backoff = backoff
        self._size = text_tokens

    async def write(
        self,
        journal: Journal,
        entries: Sequence[Entry],
        seen: Sequence[Entry],
        decision: Compaction,
    ) -> EpochOpened:
        """The epoch that `decision` opens.

        Args:
            entries: the transcript before it; `seen` is what of it the model sees now.

        Raises:
            EngineError: the server could not count or summarise.
        """
        last = epoch_of(entries)
        first_kept = last.first_kept if last is not None else seen[0].sequence
        left = _Left("", "", last.requests or () if last is not None else (), Usage())
        if last is not None:
            left = replace(left, opening=last.opening, artifact=last.artifact)
        if decision.summarised_before is not None:
            first_kept = decision.summarised_before
            left = await self._left(journal, entries, last, first_kept)
        epoch = EpochOpened(
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
            passage_tokens=_passages_before(entries, last, first_kept),
            remembered=remembered_rules(entry.record for entry in entries),
        )
        return with_references_kept(entries, epoch)

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
            if number not in decision.masked or number < first_kept:
                continue
            if number in masked and len(masked[number].text) <= len(_replaceable(record)):
                continue  # what took the place of a reference may be masked, too
            if isinstance(record, ToolFinished):
                masked[number] = Replacement(number, await self._mask(record))
            elif isinstance(record, UserSpoke) and record.retrieved:
                masked[number] = Replacement(number, await self._stored(record.retrieved))
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
            return mask(result.text, result.artifact, len(stored))
        return await self._stored(result.text)

    async def _stored(self, text: str) -> str:
        """What stands in the place of a text, which is stored first."""
        return mask(text, await self._artifacts.put(text.encode()), len(text))

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
            if request.pinned or size <= self._planner.limits.requests:
                kept.append(request)
        return kept[::-1]

    async def _summary(self, journal: Journal) -> tuple[str, Usage]:
        """What the model writes about the conversation, asked for behind the last request.

        That request's tokens are in the server's cache and left an answer's reserve free, so the
        summary costs almost no prefill and fits.
        """
        limit = self._planner.limits.summary
        if not limit:
            return "", Usage()
        window = journal.window_at(_last_request(journal.transcript[:]))
        window.add(NoticeGiven(formats.summarise(limit)))
        try:
            plan = await self._planner.plan(window, reserve=limit)
            most = min(plan.request.max_tokens, limit)
            request = replace(plan.request, max_tokens=most)
            answer = await complete(self._engine, request, lambda _: None, self._backoff)
        except (EngineRejected, WindowExceeded) as reason:
            _log.warning("the conversation was not summarised", reason=str(reason))
            return "", Usage()
        return answer.message.text.strip(), answer.usage


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


def _last_request(entries: Sequence[Entry]) -> int:
    """How many entries there were when the last request left."""
    for entry in reversed(entries):
        if isinstance(entry.record, RequestSent):
            return entry.sequence
    return entries[-1].sequence + 1 if entries else 0


def _replaceable(record: Record) -> str:
    """What of a record a replacement stands for."""
    match record:
        case UserSpoke(retrieved=text) | ToolFinished(text=text):
            return text
        case _:
            return ""


def _passages_before(entries: Sequence[Entry], last: EpochOpened | None, first_kept: int) -> int:
    """What the session's passages before `first_kept` took of the budget for passages."""
    since = last.first_kept if last is not None else 0
    earlier = last.passage_tokens if last is not None else 0
    return earlier + passage_tokens(e for e in entries if since <= e.sequence < first_kept)


def mask(text: str, handle: str, characters: int) -> str:
    """What stands in the place of a result of so many characters."""
    begins = " ".join(text[: 4 * BEGINS].split())[:BEGINS].strip()
    return formats.masked_result(begins, formats.Artifact(handle, characters))


def _written(entry: Entry) -> str:
    """An entry as a person or the model reads it later."""
    match entry.record:
        case UserSpoke() as said:
            return f"user: {spoken(said)}"
        case NoticeGiven(text):
            return f"user: {text}"
        case ModelAnswered(message=message):
            calls = [f"call {call.name}({call.arguments})" for call in message.tool_calls]
            return "\n".join(filter(None, [f"assistant: {message.text}".rstrip(), *calls]))
        case ToolFinished(call=call, text=text):
            return f"{call.name}: {text}"
        case _:
            return ""
