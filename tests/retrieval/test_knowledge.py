"""The knowledge index: adding, searching, and what can be wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.errors import KnowledgeError
from agent.retrieval import Knowledge, Report, index
from agent.retrieval.chunking import Chunk
from agent.retrieval.cutting import Cutter, cutter


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "boats.md").write_text("# Boats\n\nThe ferry Aurora leaves at noon.\n")
    (folder / "trains.md").write_text("# Trains\n\nThe night train has eleven cars.\n")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Knowledge]:
    opened = Knowledge.open(tmp_path / "state" / "index.db", create=True)
    yield opened
    opened.close()


def sources(store: Knowledge, query: str) -> list[str]:
    return [each.source for each in store.search(query, 10)]


def test_what_was_added_is_found_with_source_lines_and_title(store: Knowledge, docs: Path) -> None:
    report = store.add([docs], docs.parent)
    (found,) = store.search("When does the ferry leave?")

    assert report == Report(added=2, chunks=2)
    assert (found.source, found.first_line, found.last_line) == ("docs/boats.md", 1, 3)
    assert (found.title, found.text) == ("Boats", "# Boats\n\nThe ferry Aurora leaves at noon.")
    assert found.score > 0


def test_the_best_passage_comes_first_and_the_limit_holds(store: Knowledge, docs: Path) -> None:
    (docs / "both.md").write_text("# Harbour\n\nFerry Aurora, ferry Borealis, night train.\n")
    store.add([docs], docs)

    assert sources(store, "ferry Aurora Borealis")[0] == "both.md"
    assert len(store.search("ferry train", 1)) == 1
    assert store.search("ferry", 0) == []
    assert len(store.search("ferry train", 10**30)) == 3


def test_a_word_in_a_heading_counts_more(store: Knowledge, docs: Path) -> None:
    (docs / "a.md").write_text("# Other\n\nOf harbours and sails and much else.\n")
    (docs / "b.md").write_text("# Harbours\n\nOf ropes and sails and much else.\n")
    store.add([docs], docs)

    assert sources(store, "harbours")[0] == "b.md"


def test_other_forms_and_accents_of_a_word_are_found(store: Knowledge, docs: Path) -> None:
    (docs / "c.txt").write_text("Zürich is leaving the agreements.")
    store.add([docs], docs)

    assert sources(store, "zurich agreement left leave")[0] == "c.txt"


def test_a_query_without_words_finds_nothing(store: Knowledge, docs: Path) -> None:
    store.add([docs], docs)

    assert store.search("?!") == []


def test_only_changes_are_indexed_again(store: Knowledge, docs: Path) -> None:
    store.add([docs], docs)
    (docs / "boats.md").write_text("# Boats\n\nThe ferry Borealis leaves at one.\n")
    (docs / "trains.md").unlink()
    (docs / "buses.md").write_text("The bus is red.")

    assert store.add([docs], docs) == Report(added=1, changed=1, removed=1, chunks=2)
    assert store.add([docs], docs) == Report(unchanged=2, chunks=2)
    assert sources(store, "Aurora train") == []
    assert sources(store, "Borealis") == ["boats.md"]


def test_a_file_outside_the_paths_that_were_named_stays(store: Knowledge, docs: Path) -> None:
    (docs.parent / "docs-old").mkdir()
    (docs.parent / "docs-old" / "a.md").write_text("The old ferry.")
    store.add([docs, docs.parent / "docs-old"], docs.parent)

    assert store.add([docs], docs.parent).removed == 0
    assert "docs-old/a.md" in sources(store, "ferry")


def test_the_whole_root_can_be_indexed(store: Knowledge, docs: Path) -> None:
    store.add([docs], docs)
    (docs / "boats.md").unlink()

    assert store.add([docs], docs).removed == 1


def test_a_search_during_indexing_sees_the_index_as_it_was(
    store: Knowledge, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([docs], docs)
    (docs / "boats.md").write_text("The Borealis.")
    (docs / "trains.md").write_text("Another Borealis.")
    seen: list[list[str]] = []
    original = Cutter.chunks

    def watched(cutter: Cutter, source: str, data: bytes, target: int) -> list[Chunk]:
        seen.append(sources(store, "Aurora Borealis"))
        return original(cutter, source, data, target)

    monkeypatch.setattr(Cutter, "chunks", watched)
    store.add([docs], docs)

    assert seen == [["boats.md"], ["boats.md"]]
    assert sources(store, "Borealis") == ["boats.md", "trains.md"]


def test_an_interrupted_run_leaves_the_old_index(
    store: Knowledge, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([docs], docs)
    (docs / "boats.md").write_text("The Borealis.")

    def interrupted(*asked: object) -> list[Chunk]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Cutter, "chunks", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.add([docs], docs)

    assert sources(store, "Aurora") == ["boats.md"]
    assert store.add([docs], docs) == Report(changed=1, unchanged=1, chunks=2)


def test_threads_search_at_the_same_time(store: Knowledge, docs: Path) -> None:
    store.add([docs], docs)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: sources(store, "ferry"), range(200)))

    assert found == [["boats.md"]] * 200


def test_hidden_files_packages_links_and_binary_files_in_a_folder_are_left_out(
    store: Knowledge, docs: Path
) -> None:
    for folder in (".git", "node_modules", ".venv", "__pycache__", "x.egg-info"):
        (docs / folder).mkdir()
        (docs / folder / "a.txt").write_text("ferry")
    (docs / ".hidden").write_text("ferry")
    (docs / "binary").write_bytes(b"ferry\0")
    (docs / "link.md").symlink_to(docs / "boats.md")
    (docs / "loop").symlink_to(docs)
    os.mkfifo(docs / "pipe")

    assert store.add([docs], docs) == Report(
        added=2, hidden=3, ignored=3, links=2, special=1, binary=1, chunks=2
    )


def test_a_file_that_cannot_be_indexed_is_reported_and_the_others_are_indexed(
    store: Knowledge, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutter, "LARGEST_TEXT", 1000)
    (docs / "large.txt").write_text("x" * 1001)
    (docs / "latin.txt").write_bytes("Zürich".encode("latin-1"))
    Path(os.fsdecode(bytes(docs) + b"/\xff.txt")).write_text("ferry")

    report = store.add([docs], docs)

    assert report.added == 2
    assert [reason for _, reason in report.failed] == [
        "1,001 bytes, at most 1,000 are read: split it, or leave it out with a line in "
        ".agentignore",
        "not UTF-8 text (byte 1): save it as UTF-8, or leave it out with a line in .agentignore",
        "its name is not UTF-8: rename it",
    ]


def test_a_binary_file_that_was_named_is_reported(store: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(b"\x89PNG\0")

    report = store.add([tmp_path / "image"], tmp_path)

    assert report.failed == (("image", "a binary file"),)


def test_a_file_that_can_no_longer_be_read_is_no_longer_found(store: Knowledge, docs: Path) -> None:
    store.add([docs], docs)
    (docs / "boats.md").write_bytes(b"ferry \xff")

    assert [source for source, _ in store.add([docs], docs).failed] == ["boats.md"]
    assert sources(store, "ferry") == []


def test_a_mark_of_byte_order_is_understood(store: Knowledge, docs: Path) -> None:
    (docs / "boats.md").write_bytes("ferry A".encode("utf-16"))
    (docs / "trains.md").write_bytes("ferry B".encode("utf-8-sig"))
    store.add([docs], docs)

    assert [each.text for each in store.search("ferry")] == ["ferry A", "ferry B"]


def test_a_file_named_twice_is_indexed_once(store: Knowledge, docs: Path) -> None:
    assert store.add([docs, docs / "boats.md"], docs).added == 2


def test_a_path_that_does_not_exist_is_an_error_that_names_it(store: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match=r"/no/where does not exist\. Name a file or a folder"):
        store.add([Path("/no/where")], Path("/"))


def test_a_path_that_leads_in_a_circle_is_an_error(store: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(KnowledgeError, match="circle cannot be found"):
        store.add([tmp_path / "circle"], tmp_path)


def test_a_folder_that_cannot_be_listed_is_reported(
    store: Knowledge, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "locked").mkdir()
    listed = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)

    assert store.add([docs], docs).failed == (("locked", "Permission denied"),)


def test_the_root_may_be_reached_through_a_link(
    store: Knowledge, docs: Path, tmp_path: Path
) -> None:
    (tmp_path / "alias").symlink_to(docs)
    store.add([tmp_path / "alias"], docs)

    assert sources(store, "ferry") == ["boats.md"]


def test_a_missing_index_is_an_error_with_its_fix(tmp_path: Path) -> None:
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
