"""Packed token ids behave like the tuple that they stand for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.engine.tokens import TokenIds, first_holding

lists = st.lists(st.integers(0, 2**31 - 1), max_size=20)


@given(lists)
def test_what_goes_in_comes_out(ids: list[int]) -> None:
    """Iteration, length and equality are a sequence's."""
    packed = TokenIds(ids)
    assert (list(packed), len(packed)) == (ids, len(ids))
    assert packed == TokenIds(tuple(ids))
    assert hash(packed) == hash(TokenIds(ids))


@given(lists, st.integers(-25, 25), st.integers(-25, 25))
def test_a_slice_is_the_slice_of_the_list(ids: list[int], begin: int, end: int) -> None:
    """Also from the end and past it."""
    assert list(TokenIds(ids)[begin:end]) == ids[begin:end]


@given(st.lists(lists, max_size=5))
def test_joined_parts_stand_one_after_the_other(parts: list[list[int]]) -> None:
    """Joining is concatenation."""
    joined = TokenIds.join(TokenIds(part) for part in parts)
    assert list(joined) == [token for part in parts for token in part]


def test_other_sequences_are_not_equal() -> None:
    """A tuple is not taken for ids by accident."""
    assert TokenIds((1, 2)) != (1, 2)


few = st.lists(st.integers(0, 2), max_size=6)


@given(st.lists(few, max_size=5), few, st.integers(0, 4))
def test_the_first_that_holds_a_part_there_is_found(
    all_ids: list[list[int]], part: list[int], start: int
) -> None:
    """As comparing the lists finds it; those that are too short do not hold it."""
    sequences = [TokenIds(ids) for ids in all_ids]
    holding = [ids[start : start + len(part)] == part for ids in all_ids]
    expected = sequences[holding.index(True)] if True in holding else None
    assert first_holding(sequences, TokenIds(part), start) is expected
