"""No path, link, race or special file leads the file tools out of their root."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent import ModelRetry, ToolContext, ToolFailed
from agent.tools.edit import edit_file
from agent.tools.files import list_files, read_file, write_file
from agent.tools.find import find_in_files
from tests.tools.conftest import SECRET

ESCAPES = [
    "/etc/passwd",
    "//etc/passwd",
    "/",
    "..",
    "../secret",
    "sub/../../secret",
    "./../secret",
    "sub/./.././../secret",
    "../root/../secret",
    "nothing/../../secret",
    "link",
    "folder/secret",
    "folder/../folder/secret",
    "sub/up/secret",
    "chain",
    "relative",
    "dangling",
    "self",
    "proc/self/environ",
    "a.txt\0/../../secret",
    "\0",
    "secret\0.txt",
    "/proc/self/root/etc/passwd",
    "/proc/self/cwd/../secret",
    "/dev/zero",
    "/dev/fd/0",
    "dev/zero",
    "fd/0",
    "proc/self/root/etc/passwd",
    "proc/self/fd/0",
    "link/../../secret",
    "folder/outside/../secret",
    "hard/../../secret",
    "a.txt/../../secret",
    "sub/" + "../" * 40 + "etc/passwd",
    "x/" * 3000 + "../" * 3001 + "secret",
    "．．/secret",
    "‥/secret",
    "..\u2215secret",
    "..\u2044secret",
    "..\\secret",
    "..%2fsecret",
    "%2e%2e/secret",
    "..;/secret",
    ".. /secret",
    "..\u200b/secret",
    "\u202e../secret",
    "\ufeff../secret",
    "\ud800/../../secret",
    "\ud800",
    "~/secret",
    "~root/.bashrc",
    "$HOME/x/../../secret",
    "file:///etc/passwd",
    "C:\\secret",
    "\\\\?\\secret",
]
"""Each leads to no file of the root: outside, through a link, or to nothing at all."""


@pytest.fixture
def links(context: ToolContext, tmp_path: Path) -> ToolContext:
    root = context.root
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    (root / "sub" / "up").symlink_to("../..")
    (root / "chain").symlink_to("link")
    (root / "relative").symlink_to("../secret")
    (root / "dangling").symlink_to(tmp_path / "outside" / "new")
    (root / "self").symlink_to("self")
    (root / "proc").symlink_to("/proc")
    (root / "dev").symlink_to("/dev")
    (root / "fd").symlink_to("/dev/fd")
    return context


@pytest.mark.parametrize("path", ESCAPES)
def test_no_path_reads_outside_the_root(links: ToolContext, path: str) -> None:
    with pytest.raises((ToolFailed, ModelRetry)):
        read_file(path, links)


@pytest.mark.parametrize("path", ESCAPES)
def test_no_path_writes_outside_the_root(links: ToolContext, path: str, tmp_path: Path) -> None:
    """A strange name may become a file in the root; nothing else changes."""
    with suppress(ToolFailed, ModelRetry):
        write_file(path, "changed", links)
    assert (tmp_path / "secret").read_text() == SECRET
    assert list((tmp_path / "outside").iterdir()) == []
    names = {each.name for each in tmp_path.iterdir()}
    assert {each for each in names if not each.startswith("xdg_")} == {"outside", "root", "secret"}


@pytest.mark.parametrize("path", ESCAPES)
def test_no_path_is_edited_or_searched_outside_the_root(
    links: ToolContext, path: str, tmp_path: Path
) -> None:
    """The same for the tools that are offered by name."""
    with pytest.raises((ToolFailed, ModelRetry)):
        edit_file(path, "secret", "changed", links)
    with pytest.raises((ToolFailed, ModelRetry)):
        find_in_files("secret", links, path=path)
    assert (tmp_path / "secret").read_text() == SECRET


@pytest.mark.parametrize("path", ["..", "/", "folder", "sub/up", "sub/up/outside", "proc", "self"])
def test_no_path_lists_outside_the_root(links: ToolContext, path: str) -> None:
    with pytest.raises((ToolFailed, ModelRetry)):
        list_files(links, path)


@given(
    st.lists(st.sampled_from(["..", ".", "", "sub", "folder", "up", "link", "a.txt"]), max_size=8)
)
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_mixture_of_names_leaves_the_root(links: ToolContext, names: list[str]) -> None:
    path = "/".join(names)
    for look in (read_file, lambda path, context: list_files(context, path)):
        try:
            shown = look(path, links)
        except (ToolFailed, ModelRetry):
            continue
        assert "secret" not in shown


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(path))


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o20666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes device files")


@pytest.mark.parametrize("make", [_fifo, _socket, _device])
def test_what_is_not_a_regular_file_is_neither_read_nor_replaced(
    context: ToolContext, make: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(context.root)
    make(Path("special"))  # type: ignore[operator]

    with pytest.raises(ToolFailed, match="special is not a regular file"):
        read_file("special", context)
    with pytest.raises(ToolFailed, match="special is not a regular file"):
        write_file("special", "x", context)


@pytest.fixture
def swapping(context: ToolContext, tmp_path: Path) -> Iterator[ToolContext]:
    """`swapped` turns from a folder into a link to the outside and back, all the time."""
    inside, link, swapped = (context.root / each for each in ("inside", "link", "swapped"))
    inside.mkdir()
    (inside / "secret").write_text("harmless")
    link.symlink_to(tmp_path)
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for each in (inside, link):
                while True:
                    try:
                        each.rename(swapped)
                        break
                    except OSError:  # a write has made the folder while there was none
                        shutil.rmtree(swapped, ignore_errors=True)
                swapped.rename(each)

    thread = threading.Thread(target=swap)
    thread.start()
    yield context
    stop.set()
    thread.join()


def test_a_search_in_a_folder_that_becomes_a_link_gives_nothing_away(
    swapping: ToolContext,
) -> None:
    """What was opened is what is read, also while the folder is exchanged."""
    for _ in range(100):
        with suppress(ToolFailed):
            assert SECRET not in find_in_files(SECRET[:6], swapping)
        with suppress(ToolFailed, ModelRetry):
            edit_file("swapped/secret", "harmless", "harmless ", swapping)


def test_a_folder_that_becomes_a_link_in_between_gives_nothing_away(
    swapping: ToolContext, tmp_path: Path
) -> None:
    for _ in range(2000):
        try:
            assert read_file("swapped/secret", swapping) == "harmless"
        except ToolFailed:
            continue
    for _ in range(200):
        try:
            write_file("swapped/secret", "harmless", swapping)
        except ToolFailed:
            continue
    assert (tmp_path / "secret").read_text() == SECRET


def test_no_descriptor_stays_open(links: ToolContext) -> None:
    descriptors = Path("/dev/fd")
    before = len(list(descriptors.iterdir()))
    for path in (*ESCAPES, "a.txt", "sub", "nothing"):
        for act in (lambda p: read_file(p, links), lambda p: list_files(links, p)):
            try:
                act(path)
            except (ToolFailed, ModelRetry):
                continue

    assert len(list(descriptors.iterdir())) == before
