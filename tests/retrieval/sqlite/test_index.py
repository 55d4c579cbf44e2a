"""The knowledge index as a file: what can be wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.errors import KnowledgeError
from agent.retrieval import Knowledge
from agent.retrieval.sqlite import index


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "boats.md").write_text("# Boats\n\nThe ferry Aurora leaves at noon.\n")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Knowledge]:
    opened = Knowledge.open(tmp_path / "state" / "index.db", create=True)
    yield opened
    opened.close()


def test_a_missing_index_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(
        KnowledgeError, match=r"no knowledge index at .*\. Build one with `agent in"
    ):
        Knowledge.open(tmp_path / "index.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_something_else_is_not_touched(tmp_path: Path, create: bool) -> None:
    text = tmp_path / "text"
    text.write_text("Not a database, but long enough to be read as one. " * 100)
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine(a)")
    connection.close()

    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(KnowledgeError, match="is not a knowledge index"):
            Knowledge.open(path, create=create)
        assert path.read_bytes() == before


def test_a_directory_is_not_an_index(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="is a directory"):
        Knowledge.open(tmp_path, create=True)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("query_only=ON", "readonly database. Give this user the right to write it and its folder"),
        ("max_page_count=30", "disk is full. What was indexed before is safe. Free some space"),
    ],
)
def test_an_index_that_cannot_be_written_is_not_to_be_deleted(
    tmp_path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    """It is whole, and says what it needs."""
    place = tmp_path / "index.db"
    with closing(Knowledge.open(place, create=True)) as opened:
        opened.add([docs], docs)
    (docs / "more.md").write_text("\n\n".join(f"A cargo of {n} crates." for n in range(20_000)))
    connect = sqlite3.connect

    def limited(place: str, **options: object) -> sqlite3.Connection:
        connection = connect(place, **options)
        if "staged" not in str(place):
            connection.execute(f"PRAGMA {limit}")
        return connection

    with closing(Knowledge.open(place)) as opened:
        opened.close()
        monkeypatch.setattr(sqlite3, "connect", limited)
        with pytest.raises(KnowledgeError, match=said) as raised:
            opened.add([docs], docs)
        assert "elete" not in str(raised.value)
        assert [each.source for each in opened.search("ferry cargo")] == ["boats.md"]


def test_an_index_of_another_version_is_refused_with_its_fix(
    store: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_VERSION", 99)

    with pytest.raises(
        KnowledgeError, match=r"another version .*format 3, here 99.*build it again"
    ):
        Knowledge.open(tmp_path / "state" / "index.db", create=True)


def test_a_python_without_full_text_search_is_an_error_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_SCHEMA", "CREATE VIRTUAL TABLE words USING fts_missing(text);")

    with pytest.raises(KnowledgeError, match=r"has no full-text search \(FTS5\)"):
        Knowledge.open(tmp_path / "index.db", create=True)


def test_an_index_that_another_process_writes_is_an_error_that_says_so(
    store: Knowledge, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "state" / "index.db")
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(index, "_BUSY_SECONDS", 0.05)
    second = Knowledge.open(tmp_path / "state" / "index.db")

    with pytest.raises(KnowledgeError, match="is being written by another process"):
        second.add([docs], docs)
    second.close()
    other.close()


def test_a_path_with_signs_that_mean_something_in_a_url_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=ro#b%20.db"
    Knowledge.open(path, create=True).close()

    assert path.exists()


def test_closing_leaves_the_index_and_its_lock(docs: Path, tmp_path: Path) -> None:
    path = tmp_path / "alone" / "index.db"
    opened = Knowledge.open(path, create=True)
    opened.add([docs], docs)
    opened.close()

    assert sorted(path.parent.iterdir()) == [path, path.with_name("index.db.lock")]
