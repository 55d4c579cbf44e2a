"""The knowledge index: adding, searching, and what can be wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.errors import ConfigError, KnowledgeError
from agent.retrieval import Knowledge, Progress, Report
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
def store(place: Path | str) -> Iterator[Knowledge]:
    opened = Knowledge.open(place, create=True)
    yield opened
    opened.close()


def sources(store: Knowledge, query: str) -> list[str]:
    return [each.source for each in store.search(query, 10)]


@pytest.mark.parametrize("pattern", ["!", "a\\", "[z-a]"])
def test_what_is_no_pattern_of_files_is_named(store: Knowledge, docs: Path, pattern: str) -> None:
    store.add([docs], docs.parent)
    with pytest.raises(ConfigError, match=r"cannot be told.*docs/ or \*\.md") as raised:
        store.search("ferry", sources=["docs/", pattern])
    assert repr(pattern) in str(raised.value)


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


def test_a_missing_index_is_an_error_with_its_fix(place: Path | str) -> None:
    with pytest.raises(
        KnowledgeError, match=r"no knowledge index (at|in) .*\. Build one with `agent in"
    ):
        Knowledge.open(place)


def test_two_cannot_index_at_once_and_searches_go_on(
    store: Knowledge, docs: Path, place: Path | str
) -> None:
    store.add([docs], docs)
    second = Knowledge.open(place)

    def meanwhile(_: Progress) -> None:
        with pytest.raises(KnowledgeError, match="is being indexed by another process"):
            second.add([docs], docs)
        assert sources(second, "ferry") == ["boats.md"]

    (docs / "boats.md").write_text("The ferry Borealis.")
    store.add([docs], docs, progress=meanwhile)
    assert second.add([docs], docs).unchanged == 2
    second.close()


def test_what_is_indexed_is_there_when_it_is_opened_again(
    store: Knowledge, docs: Path, place: Path | str
) -> None:
    store.add([docs], docs)
    store.close()
    again = Knowledge.open(place)

    assert sources(again, "ferry") == ["boats.md"]
    assert [each.source for each in again.passages()] == ["boats.md", "trains.md"]
    again.close()


def test_names_and_compounds_are_found_by_their_parts(store: Knowledge, docs: Path) -> None:
    (docs / "c.md").write_text(
        "See agent.toml, well-known http://host.example/path and snake_case."
    )
    store.add([docs], docs)

    for query in ("toml", "agent.toml", "known", "host example", "path", "case"):
        assert sources(store, query) == ["c.md"], query


def test_any_text_is_a_query(store: Knowledge, docs: Path) -> None:
    store.add([docs], docs)

    for query in ("ferry' & !x | (", "ferry\\ :* <->", "ferry\0", "ferry %s %(a)s", "ferry \ud800"):
        assert sources(store, query) == ["boats.md"], query


def test_a_rare_word_counts_more_than_a_common_one(store: Knowledge, docs: Path) -> None:
    for number in range(20):
        (docs / f"{number}.md").write_text("The ferry, the ferry and the ferry.")
    (docs / "rare.md").write_text("An okapi on a boat between two very quiet islands.")
    store.add([docs], docs)

    assert sources(store, "ferry okapi")[0] == "rare.md"
    (docs / "rare.md").unlink()
    store.add([docs], docs)
    assert "rare.md" not in sources(store, "ferry okapi")


def test_text_that_no_database_takes_is_indexed_all_the_same(store: Knowledge, docs: Path) -> None:
    (docs / "a.json").write_text('{"a\\u0000b": "ferry \\u0000 one", "c": "\\ud800 ferry"}')
    (docs / "b.txt").write_text("ferry " + "x" * 5000)
    (docs / "c.txt").write_text("ferry \0 three")

    assert store.add([docs / "a.json", docs / "b.txt", docs / "c.txt"], docs).chunks >= 2
    assert {"a.json", "b.txt"} <= set(sources(store, "ferry"))
