"""Changes of an index, wherever it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import KnowledgeError
from agent.retrieval.chunking import Chunk, passage_id
from agent.retrieval.index import Index
from agent.retrieval.opening import open_at
from agent.retrieval.state import FileState

STATE = FileState("hash", "stamp")


@pytest.fixture
def index(place: Path | str) -> Iterator[Index]:
    opened = open_at(place, create=True)
    yield opened
    opened.close()


def chunks(source: str, *texts: str) -> list[Chunk]:
    return [Chunk(passage_id(source, text), "", n, n, text) for n, text in enumerate(texts, 1)]


def test_a_file_can_be_put_twice_dropped_and_put_again(index: Index) -> None:
    with index.change() as change:
        change.put("a", STATE, chunks("a", "one", "two"))
        change.put("a", STATE, chunks("a", "three"))
        change.put("b", STATE, chunks("b", "four"))
        change.drop("b")
        change.drop("nothing")
    assert [each.text for each in index.passages()] == ["three"]

    with index.change() as change:
        change.drop("a")
        change.put("a", STATE, chunks("a", "five"))
        change.put("b", STATE, chunks("b", "six"))

    assert [each.text for each in index.passages()] == ["five", "six"]
    assert index.size() == 2


def test_a_new_stamp_is_remembered(index: Index) -> None:
    with index.change() as change:
        change.put("a", STATE, chunks("a", "one"))
        change.put("b", STATE, ())
    with index.change() as change:
        change.restamp("a", "later")

    assert index.states() == {"a": FileState("hash", "later"), "b": STATE}


def test_a_change_that_fails_leaves_all_as_it_was(index: Index) -> None:
    with index.change() as change:
        change.put("a", STATE, chunks("a", "one"))

    def fail() -> None:
        with index.change() as change:
            change.drop("a")
            change.put("b", STATE, chunks("b", *(f"word{n}" for n in range(2500))))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [each.text for each in index.passages()] == ["one"]
    with index.reading() as snapshot:
        assert snapshot.lexical(["word7"], 5) == []


def test_a_reader_sees_one_state_to_its_end(index: Index) -> None:
    with index.change() as change:
        change.put("a", STATE, chunks("a", "ferry one"))
    with index.reading() as snapshot:
        ranked = snapshot.lexical(["ferry"], 5)
        with index.change() as change:
            change.put("a", STATE, chunks("a", "train"))
        assert [each.text for each in snapshot.found(ranked)] == ["ferry one"]
        assert snapshot.lexical(["train"], 5) == []
    with index.reading() as snapshot:
        assert len(snapshot.lexical(["train"], 5)) == 1


def test_many_files_in_one_change_keep_their_order(index: Index) -> None:
    with index.change() as change:
        for number in range(1200):
            name = f"{number:04}"
            change.put(name, STATE, chunks(name, f"first {number}", f"second {number}"))

    passages = index.passages()
    assert [each.source for each in passages] == sorted(each.source for each in passages)
    with index.reading() as snapshot:
        found = snapshot.found([(row, 1.0) for row, _ in snapshot.lexical(["777"], 5)])
    assert [each.text for each in found] == ["first 777", "second 777"]
    assert found[1].position == found[0].position + 1


def test_one_process_at_a_time_has_the_staging(index: Index, place: Path | str) -> None:
    other = open_at(place)
    with (
        index.staging(),
        pytest.raises(KnowledgeError, match="is being indexed by another process"),
        other.staging(),
    ):
        pass
    with other.staging() as staging:
        assert staging.states() == {}
    other.close()
