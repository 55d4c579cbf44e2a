"""Rankings put together."""

from __future__ import annotations

import pytest

from agent.retrieval.passages import Found
from agent.retrieval.ranking import fused, without_repeats


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


def test_passages_without_words_are_not_the_same() -> None:
    assert len(list(without_repeats([found("---"), found("***")]))) == 2
