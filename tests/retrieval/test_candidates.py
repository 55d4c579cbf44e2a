"""Which passages are ranked."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from agent.retrieval import Knowledge
from agent.retrieval.candidates import Candidates, Word, candidates


def test_few_passages_are_all_ranked() -> None:
    every = [Candidates(["b", "a"], every=True)]

    assert candidates([Word("a", 6), Word("b", 4)], 20, most=10) == every


def test_rare_words_choose_among_many() -> None:
    words = [Word("common", 90), Word("b", 5), Word("a", 4)]

    assert candidates(words, 100, most=10) == [
        Candidates(["a", "b"]),
        Candidates(["a", "b", "common"], every=True),
    ]


def test_words_that_are_all_common_choose_together() -> None:
    words = [Word("a", 50), Word("b", 40), Word("c", 30), Word("d", 60)]

    assert candidates(words, 100, most=15)[0] == Candidates(["c", "b"], together=True)
    assert candidates(words, 100, most=10)[0] == Candidates(["c", "b", "a"], together=True)


def test_a_large_index_finds_what_a_small_one_does(
    place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.txt").write_text(
            f"The harbour has ferries, cranes and {'an okapi' if number % 20 == 7 else 'gulls'}."
            f" Number {number}."
        )
    queries = ("okapi harbour", "harbour cranes", "harbour", "number 12 harbour", "gulls nothing")
    with closing(Knowledge.open(place, create=True)) as knowledge:
        knowledge.add([tmp_path], tmp_path)
        whole = [[f.source for f in knowledge.hits(query, 3)] for query in queries]
        for module in ("sqlite.snapshot", "postgres.ranking"):
            monkeypatch.setattr(f"agent.retrieval.{module}.MOST", 5)

        assert [[f.source for f in knowledge.hits(query, 3)] for query in queries] == whole
        assert len(knowledge.hits("okapi harbour", 20)) == 20
        assert [f.source for f in knowledge.hits("harbour", 3, sources=["5*"])] == [
            "50.txt",
            "51.txt",
            "52.txt",
        ]
