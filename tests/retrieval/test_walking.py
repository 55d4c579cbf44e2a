"""Walking a folder: what is found, in which order, and what is passed over."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from agent.retrieval import walking
from agent.retrieval.ignoring import Ignoring
from agent.retrieval.listing import listing
from agent.retrieval.walking import Passing, walk


def walked(folder: Path) -> tuple[list[str], Passing]:
    passing = Passing()
    return list(walk(folder, Ignoring(), passing)), passing


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_files_come_in_the_order_of_their_names_folders_behind_them(tmp_path: Path) -> None:
    write(tmp_path, "b/c.md", "b/a.md", "a/z.md", "c.md", "a.md", "b/d/e.md")

    assert walked(tmp_path)[0] == ["a.md", "c.md", "a/z.md", "b/a.md", "b/c.md", "b/d/e.md"]


def test_links_are_passed_over_so_that_none_leads_out_or_in_a_circle(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    write(tmp_path, "secret.md", "docs/sub/a.md")
    (folder / "out").symlink_to(tmp_path)
    (folder / "sub" / "up").symlink_to("..")
    (folder / "self").symlink_to("self")
    (folder / "nowhere").symlink_to("/no/such/file")
    (folder / "secret.md").symlink_to(tmp_path / "secret.md")
    found, passing = walked(folder)

    assert found == ["sub/a.md"]
    assert passing.counts == {"links": 5}
    assert passing.unlisted == []


def test_pipes_and_sockets_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found, passing = walked(tmp_path)

    assert (found, passing.counts) == ([], {"special": 1})


def test_a_folder_that_cannot_be_listed_is_told_and_the_others_are_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "locked/a.md", "open/b.md")
    listed = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found, passing = walked(tmp_path)

    assert found == ["open/b.md"]
    assert passing.unlisted == [(tmp_path / "locked", "Permission denied")]


def test_folders_in_folders_without_end_are_told_once(tmp_path: Path) -> None:
    top = os.open(tmp_path, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("folder", dir_fd=top)
        inner = os.open("folder", os.O_RDONLY, dir_fd=top)
        os.close(os.open("a.md", os.O_CREAT | os.O_WRONLY, dir_fd=top))
        os.close(top)
        top = inner
    os.close(top)
    found, passing = walked(tmp_path)

    assert len(found) == walking._DEEPEST + 1
    assert [reason for _, reason in passing.unlisted] == [
        "more than 100 folders deep: move it up, or name it itself"
    ]


def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    names = (
        "two\nlines.md",
        "\x1b[2J.md",
        "a b.md",
        os.fsdecode(b"\xff.md"),
        "\N{BLACK HEART SUIT}.md",
    )
    for name in names:
        (tmp_path / name).touch()

    assert sorted(walked(tmp_path)[0]) == sorted(names)


def test_a_file_costs_little_to_find(tmp_path: Path) -> None:
    """A million of them take some seconds: here 20,000 take less than one of work."""
    (tmp_path / ".gitignore").write_text("*.log\nbuild/\n")
    for folder in range(20):
        (tmp_path / f"{folder}").mkdir()
        for number in range(1000):
            (tmp_path / f"{folder}" / f"{number}.md").touch()
    began = time.process_time()
    found = listing([tmp_path], tmp_path)

    assert len(found.documents) == 20_000
    assert time.process_time() - began < 1.5


def test_whoever_waits_is_told_how_many_are_found(tmp_path: Path) -> None:
    write(tmp_path, *(f"{number}.md" for number in range(2500)))
    told: list[int] = []
    listing([tmp_path], tmp_path, told.append)

    assert told == [1000, 2000]
