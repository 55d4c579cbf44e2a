"""What leaves a full window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.context.compaction import CannotCompact, Compaction, Costs, Item, Room, compact

ROOM = Room(window=8192, reserve=512, prefix=1000)
COSTS = Costs(
    recent_tokens=1500,
    summary_tokens=200,
    request_tokens=400,
    opening_tokens=64,
    generated_token_cost=10,
    turns_left=20,
    growth=400,
)


def session(turns: int, result: int = 400, masked: int = 40, answer: int = 30) -> list[Item]:
    """A request, and turns of one call and its result each."""
    items = [Item(1, "user", 50, 50)]
    for turn in range(turns):
        items.append(Item(10 * turn + 10, "answer", answer, answer))
        items.append(Item(10 * turn + 13, "result", result, masked))
    return items


def tail(items: list[Item], made: Compaction) -> list[Item]:
    """The newest items that stay as they are."""
    kept = [item for item in items if item.sequence >= (made.summarised_before or 0)]
    last_masked = max(made.masked, default=-1)
    return [item for item in kept if item.sequence > last_masked]


def test_old_results_are_masked_where_that_makes_enough_room() -> None:
    made = compact(session(18, result=600, masked=20, answer=10), ROOM, COSTS)
    assert made.masked
    assert made.summarised_before is None


def test_the_oldest_turns_are_summarised_where_masks_would_not_help() -> None:
    made = compact(session(60, result=60, masked=60, answer=60), ROOM, COSTS)
    assert made.summarised_before is not None
    assert made.masked == frozenset()


def test_the_newest_tokens_stay_word_for_word() -> None:
    items = session(18)
    made = compact(items, ROOM, COSTS)
    assert sum(item.tokens for item in tail(items, made)) >= COSTS.recent_tokens


def test_an_answer_is_never_parted_from_its_results() -> None:
    items = session(60, result=60, masked=60, answer=60)
    made = compact(items, ROOM, COSTS)
    first = next(item for item in items if item.sequence == made.summarised_before)
    assert first.kind != "result"


def test_a_pinned_result_is_not_masked() -> None:
    items = session(18, result=600, masked=20, answer=10)
    items[2] = replace(items[2], pinned=True)
    assert items[2].sequence not in compact(items, ROOM, COSTS).masked


def test_a_result_that_a_mask_would_not_shorten_is_not_masked() -> None:
    items = session(18, result=600, masked=20, answer=10)
    items[2] = replace(items[2], tokens=10, masked_tokens=20)
    assert items[2].sequence not in compact(items, ROOM, COSTS).masked


def test_reasoning_goes_before_anything_is_summarised() -> None:
    items = [
        replace(item, tokens=500, masked_tokens=500, reasoning_tokens=450)
        if item.kind == "answer"
        else replace(item, tokens=20, masked_tokens=20)
        for item in session(13)
    ]
    made = compact(items, ROOM, COSTS)
    assert made.reasoning_dropped_before > 0
    assert made.summarised_before is None


def test_several_results_at_once_that_are_too_much_are_masked_although_they_are_new() -> None:
    items = [
        Item(1, "user", 50, 50),
        Item(2, "answer", 100, 100),
        *(Item(number, "result", 900, 40) for number in range(3, 12)),
    ]
    made = compact(items, ROOM, COSTS)
    assert made.masked == frozenset(range(3, 12))
    assert made.tokens_after <= ROOM.capacity


def test_a_request_that_is_larger_than_the_window_cannot_be_helped() -> None:
    with pytest.raises(CannotCompact, match="8000 tokens"):
        compact([Item(1, "user", 8000, 8000)], ROOM, COSTS)


def test_an_empty_conversation_cannot_be_compacted() -> None:
    with pytest.raises(CannotCompact):
        compact([], ROOM, COSTS)


def test_dearer_generation_makes_masking_the_better_choice() -> None:
    items = session(12, result=600, masked=300)
    cheap = compact(items, ROOM, replace(COSTS, generated_token_cost=0, turns_left=5))
    dear = compact(items, ROOM, replace(COSTS, generated_token_cost=500, turns_left=5))
    assert cheap.summarised_before is not None
    assert dear.summarised_before is None


@st.composite
def conversations(draw: st.DrawFn) -> list[Item]:
    """Runs of requests, answers and results, within a door's limits."""
    items: list[Item] = []
    for _ in range(draw(st.integers(1, 30))):
        kind = draw(st.sampled_from(["user", "answer", "answer", "notice"]))
        size = draw(st.integers(1, 300))
        reasoning = draw(st.integers(0, size)) if kind == "answer" else 0
        items.append(Item(len(items), kind, size, size, reasoning))  # type: ignore[arg-type]
        for _ in range(draw(st.integers(0, 3)) if kind == "answer" else 0):
            result = draw(st.integers(1, 800))
            masked = draw(st.integers(1, 60))
            items.append(Item(len(items), "result", result, min(result, masked)))
    return items


@given(conversations(), st.integers(2000, 20000), st.integers(0, 4000), st.integers(0, 300))
def test_whatever_the_conversation_the_decision_fits(
    items: list[Item], window: int, recent: int, summary: int
) -> None:
    room = Room(window, reserve=window // 8, prefix=300)
    costs = replace(COSTS, recent_tokens=recent, summary_tokens=summary)
    try:
        made = compact(items, room, costs)
    except CannotCompact:
        newest = [item.kind != "result" for item in items][::-1].index(True)
        assert sum(item.masked_tokens for item in items[-newest - 1 :]) + 1000 > room.capacity // 2
        return
    assert made.tokens_after <= room.capacity
    assert made == compact(items, room, costs)
    kinds = {item.sequence: item.kind for item in items}
    assert all(kinds[number] == "result" for number in made.masked)
    if made.summarised_before is not None:
        assert kinds[made.summarised_before] != "result"
        assert all(number >= made.summarised_before for number in made.masked)
