"""Reading a file that somebody changes, takes away or puts a link in place of."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from agent.retrieval import reading
from agent.retrieval.listing import Document
from agent.retrieval.reading import BinaryFile, Unreadable, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "docs" / "sub"
    made.mkdir(parents=True)
    (made / "a.md").write_text("public")
    return tmp_path / "docs"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    made = tmp_path / "outside"
    made.mkdir()
    (made / "a.md").write_text("secret")
    return made


def document(folder: Path, below: str) -> Document:
    return Document(str(folder), below, below, named=False)


def refusal(folder: Path, below: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(document(folder, below), 1000)
    return str(caught.value)


def test_a_file_is_read_whole(folder: Path) -> None:
    assert read(document(folder, "sub/a.md"), 6).data == b"public"


def test_a_link_is_not_followed_wherever_it_stands(folder: Path, outside: Path) -> None:
    (folder / "file.md").symlink_to(outside / "a.md")
    (folder / "folder").symlink_to(outside)

    for below in ("file.md", "folder/a.md"):
        assert refusal(folder, below) == "it, or a folder above it, has become a link"


@contextmanager
def taking_turns(place: Path, link: Path, spare: Path) -> Iterator[None]:
    """A folder and a link are in the same place by turns, as fast as it goes."""
    end = threading.Event()

    def turn() -> None:
        while not end.is_set():
            with suppress(OSError):
                place.rename(spare)
                link.rename(place)
                place.rename(link)
                spare.rename(place)

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def test_nothing_outside_is_read_however_a_folder_and_a_link_change_places(
    folder: Path, outside: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(outside)
    read_of, refused = set(), 0
    until = time.monotonic() + 1
    with taking_turns(folder / "sub", link, tmp_path / "spare"):
        while time.monotonic() < until or not (read_of and refused):
            try:
                read_of.add(read(document(folder, "sub/a.md"), 1000).data)
            except Unreadable:
                refused += 1
            assert time.monotonic() < until + 20

    assert read_of == {b"public"}


def test_a_pipe_a_socket_and_a_device_are_refused_at_once(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(folder)  # a socket's path is short
        server.bind("socket")
        os.chdir(before)
        began = time.monotonic()

        assert refusal(folder, "pipe") == "not a regular file"
        assert refusal(folder, "socket") in ("No such device or address", "not a regular file")
        assert refusal(Path("/dev"), "zero") == "not a regular file"
        assert time.monotonic() - began < 10  # not for ever, on a machine that is busy


def test_a_file_that_goes_on_growing_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(head: bytes) -> bool:
        with (folder / "sub" / "a.md").open("a") as file:
            file.write("more")
        return False

    monkeypatch.setattr(reading, "is_binary", grow)

    assert refusal(folder, "sub/a.md") == (
        "it changes while it is read: index it again when it is written"
    )


def test_a_file_that_is_cut_off_while_it_is_read_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "sub" / "a.md"
    path.write_text("first" * 10_000)
    seen: list[bytes] = []

    def replace_once(head: bytes) -> bool:
        if not seen:
            path.write_text("second")
        seen.append(head)
        return False

    monkeypatch.setattr(reading, "is_binary", replace_once)

    assert read(document(folder, "sub/a.md"), 100_000).data == b"second"


def test_a_file_that_is_gone_is_refused(folder: Path) -> None:
    assert refusal(folder, "sub/b.md") == "No such file or directory"


def test_a_file_that_may_not_be_read_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def guarded(path: str, flags: int, *, dir_fd: int | None = None) -> int:
        if path == "a.md":
            raise PermissionError(13, "Permission denied", path)
        return opened(path, flags, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", guarded)

    assert refusal(folder, "sub/a.md") == "Permission denied"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "line.json").open("wb") as file:
        file.write(b'"' + b"x" * 10_000)
        file.truncate(50_000_000_000)
    began = time.monotonic()

    assert "50,000,000,000 bytes, at most 1,000 are read: split it" in refusal(folder, "line.json")
    assert time.monotonic() - began < 10  # not for ever, on a machine that is busy


def test_a_binary_file_is_told_from_text(folder: Path) -> None:
    (folder / "image").write_bytes(b"\x89PNG\0")

    with pytest.raises(BinaryFile):
        read(document(folder, "image"), 1000)
