"""Which part of a full window leaves: decided by cost, in values, without a clock or an engine.

A compaction opens a new epoch. Behind the prefix the server computes everything anew, so with

    A  tokens that stay behind the prefix (kept messages, masked results, the opening)
    S  tokens of a summary, each of which costs g tokens of prefill to generate
    F  = capacity - A, the room that is free afterwards
    T  turns that the session still has, each of which adds G tokens

this compaction costs A + g S, and the window fills T G / F more times, each of which costs as much
again. So the rest of the session costs

    (A + g S) (1 + T G / F)

A and F move against each other: every token that is kept is paid for twice, now and by an earlier
next compaction. So the cheapest cut is the deepest that the least number of recent tokens allows,
made rarely. What remains to be decided is how: masking old results generates nothing and loses no
word of the conversation, a summary leaves more room. Both are priced, and the cheaper one is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal


class CannotCompact(Exception):
    """Nothing more can leave, and it is still too much."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one transcript entry takes of the window, in tokens.

    Args:
        sequence: the entry's number.
        masked_tokens: the size of a result once it is masked, or of a message without what was
            retrieved for it; that of anything else is `tokens`.
        reasoning_tokens: how many of an answer's tokens are reasoning.
        pinned: whether its words must stay: a result's while its turn is in the window, a message's
            in the opening, too.
    """

    sequence: int
    kind: Literal["user", "notice", "answer", "result"]
    tokens: int
    masked_tokens: int
    reasoning_tokens: int = 0
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """The window, what is kept free for an answer, and the prefix, in tokens."""

    window: int
    reserve: int
    prefix: int

    @property
    def capacity(self) -> int:
        """What the conversation may take."""
        return self.window - self.reserve - self.prefix


@dataclass(frozen=True, slots=True)
class Costs:
    """What the decision depends on.

    Args:
        recent_tokens: the newest tokens that stay word for word.
        summary_tokens: the most that a summary takes; 0 where none is written.
        request_tokens: the most that earlier requests take, which stay word for word.
        opening_tokens: what the words around both take.
        generated_token_cost: what one generated token costs, in tokens of prefill.
        turns_left: how many turns the session is expected to have yet.
        growth: tokens that a turn adds.
    """

    recent_tokens: int
    summary_tokens: int
    request_tokens: int
    opening_tokens: int
    generated_token_cost: float
    turns_left: int
    growth: int


@dataclass(frozen=True, slots=True)
class Compaction:
    """What leaves.

    Args:
        masked: the results that are replaced by their handles.
        reasoning_dropped_before: answers before this entry lose their reasoning.
        summarised_before: the first entry that stays; None where none leaves.
        tokens_after: what the conversation takes then.
        recent_tokens: how many of these are the newest, word for word.
    """

    masked: frozenset[int]
    reasoning_dropped_before: int
    summarised_before: int | None
    tokens_after: int
    recent_tokens: int


def compact(items: Sequence[Item], room: Room, costs: Costs) -> Compaction:
    """The cheapest way to make room for at least one more turn.

    Raises:
        CannotCompact: the newest turn alone is too large.
    """
    cuts = [place for place, item in enumerate(items) if item.kind != "result"]
    tails = list(accumulate((item.tokens for item in reversed(items)), initial=0))[::-1]
    deepest = _recent(cuts, tails, costs.recent_tokens)
    candidates = list(_in_place(items, deepest, tails))
    for cut in _from(cuts, deepest):
        candidates += _summarised(items, cut, tails, costs)
        fitting = [each for each in candidates if each.tokens_after <= _target(room, costs)]
        if fitting:
            return min(fitting, key=lambda each: _price(each, room, costs))
    if cuts:
        candidates.append(_squeezed(items, cuts[-1], tails, costs))
    fitting = [each for each in candidates if each.tokens_after <= room.capacity]
    if fitting:
        return min(fitting, key=lambda each: each.tokens_after)
    raise CannotCompact(
        f"the newest turn takes {tails[cuts[-1]] if cuts else 0} tokens; behind the prefix of "
        f"{room.prefix} and the reserve of {room.reserve} the window of {room.window} has "
        f"{room.capacity} for it."
    )


def _recent(cuts: Sequence[int], tails: Sequence[int], wanted: int) -> int:
    """The last place to cut that leaves so many tokens word for word."""
    return next((cut for cut in reversed(cuts) if tails[cut] >= wanted), 0)


def _from(cuts: Sequence[int], first: int) -> Iterator[int]:
    """The places to cut from one on: more and more leaves."""
    return (cut for cut in cuts if cut >= first)


def _target(room: Room, costs: Costs) -> int:
    """What may stay so that the next turn fits, too."""
    return max(room.capacity - costs.growth, room.capacity // 2)


def _in_place(items: Sequence[Item], recent: int, tails: Sequence[int]) -> Iterator[Compaction]:
    """Masking the results before the recent part; then dropping the reasoning there as well."""
    old = items[:recent]
    masked = frozenset(
        item.sequence for item in old if not item.pinned and item.masked_tokens < item.tokens
    )
    sizes = [item.masked_tokens if item.sequence in masked else item.tokens for item in old]
    reasoning = sum(item.reasoning_tokens for item in old)
    first = items[recent].sequence if recent < len(items) else 0
    if masked:
        yield Compaction(masked, 0, None, sum(sizes) + tails[recent], tails[recent])
    if reasoning:
        after = sum(sizes) - reasoning + tails[recent]
        yield Compaction(masked, first, None, after, tails[recent])


def _summarised(
    items: Sequence[Item], cut: int, tails: Sequence[int], costs: Costs
) -> Iterator[Compaction]:
    """Everything before the cut leaves, and a summary takes its place."""
    if cut == 0:
        return
    first = items[cut].sequence
    after = _opening(items, cut, costs) + tails[cut]
    yield Compaction(frozenset(), first, first, after, tails[cut])


def _squeezed(items: Sequence[Item], cut: int, tails: Sequence[int], costs: Costs) -> Compaction:
    """The newest turn alone, its results masked too: several at once can be too much."""
    masked = frozenset(
        item.sequence for item in items[cut:] if item.kind == "result" and not item.pinned
    )
    saved = sum(item.tokens - item.masked_tokens for item in items[cut:] if item.sequence in masked)
    recent = tails[cut] - saved
    if cut == 0:
        return Compaction(masked, 0, None, recent, recent)
    first = items[cut].sequence
    return Compaction(masked, first, first, _opening(items, cut, costs) + recent, recent)


def _opening(items: Sequence[Item], cut: int, costs: Costs) -> int:
    left = items[:cut]
    pinned = sum(item.tokens for item in left if item.pinned)
    requests = sum(item.tokens for item in left if item.kind == "user" and not item.pinned)
    kept = pinned + min(requests, costs.request_tokens)
    return costs.opening_tokens + costs.summary_tokens + kept


def _price(made: Compaction, room: Room, costs: Costs) -> float:
    """What the rest of the session costs after this compaction, in tokens of prefill."""
    free = max(1, room.capacity - made.tokens_after)
    summary = costs.summary_tokens if made.summarised_before is not None else 0
    once = made.tokens_after + costs.generated_token_cost * summary
    return once * (1 + costs.turns_left * costs.growth / free)
