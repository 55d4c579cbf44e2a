"""`agent index` and `agent search`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.fake_server import FakeServer, Reply, serving
from tests.pooling_server import PoolingFake


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
    assert "There is no knowledge index" in cli("search", "harbour").stderr


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


def test_a_name_with_line_ends_or_bytes_that_are_no_text_is_one_harmless_line(
    cli: Cli, documents: Path
) -> None:
    """The report names it, on the screen and as JSON."""
    (documents / "two\nlines\x1b[2J.txt").write_bytes(b"\xff")
    Path(os.fsdecode(bytes(documents) + b"/\xfe.txt")).write_text("x")
    done = cli("index", "docs")
    assert done.exit_code == 1
    assert "agent: docs/two\\nlines[2J.txt: not UTF-8 text" in done.stderr
    assert "agent: docs/\\udcfe.txt: its name is not UTF-8: rename it" in done.stderr
    report = json.loads(cli("index", "docs", "--json").stdout)
    assert [path for path, _ in report["failed"]] == [
        "docs/two\nlines\x1b[2J.txt",
        "docs/\udcfe.txt",
    ]


def test_an_index_keeps_the_size_of_its_passages_until_it_is_cut_again(
    cli: Cli, documents: Path, project: Path
) -> None:
    """And says that the settings ask for another."""
    (documents / "long.txt").write_text("Seven words that say nothing at all. " * 100)
    cli("index", "docs")
    (project / "agent.toml").write_text("chunk_tokens = 100\n")
    assert "aim at 300 tokens, and chunk_tokens is 100: `agent index --rechunk`" in (
        cli("index", "docs").stderr
    )
    done = cli("index", "--rechunk")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "100 tokens, which are 400 characters: 4.0 a token, assumed" in done.stderr
    assert max(
        len(each["text"]) for each in json.loads(cli("search", "words", "--json").stdout)
    ) in (range(300, 401))


class _Tokenizer(FakeServer):
    """Takes five characters for a token."""

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """The reply to one HTTP request."""
        if path != "/tokenize" or "prompt" not in (asked := json.loads(body)):
            return super().answer(method, path, body, headers)
        return Reply(body={"tokens": [7] * (len(asked["prompt"]) // 5)})


def test_the_engine_s_tokens_are_counted_where_one_is_named(cli: Cli, documents: Path) -> None:
    """Its tokenizer says how many characters a token has."""
    (documents / "long.txt").write_text("Seven words that say nothing at all. " * 100)
    cli("index", "docs")
    with serving(_Tokenizer(tokenizes=True)) as engine:
        done = cli("index", "--rechunk", "--url", engine.url)
    assert done.exit_code == 0, done.stderr
    assert "300 tokens, which are 1500 characters: 5.0 a token, as the engine" in done.stderr
    assert cli("index", "--rechunk", "--url", "http://127.0.0.1:9").exit_code == 3


def test_a_folder_without_text_says_that_there_is_nothing_to_find(cli: Cli, project: Path) -> None:
    """It is no failure."""
    (project / "empty").mkdir()
    done = cli("index", "empty")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "The index is empty: no text was found." in done.stderr


def test_wrong_questions_are_told_before_anything_is_indexed(
    cli: Cli, documents: Path, project: Path
) -> None:
    """One message with the line, and nothing is done."""
    (project / "q.jsonl").write_text('{"question": "When?", "answer": "seven"}\n{"question"\n')
    done = cli("index", "docs", "--eval", "q.jsonl")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "q.jsonl:2 is no JSON" in done.stderr
    assert not (project / ".agent" / "knowledge.sqlite").exists()


def test_questions_about_files_that_are_not_there_are_told(
    cli: Cli, documents: Path, project: Path
) -> None:
    """The figures would say that the search is bad."""
    (project / "q.jsonl").write_text('{"question": "When?", "source": "boats.md"}')
    done = cli("index", "docs", "--eval", "q.jsonl")
    assert done.exit_code == 0
    assert "1 of 1 questions name a file that the index does not have, such as boats.md" in (
        " ".join(done.stderr.split())
    )


def test_an_index_in_postgresql_is_built_and_searched(
    cli: Cli, documents: Path, project: Path, postgres_url: str
) -> None:
    """The setting is an address in place of a path."""
    (project / "agent.toml").write_text(f'knowledge = "{postgres_url}"\n')
    missing = cli("search", "harbour")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
    assert "agent index" in missing.stderr
    assert cli("index", "docs").exit_code == 0
    assert cli("search", "harbour").stdout.startswith("docs/boats.md:1-3\n")
    assert not (project / ".agent").exists()


def test_a_database_that_does_not_answer_is_one_message(cli: Cli, project: Path) -> None:
    """With the address, and without the password."""
    (project / "agent.toml").write_text('knowledge = "postgresql://me:secret@127.0.0.1:1/x"\n')
    done = cli("search", "harbour")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "127.0.0.1:1/x" in done.stderr
    assert "secret" not in done.stderr


def test_another_embedding_model_is_refused_until_it_is_asked_for(
    cli: Cli, documents: Path, project: Path
) -> None:
    """One message with the fix; then the index is searched by the new one."""
    with serving(PoolingFake()) as server:
        said = f'[embeddings]\nurl = "{server.url}"\nmodel = '
        (project / "agent.toml").write_text(f'{said}"words"\n')
        assert "by meaning (words" in cli("index", "docs").stderr
        (project / "agent.toml").write_text(f'{said}"other"\n')
        for asked in (("search", "harbour"), ("index", "docs")):
            done = cli(*asked)
            assert (done.exit_code, done.stdout) == (1, "")
            assert "embedded with words" in done.stderr
            assert "agent index --reembed" in done.stderr
        done = cli("index", "--reembed")
        assert (done.exit_code, done.stdout) == (0, "")
        assert "embedded with other" in done.stderr
        assert "docs/boats.md" in cli("search", "harbour").stdout
