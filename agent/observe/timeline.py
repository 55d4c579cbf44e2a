"""A session's records as turns: what each window was made of, what was cached, what tools did.

The sizes are exact where the server told them: of each prompt and each answer. What entered
between two requests is the difference of their sizes; where several things entered at once, it is
shared out in proportion to their characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from agent.events import (
    CacheMiss,
    EpochOpened,
    ModelAnswered,
    NoticeGiven,
    PermissionDecided,
    Record,
    RequestSent,
    RunEnded,
    SessionOpened,
    ToolFinished,
    UserSpoke,
)

Part: TypeAlias = Literal["prefix", "user", "assistant", "results", "passages", "shortened"]
"""What a window is made of. `shortened` is what a compaction left: its opening, masked results."""

PARTS: tuple[Part, ...] = ("prefix", "user", "assistant", "results", "passages", "shortened")

_PASSAGE = "<passage "
_LONGEST_TITLE = 80
"""Characters of a title."""

_CHARACTERS_A_TOKEN = 4
"""For the first message of a session whose prefix was not measured."""


class Entry(Protocol):
    """A numbered record of a session."""

    @property
    def sequence(self) -> int: ...

    @property
    def time(self) -> float: ...

    @property
    def record(self) -> Record: ...


@dataclass(slots=True)
class Call:
    """A tool call of a turn; `milliseconds` is None while it has no result."""

    id: str
    name: str
    arguments: str
    ok: bool | None = None
    milliseconds: float | None = None
    text: str = ""
    artifact: str = ""
    permission: PermissionDecided | None = None


@dataclass(slots=True)
class Turn:
    """A request and its answer. Sizes are in tokens, times in milliseconds, `time` is Unix time."""

    number: int
    run: int
    turn: int
    epoch: int
    time: float
    prompt: int
    expected: int
    reserve: int
    window: int
    """0 in sessions of versions that did not record it."""
    parts: dict[Part, int]
    """They add up to `prompt`."""
    said: list[str] = field(default_factory=list)
    """What the user and the runtime said before the request."""
    cached: int | None = None
    completion: int = 0
    first_token: float | None = None
    total: float | None = None
    finish_reason: str = ""
    text: str = ""
    reasoning: str = ""
    miss: CacheMiss | None = None
    calls: list[Call] = field(default_factory=list)

    @property
    def speed(self) -> float | None:
        """Tokens a second after the first; None where there is nothing to measure."""
        if self.total is None or self.first_token is None or self.completion < 2:
            return None
        seconds = (self.total - self.first_token) / 1000
        return (self.completion - 1) / seconds if seconds > 0 else None


@dataclass(frozen=True, slots=True)
class Epoch:
    """A compaction: the turn that follows it, and what it left behind."""

    number: int
    before: int
    """The number of the first turn in it; the number of turns where none followed."""
    tokens_before: int
    masked: int
    opening: str
    artifact: str


@dataclass(frozen=True, slots=True)
class Run:
    """A user's message and how its run ended; empty while it goes on."""

    number: int
    status: str
    detail: str


@dataclass(slots=True)
class Timeline:
    """A session's turns in order."""

    model: str = ""
    title: str = ""
    """The beginning of what the user said first."""
    turns: list[Turn] = field(default_factory=list)
    epochs: list[Epoch] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


def timeline(entries: Iterable[Entry]) -> Timeline:
    """The turns of a session.

    Args:
        entries: all its records in order, from the first.
    """
    made = TimelineBuilder()
    for entry in entries:
        made.take(entry)
    return made.timeline


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that entered the window, with its characters until its tokens are known."""

    sequence: int
    part: Part
    characters: int
    tokens: int | None = None


class TimelineBuilder:
    """Makes a timeline of records as they come; later ones change nothing but the last turn."""

    def __init__(self) -> None:
        self.timeline = Timeline()
        self._pieces: list[_Piece] = []
        self._prefix = 0
        self._said: list[str] = []
        self._calls: dict[str, Call] = {}
        self._epoch = 0

    def take(self, entry: Entry) -> None:
        """Take in one record."""
        match entry.record:
            case SessionOpened(model=model):
                self.timeline.model = model
            case UserSpoke(text=text, retrieved=passages):
                self.timeline.title = self.timeline.title or _title(text)
                self.timeline.runs.append(Run(len(self.timeline.runs) + 1, "", ""))
                self._enter(entry.sequence, text, passages)
            case NoticeGiven(text=text):
                self._enter(entry.sequence, text)
            case RequestSent() as sent:
                self._request(entry.time, sent)
            case ModelAnswered() as answered:
                self._answer(entry.sequence, answered)
            case PermissionDecided(call=call) as decided if call.id in self._calls:
                self._calls[call.id].permission = decided
            case ToolFinished() as finished:
                self._result(entry.sequence, finished)
            case EpochOpened() as opened:
                self._compact(opened)
            case RunEnded(status=status, detail=detail) if self.timeline.runs:
                number = self.timeline.runs[-1].number
                self.timeline.runs[-1] = Run(number, status, detail)
            case _:
                pass

    def _enter(self, sequence: int, text: str, passages: str = "") -> None:
        self._said += filter(None, [text, passages])
        self._pieces.append(_Piece(sequence, "user", len(text)))
        if passages:
            self._pieces.append(_Piece(sequence, "passages", len(passages)))

    def _request(self, time: float, sent: RequestSent) -> None:
        self._weigh(sent)
        turns = self.timeline.turns
        if turns and (turns[-1].run, turns[-1].turn) == (len(self.timeline.runs), sent.turn):
            self._said = [*turns.pop().said, *self._said]  # it was refused, and planned anew
        parts = dict.fromkeys(PARTS, 0)
        parts["prefix"] = self._prefix
        for piece in self._pieces:
            parts[piece.part] += piece.tokens or 0
        self.timeline.turns.append(
            Turn(
                number=len(self.timeline.turns) + 1,
                run=len(self.timeline.runs),
                turn=sent.turn,
                epoch=self._epoch,
                time=time,
                prompt=sent.prompt_tokens,
                expected=sent.expected_cached_tokens,
                reserve=sent.max_tokens,
                window=sent.window,
                parts=parts,
                said=self._said,
            )
        )
        self._said = []
        self._calls = {}

    def _weigh(self, sent: RequestSent) -> None:
        """Give what is new its tokens, so that all add up to the prompt."""
        if not self._prefix:
            new = sum(piece.characters for piece in self._pieces) // _CHARACTERS_A_TOKEN
            self._prefix = sent.prefix_tokens or max(0, sent.prompt_tokens - new)
        known = self._prefix + sum(piece.tokens or 0 for piece in self._pieces)
        unknown = [piece for piece in self._pieces if piece.tokens is None]
        new = sent.prompt_tokens - known
        if new < 0 or not unknown:  # the server rendered the conversation otherwise than before
            self._pieces = [_Piece(p.sequence, p.part, _weight(p)) for p in self._pieces]
            unknown, new = self._pieces, max(0, sent.prompt_tokens - self._prefix)
            self._prefix = sent.prompt_tokens - new if unknown else sent.prompt_tokens
        shares = iter(shared_out(new, [piece.characters for piece in unknown]))
        self._pieces = [
            _Piece(p.sequence, p.part, p.characters, next(shares)) if p.tokens is None else p
            for p in self._pieces
        ]

    def _answer(self, sequence: int, answered: ModelAnswered) -> None:
        usage = answered.usage
        self._pieces.append(_Piece(sequence, "assistant", 0, usage.completion_tokens))
        if not self.timeline.turns:
            return
        turn = self.timeline.turns[-1]
        turn.cached, turn.completion = usage.cached_tokens, usage.completion_tokens
        turn.first_token, turn.total = answered.first_token_ms, answered.total_ms
        turn.finish_reason, turn.miss = answered.finish_reason, answered.miss
        turn.text, turn.reasoning = answered.message.text, answered.message.reasoning
        turn.calls = [
            Call(call.id, call.name, call.arguments) for call in answered.message.tool_calls
        ]
        self._calls = {call.id: call for call in turn.calls}

    def _result(self, sequence: int, finished: ToolFinished) -> None:
        part: Part = "passages" if finished.text.startswith(_PASSAGE) else "results"
        self._pieces.append(_Piece(sequence, part, len(finished.text)))
        call = self._calls.get(finished.call.id)
        if call is None:
            return
        call.ok = finished.outcome.failure is None
        call.milliseconds = finished.outcome.milliseconds
        call.text, call.artifact = finished.text, finished.artifact

    def _compact(self, opened: EpochOpened) -> None:
        masked = {each.sequence: len(each.text) for each in opened.masked}
        shortened = {each.sequence: each.dropped_tokens for each in opened.shortened}
        kept = [_Piece(-1, "shortened", len(opened.opening))] if opened.opening else []
        for piece in self._pieces:
            if piece.sequence < opened.first_kept:
                continue
            if piece.sequence in masked:
                kept.append(_Piece(piece.sequence, "shortened", masked[piece.sequence]))
            elif piece.sequence in shortened and piece.tokens is not None:
                left = max(0, piece.tokens - shortened[piece.sequence])
                kept.append(_Piece(piece.sequence, piece.part, 0, left))
            else:
                kept.append(piece)
        self._pieces = kept
        self._epoch = opened.number
        self.timeline.epochs.append(
            Epoch(
                opened.number,
                len(self.timeline.turns) + 1,
                opened.tokens_before,
                len(opened.masked),
                opened.opening,
                opened.artifact,
            )
        )


def _title(text: str) -> str:
    title = " ".join(text.split())
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]} …"


def _weight(piece: _Piece) -> int:
    return piece.characters // _CHARACTERS_A_TOKEN if piece.tokens is None else piece.tokens


def shared_out(tokens: int, characters: Sequence[int]) -> list[int]:
    """`tokens` in whole shares in proportion to `characters`; they add up."""
    whole = sum(characters) or len(characters)
    shares, done, given = [], 0, 0
    for each in characters:
        done += each if sum(characters) else 1
        share = tokens * done // whole - given
        shares.append(share)
        given += share
    return shares
