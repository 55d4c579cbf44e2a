"""`agent index` and `agent search`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def documents(project: Path) -> Path:
    """A folder with one document."""
    folder = project / "docs"
    folder.mkdir()
    (folder / "boats.md").write_text("# Boats\n\nThe harbour opens at seven.\n")
    return folder


def test_what_was_indexed_is_found(cli: Cli, documents: Path) -> None:
    """The place, and the text below it."""
    indexed = cli("index", "docs")
    assert (indexed.exit_code, indexed.stdout) == (0, "")
    assert indexed.stderr.startswith(
        "1 files added, 0 changed, 0 removed, 0 unchanged; 1 passages in "
    )
    found = cli("search", "harbour")
    assert found.exit_code == 0
    assert found.stdout.startswith("docs/boats.md:1-3\n")
    assert "The harbour opens at seven." in found.stdout


def test_a_second_time_nothing_is_done(cli: Cli, documents: Path) -> None:
    """Unchanged files stay as they are."""
    cli("index", "docs")
    report = json.loads(cli("index", "docs", "--json").stdout)
    done = {name: count for name, count in report.items() if count}
    assert done == {"unchanged": 1, "chunks": 1}


def test_passages_are_json_when_asked(cli: Cli, documents: Path) -> None:
    """One list on stdout."""
    cli("index", "docs")
    (passage,) = json.loads(cli("search", "harbour", "--json").stdout)
    assert (passage["source"], passage["first_line"], passage["last_line"]) == (
        "docs/boats.md",
        1,
        3,
    )


def test_nothing_found_is_no_failure(cli: Cli, documents: Path) -> None:
    """stdout stays empty, and a person is told."""
    cli("index", "docs")
    found = cli("search", "submarine")
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", "nothing found\n")
    assert cli("search", "submarine", "--json").stdout == "[]\n"


def test_the_index_belongs_to_the_project(cli: Cli, documents: Path, tmp_path: Path) -> None:
    """`--project` finds it from anywhere."""
    cli("index", "docs")
    other = tmp_path / "other"
    other.mkdir()
    assert "seven" in cli("search", "harbour", "--project", str(documents.parent)).stdout
    assert cli("search", "harbour", "--project", str(other)).exit_code == 1


def test_a_project_without_an_index_says_how_to_make_one(cli: Cli) -> None:
    """One message."""
    done = cli("search", "harbour")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "agent index" in done.stderr


def test_a_path_that_does_not_exist_is_named(cli: Cli) -> None:
    """And no traceback."""
    done = cli("index", "nowhere")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nowhere" in done.stderr


def test_a_file_that_cannot_be_indexed_is_named_and_the_rest_is_indexed(
    cli: Cli, documents: Path
) -> None:
    """The status tells that something is missing."""
    (documents / "picture.bin").write_bytes(b"\x00\x01")
    done = cli("index", "docs/picture.bin", "docs/boats.md")
    assert done.exit_code == 1
    assert "agent: docs/picture.bin: " in done.stderr
    assert "seven" in cli("search", "harbour").stdout


def test_a_limit_below_one_is_wrong_usage(cli: Cli) -> None:
    """typer's own message."""
    assert cli("search", "harbour", "--limit", "0").exit_code == 2


def test_an_index_that_is_something_else_is_one_message(cli: Cli, project: Path) -> None:
    """The file is named."""
    (project / ".agent").mkdir()
    (project / ".agent" / "knowledge.sqlite").write_text("no database " * 100)
    done = cli("search", "harbour")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "knowledge.sqlite" in done.stderr


def test_questions_measure_the_index(cli: Cli, documents: Path, project: Path) -> None:
    """Recall and tokens at several k; the index may be there already."""
    cli("index", "docs")
    asked = {
        "question": "When does the harbour open?",
        "source": "docs/boats.md",
        "answer": "seven",
    }
    (project / "q.jsonl").write_text(json.dumps(asked))
    measured = json.loads(cli("index", "--eval", "q.jsonl", "--json").stdout)
    assert measured["tokens_by"] == "characters / 4"
    assert [(each["k"], each["recall"], each["mrr"]) for each in measured["at"]] == [
        (1, 1.0, 1.0),
        (3, 1.0, 1.0),
        (5, 1.0, 1.0),
        (10, 1.0, 1.0),
    ]
    assert "recall@k" in cli("index", "--eval", "q.jsonl").stderr


def test_an_index_without_paths_and_questions_is_wrong_usage(cli: Cli) -> None:
    """It says what is missing."""
    done = cli("index")
    assert done.exit_code == 2
    assert "--eval" in done.stderr
