"""The size of passages: in tokens, by a number of characters that stands in the index."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from agent.errors import KnowledgeError
from agent.retrieval import Knowledge, recipe
from agent.retrieval.cutting import Cutter
from agent.retrieval.recipe import Recipe, characters_per_token

WORDS = "seven words that say nothing at all. " * 400


def by_fives(text: str) -> int:
    """Counts five characters as a token."""
    return -(-len(text) // 5)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text(WORDS)
    (folder / "b.md").write_text(f"# B\n\n{WORDS}")
    return folder


def opened(tmp_path: Path) -> Knowledge:
    return Knowledge.open(tmp_path / "index.sqlite", create=True)


def ids(knowledge: Knowledge) -> list[str]:
    return [each.id for each in knowledge.passages()]


def largest(knowledge: Knowledge) -> int:
    return max(by_fives(each.text) for each in knowledge.passages())


def test_passages_aim_at_the_tokens_that_a_new_index_is_made_with(
    tmp_path: Path, docs: Path
) -> None:
    with closing(opened(tmp_path)) as knowledge:
        knowledge.add([docs], docs, chunk_tokens=100)

        assert max(len(each.text) for each in knowledge.passages()) in range(350, 401)
        assert knowledge.recipe == Recipe(100, 4.0)


def test_rechunking_takes_the_engine_s_tokens_and_further_files_are_cut_alike(
    tmp_path: Path, docs: Path
) -> None:
    with closing(opened(tmp_path)) as knowledge:
        knowledge.add([docs], docs)
        assert largest(knowledge) <= 240
        report = knowledge.rechunk(docs, count=by_fives)
        assert (report.changed, report.failed) == (2, ())
        assert largest(knowledge) in range(280, 301)
        (docs / "c.txt").write_text(WORDS + "more")
        knowledge.add([docs], docs, chunk_tokens=50)

        assert knowledge.recipe == Recipe(300, 5.0)
        assert largest(knowledge) in range(280, 301)
        assert knowledge.add([docs], docs).unchanged == 3


def test_an_index_of_the_same_size_has_the_same_ids_whether_an_engine_counts_or_not(
    tmp_path: Path, docs: Path
) -> None:
    with closing(opened(tmp_path / "a")) as plain, closing(opened(tmp_path / "b")) as counted:
        plain.add([docs], docs)
        counted.add([docs], docs)
        counted.rechunk(docs, count=by_fives)
        assert ids(counted) != ids(plain)
        counted.rechunk(docs, count=lambda text: -(-len(text) // 4))

        assert ids(counted) == ids(plain)


def test_rechunking_drops_what_is_gone_and_is_refused_where_nothing_is_there(
    tmp_path: Path, docs: Path
) -> None:
    with closing(opened(tmp_path)) as knowledge:
        knowledge.add([docs], docs)
        with pytest.raises(KnowledgeError, match=r"None of the 2 files of the index is below"):
            knowledge.rechunk(tmp_path / "elsewhere")
        (docs / "a.txt").unlink()

        assert knowledge.rechunk(docs, tokens=100).removed == 1
        assert {each.source for each in knowledge.passages()} == {"b.md"}


def test_rechunking_that_was_interrupted_leaves_the_index_and_is_taken_up(
    tmp_path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(tmp_path)) as knowledge:
        knowledge.add([docs], docs)
        before, chunks, cut = ids(knowledge), Cutter.chunks, list[str]()

        def second_fails(cutter: Cutter, source: str, data: bytes, target: int) -> object:
            if cut:
                raise KeyboardInterrupt
            cut.append(source)
            return chunks(cutter, source, data, target)

        with monkeypatch.context() as patched:
            patched.setattr(Cutter, "chunks", second_fails)
            with pytest.raises(KeyboardInterrupt):
                knowledge.rechunk(docs, tokens=100)
        assert ids(knowledge) == before
        assert knowledge.rechunk(docs, tokens=100).changed == 2
        assert knowledge.recipe.tokens == 100


def test_a_sample_of_a_large_index_is_counted() -> None:
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return 3

    assert characters_per_token(["0123456789"] * 10_000, count) == 3.3
    assert 150 < len(counted) < 250


def test_an_empty_index_has_the_usual_size(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as knowledge:
        knowledge.rechunk(tmp_path, count=by_fives)

        assert knowledge.recipe == Recipe(300, 4.0)


def test_new_chunkers_cut_all_files_again_to_the_size_that_the_index_has(
    tmp_path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(tmp_path)) as knowledge:
        knowledge.add([docs], docs)
        knowledge.rechunk(docs, tokens=100, count=by_fives)
        monkeypatch.setattr(recipe, "_VERSION", 99)

        assert knowledge.add([docs], docs).changed == 2
        assert knowledge.recipe == Recipe(100, 5.0)
        assert knowledge.add([docs], docs).unchanged == 2
