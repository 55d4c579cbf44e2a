"""Retrieves passages for one session: what its window does not hold yet, within its budgets.

The knowledge index finds, the chunk ledger says what of it would be new, and the engine counts. The
`search` tool and what is appended behind the user's words both go through here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import structlog

from agent.context import formats
from agent.context.given import Given
from agent.context.journal import Journal
from agent.context.ledger import (
    Ledger,
    Piece,
    Retrieved,
    piece,
    pieces_given,
    pieces_in,
    rendered,
    standing,
)
from agent.context.measure import Measure, to_line_end
from agent.context.prefix import Prefix
from agent.context.transcript import Transcript, unfinished_calls
from agent.errors import KnowledgeError, ToolFailed
from agent.events import GivenPassage, ModelAnswered, ToolFinished, UserSpoke
from agent.observe.spans import retrieval_span
from agent.retrieval import Found, Knowledge, joined
from agent.types import ToolCall

_log = structlog.get_logger("agent.retrieving")

_LEAST = 64
"""Tokens of a budget for which a passage that does not fit is cut."""


@dataclass(frozen=True, slots=True)
class PassageBudget:
    """Tokens that passages may take: in one turn, and in the whole session (None is no limit)."""

    turn: int
    session: int | None = None

    def __str__(self) -> str:
        session = "" if self.session is None else f" and {self.session} in a session"
        return f"{self.turn} in a turn{session}"


class Retriever:
    """Retrieves for one open session."""

    def __init__(
        self,
        knowledge: Knowledge,
        journal: Journal,
        measure: Measure,
        budget: Callable[[], PassageBudget],
        compacting: asyncio.Lock,
        unasked: int = 0,
    ) -> None:
        """A retriever for what `journal` records.

        Args:
            budget: what passages may take at present.
            compacting: held while a compaction is prepared, behind which less may stand.
            unasked: the most passages that are retrieved for each message of the user.
        """
        self._knowledge = knowledge
        self._journal = journal
        self._measure = measure
        self._budget = budget
        self._compacting = compacting
        self._unasked = unasked
        self._prefix = _system_text(journal.window.prefix)
        self.pinned = Given(pieces_given(self._prefix))
        """The passages that stand in the session's prefix."""
        self._one_at_a_time = asyncio.Lock()
        self._given: dict[str, Retrieved] = {}

    async def search(self, call: ToolCall, query: str, limit: int) -> str:
        """Passages for a call of the newest answer, as the model reads them.

        Raises:
            ToolFailed: the index cannot be read, or a budget is used up.
        """
        async with self._compacting, self._one_at_a_time:
            found = await _hits(self._knowledge, query, limit)
            if not found:
                return formats.no_passages(query)
            key = self._journal.key(call)
            beside = self._beside(key)
            left = self._left(sum(each.tokens for each in beside))
            retrieved = await self._chosen(found, beside, left)
            if not retrieved.passages:
                raise ToolFailed(
                    f"The budget for passages is used up: {max(left, 0)} tokens are left of "
                    f"{self._budget()} and the best passage is larger."
                )
            self._given[key] = retrieved
            return retrieved.text

    def given(self, call: ToolCall) -> Retrieved:
        """What a running call was given."""
        return self._given.get(self._journal.key(call), Retrieved())

    async def behind(self, said: UserSpoke) -> UserSpoke:
        """The user's message with the passages that are retrieved for it unasked.

        Raises:
            KnowledgeError: the index cannot be read.
        """
        if not self._unasked:
            return said
        with retrieval_span(self._unasked):
            found = await asyncio.to_thread(self._knowledge.hits, said.text, self._unasked)
        retrieved = await self._chosen(found, (), self._left(0, new_turn=True))
        if found and not retrieved.passages:
            _log.warning(
                "no passage fits into the budget",
                session=self._journal.session,
                budget=str(self._budget()),
            )
        return replace(
            said,
            retrieved=retrieved.text,
            passages=retrieved.passages,
            passage_tokens=retrieved.tokens,
        )

    def _beside(self, key: str) -> list[Retrieved]:
        """What the other calls of the newest answer were given that have no recorded result."""
        journal = self._journal
        running = {journal.key(call) for call, _ in unfinished_calls(journal.transcript)}
        self._given = {name: each for name, each in self._given.items() if name in running}
        return [each for name, each in self._given.items() if name != key]

    def _left(self, beside: int, *, new_turn: bool = False) -> int:
        """Tokens that are left of the budgets; `beside` is what running calls were given."""
        transcript, budget = self._journal.transcript, self._budget()
        turn = budget.turn if new_turn else budget.turn - beside - _tokens_of_turn(transcript)
        if budget.session is None:
            return turn
        return min(turn, budget.session - beside - transcript.passage_tokens)

    async def _chosen(
        self, found: Sequence[Found], beside: Sequence[Retrieved], left: int
    ) -> Retrieved:
        """The best passages that fit, in their order; the best one's beginning if none does."""
        whole = await self._counted(self._news(found, beside))
        if whole.tokens <= left:
            return whole
        chosen: list[Found] = []
        best = Retrieved()
        for each in found:
            candidate = await self._counted(self._news([*chosen, each], beside))
            if candidate.tokens <= left:
                chosen.append(each)
                best = candidate
        if best.passages or not found or left < _LEAST:
            return best
        return await self._beginning(self._news(found[:1], beside)[0], left)

    def _news(self, found: Iterable[Found], beside: Sequence[Retrieved]) -> list[Piece]:
        """What the window does not hold of passages, neighbours joined where all of them is new."""
        ledger = self._ledger(beside)
        as_cut = [
            each if ledger.news(piece_of(each)) == (piece_of(each),) else replace(each, position=0)
            for each in found
        ]
        return [new for each in joined(as_cut) for new in ledger.take(piece_of(each))]

    def _ledger(self, beside: Iterable[Retrieved]) -> Ledger:
        """What stands in the window, with what the calls beside this one are going to add."""
        running = (new for each in beside for new in pieces_in(each.text, each.passages))
        return Ledger(chain(standing(self._journal.visible_records), running), self._prefix)

    async def _beginning(self, whole: Piece, limit: int) -> Retrieved:
        """As much of a passage as fits, to the end of a line where that is not too little."""
        text = whole.text

        def of_size(size: int) -> Piece:
            head = to_line_end(text[:size]).rstrip()
            return Piece(replace(whole.given, last_line=_last_line(whole, head)), head)

        size = await self._measure.patiently(
            lambda measure: measure.longest(lambda n: of_size(n).rendered, len(text), limit)
        )
        return await self._counted([of_size(size)] if size else [])

    async def _counted(self, pieces: Sequence[Piece]) -> Retrieved:
        text = rendered(pieces)
        tokens = await self._measure.patiently(lambda measure: measure.tokens(text))
        return Retrieved(text, tuple(each.given for each in pieces), tokens)


@dataclass(frozen=True, slots=True)
class SessionSearch:
    """The tools' `Search` for one call of a session."""

    retriever: Retriever
    call: ToolCall

    async def __call__(self, query: str, limit: int) -> str:
        """Passages for `query`, as the model reads them."""
        return await self.retriever.search(self.call, query, limit)


@dataclass(frozen=True, slots=True)
class KnowledgeSearch:
    """The tools' `Search` for a call outside a session: there is no window."""

    knowledge: Knowledge

    async def __call__(self, query: str, limit: int) -> str:
        """Passages for `query`, as the model would read them."""
        found = joined(await _hits(self.knowledge, query, limit))
        return rendered(map(piece_of, found)) if found else formats.no_passages(query)


async def _hits(knowledge: Knowledge, query: str, limit: int) -> list[Found]:
    try:
        with retrieval_span(limit):
            return await asyncio.to_thread(knowledge.hits, query, limit)
    except KnowledgeError as error:
        raise ToolFailed(str(error)) from error


def piece_of(found: Found) -> Piece:
    """A found passage as it would stand in a window."""
    given = GivenPassage(found.id, found.place, found.first_line, found.last_line)
    return piece(given, found.text)


def _last_line(whole: Piece, head: str) -> int:
    """The source's line that the beginning of a passage ends in.

    A table's header stands on top of its rows without being one of the lines. Where a passage has
    fewer lines than its source, as of JSON, nobody can tell: it may go to the passage's end.
    """
    first, last = whole.given.first_line, whole.given.last_line
    above = whole.text.count("\n") - (last - first)
    return last if above < 0 else first + max(head.count("\n") - above, 0)


def _tokens_of_turn(transcript: Transcript) -> int:
    """What the results of the newest answer's calls took so far."""
    tokens = 0
    for entry in reversed(transcript):
        match entry.record:
            case ModelAnswered():
                break
            case ToolFinished(passage_tokens=taken):
                tokens += taken
            case _:
                pass
    return tokens


def _system_text(prefix: Prefix) -> str:
    """What the system prompt of a prefix says."""
    first = json.loads(prefix.segments[0].json) if prefix.segments else {}
    return str(first.get("content") or "") if first.get("role") == "system" else ""
