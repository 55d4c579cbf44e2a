"""What a run has finished is kept for the next one, and two runs do not meet."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from agent.errors import KnowledgeError
from agent.retrieval import Knowledge
from agent.retrieval.chunking import chunks
from agent.retrieval.staging import Staging, staging_beside
from agent.retrieval.state import FileState

STATE = FileState("hash", "stamp")
CHUNKS = chunks("a.md", "# Boats\n\nThe ferry \N{FERRY} leaves.\n")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index.sqlite"


def test_what_a_run_has_finished_is_there_in_the_next(index: Path) -> None:
    with staging_beside(index) as staging:
        staging.put("a.md", STATE, CHUNKS)
    with staging_beside(index) as staging:
        assert staging.states() == {"a.md": STATE}
        assert list(staging.chunks("a.md")) == CHUNKS


def test_a_run_that_is_complete_leaves_nothing(index: Path) -> None:
    with staging_beside(index) as staging:
        staging.put("a.md", STATE, CHUNKS)
        staging.discard()

    assert [each.name for each in index.parent.iterdir()] == ["index.sqlite.lock"]


@pytest.mark.parametrize("torn", ["cut", "text", "other"])
def test_a_staging_that_is_torn_is_begun_anew(index: Path, torn: str) -> None:
    path = index.with_name("index.sqlite.staged")
    with closing(Staging(path)) as staging:
        staging.put("a.md", STATE, CHUNKS)
    if torn == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif torn == "text":
        path.write_text("no database " * 1000)
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 99")
    with staging_beside(index) as staging:
        assert staging.states() == {}


def test_a_second_run_in_the_same_process_is_refused_at_once(index: Path) -> None:
    with (
        staging_beside(index),
        pytest.raises(KnowledgeError, match=r"is being indexed by another process\. Try again"),
        staging_beside(index),
    ):
        pass


def test_of_two_processes_one_is_refused_and_a_kill_lets_the_next_one_in(
    tmp_path: Path, index: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(500):
        (docs / f"{number}.md").write_text(f"The ferry number {number}.")
    log = tmp_path / "log"
    command = [sys.executable, "-m", "tests.retrieval.indexing", index, docs, log]
    with closing(Knowledge.open(index, create=True)) as knowledge:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as first:
            until = threading.Event()
            # With the second file its child runs, which could still be starting with the first.
            while not (log.exists() and log.read_text().count("\n") > 1):
                until.wait(0.01)
            with pytest.raises(KnowledgeError, match="is being indexed by another process"):
                knowledge.add([docs], docs)
            assert knowledge.search("ferry") == []
            first.kill()

        assert knowledge.add([docs], docs).added == 500


def test_a_lock_that_cannot_be_opened_is_an_error_that_names_it(index: Path) -> None:
    index.with_name("index.sqlite.lock").mkdir()

    with (
        pytest.raises(KnowledgeError, match=r"index\.sqlite\.lock: Is a directory"),
        staging_beside(index),
    ):
        pass
