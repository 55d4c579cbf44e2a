"""`agent trace`: the table, the page, and what it says to wrong input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.fake_server import FakeServer, calls, says


@pytest.fixture
def told(cli: Cli, fake: FakeServer) -> Cli:
    """A store with one session of two turns."""
    fake.replies = [calls(("calculate", {"expression": "6*7"})), says("It is 42.")]
    assert cli("run", "--session", "first", "What is 6*7?").exit_code == 0
    return cli


def test_the_table_has_a_line_for_each_turn(told: Cli) -> None:
    heading, first, second = told("trace", "first").stdout.splitlines()
    assert heading.split()[:3] == ["turn", "epoch", "prompt"]
    assert first.endswith("calculate")
    assert second.split()[0] == "2"


def test_the_page_is_written_for_the_user_alone(told: Cli, tmp_path: Path) -> None:
    file = tmp_path / "first.html"
    done = told("trace", "first", "--html", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert "What is 6*7?" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_json_has_the_parts_of_each_window(told: Cli) -> None:
    told_json = json.loads(told("trace", "first", "--json").stdout)
    for turn in told_json["turns"]:
        assert sum(turn["parts"].values()) == turn["prompt"]
    assert told_json["turns"][0]["calls"][0]["permission"]["allowed"] is True


def test_an_unknown_session_is_said_with_similar_ones(told: Cli) -> None:
    done = told("trace", "fist")
    assert done.exit_code == 2
    assert "there is no session fist. Similar: first." in done.stderr


def test_a_file_that_cannot_be_written_is_said(told: Cli, tmp_path: Path) -> None:
    done = told("trace", "first", "--html", str(tmp_path / "nowhere" / "x.html"))
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
