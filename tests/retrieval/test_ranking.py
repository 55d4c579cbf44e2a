"""Rankings put together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.retrieval.passages import Found
from agent.retrieval.ranking import fused, joined, without_repeats


def found(text: str, source: str = "a") -> Found:
    return Found("0", source, 1, 1, text, "", 1.0)


def test_fused_scores_are_sums_of_reciprocal_ranks() -> None:
    assert fused([["a", "b"], ["b", "c"]]) == [
        ("b", pytest.approx(1 / 62 + 1 / 61)),
        ("a", pytest.approx(1 / 61)),
        ("c", pytest.approx(1 / 62)),
    ]


def test_of_passages_with_the_same_words_the_best_stays() -> None:
    passages = [found("The ferry, at 5.", "a"), found("the  ferry\nat 5", "b"), found("ferry at 6")]

    assert [each.text for each in without_repeats(passages)] == ["The ferry, at 5.", "ferry at 6"]


def test_a_passage_whose_words_are_all_in_a_better_one_goes() -> None:
    passages = [
        found("At noon the ferry leaves."),
        found("The ferry leaves"),
        found("ferry at noon"),
    ]

    assert [each.text for each in without_repeats(passages)] == [
        "At noon the ferry leaves.",
        "ferry at noon",
    ]


def test_passages_without_words_are_not_the_same() -> None:
    assert len(list(without_repeats([found("---"), found("***")]))) == 2


def at(position: int, first: int, text: str, score: float, source: str = "a") -> Found:
    last = first + text.count("\n")
    return Found(f"{position}", source, first, last, text, "", score, 0, position)


def test_neighbours_are_joined_where_the_best_of_them_was() -> None:
    passages = [
        at(7, 3, "three\nfour", 9.0, "b"),
        at(2, 5, "five", 8.0),
        at(8, 6, "six", 7.0, "b"),
        at(3, 6, "six", 6.0),
        at(1, 1, "one\ntwo", 5.0),
    ]

    whole, other = joined(passages)

    assert (whole.source, whole.first_line, whole.last_line) == ("b", 3, 6)
    assert (whole.text, whole.score) == ("three\nfour\n\nsix", 9.0)
    assert (other.source, other.first_line, other.last_line) == ("a", 1, 6)
    assert other.text == "one\ntwo\n\n\nfive\nsix"
    assert len({whole.id, other.id} | {each.id for each in passages}) == 7


def test_a_joined_passage_has_the_id_of_its_text_in_its_file() -> None:
    (first,) = joined([at(1, 1, "one", 1.0), at(2, 2, "two", 2.0)])
    (again,) = joined([at(12, 2, "two", 2.0), at(11, 1, "one", 1.0)])
    (other,) = joined([at(1, 1, "one", 1.0, "b"), at(2, 2, "two", 2.0, "b")])

    assert first.id == again.id != other.id


def test_what_is_no_neighbour_stays_alone() -> None:
    page = replace(at(4, 2, "page", 1.0), page=2)
    part = at(9, 20, "the rest of the same line", 1.0)
    for second in (at(3, 6, "behind a gap", 1.0), at(2, 2, "another", 1.0, "b"), page, part):
        first = at(second.position - 1 - (second.position == 3), 1, "one", 1.0)
        if second is part:
            first = at(8, 20, "a part of a line", 1.0)
        assert joined([second, first]) == [second, first]
    unknown = [at(0, 1, "one", 1.0), at(0, 2, "two", 1.0)]
    assert joined(unknown) == unknown
    rows = [at(1, 1, "head\nrow", 1.0), replace(at(2, 9, "head\nrow", 1.0), last_line=9)]
    assert joined(rows) == rows
