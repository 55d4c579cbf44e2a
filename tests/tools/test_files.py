"""The file tools: what they read, list and write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent import ModelRetry, ToolContext, ToolFailed
from agent.tools import files
from agent.tools.files import FILES, list_files, read_file, write_file


def root_entries(context: ToolContext) -> list[str]:
    return sorted(each.name for each in context.root.iterdir())


def test_the_three_tools_say_what_they_may_do() -> None:
    assert [(each.name, each.attributes.read_only) for each in FILES] == [
        ("list_files", True),
        ("read_file", True),
        ("write_file", False),
    ]


def test_a_whole_file_is_read_as_it_is(context: ToolContext) -> None:
    assert read_file("a.txt", context) == "one\ntwo\nthree\n"
    assert read_file("./sub//b.txt", context) == "b"
    assert read_file("sub/../a.txt", context, 1, 99) == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (2, 2, "a.txt (lines 2-2 of 3)\ntwo"),
        (2, None, "a.txt (lines 2-3 of 3)\ntwo\nthree"),
        (1, 2, "a.txt (lines 1-2 of 3)\none\ntwo"),
        (3, 50, "a.txt (lines 3-3 of 3)\nthree"),
    ],
)
def test_a_range_says_which_lines_it_has(
    context: ToolContext, first: int, last: int | None, text: str
) -> None:
    assert read_file("a.txt", context, first, last) == text


@pytest.mark.parametrize(("first", "last"), [(0, None), (-1, 2), (3, 2)])
def test_a_range_that_makes_no_sense_is_asked_for_again(
    context: ToolContext, first: int, last: int | None
) -> None:
    with pytest.raises(ModelRetry, match="first_line must be at least 1"):
        read_file("a.txt", context, first, last)


def test_a_range_beyond_the_end_is_told_the_end(context: ToolContext) -> None:
    with pytest.raises(ModelRetry, match=r"a\.txt has 3 lines, so line 4 does not exist"):
        read_file("a.txt", context, 4)


def test_an_empty_file_is_said_to_be_empty(context: ToolContext) -> None:
    (context.root / "empty").touch()

    assert read_file("empty", context) == "empty is empty."


def test_a_binary_file_is_refused_with_its_size(context: ToolContext) -> None:
    (context.root / "image").write_bytes(b"\x89PNG\0")

    with pytest.raises(ToolFailed, match=r"image is a binary file \(5 bytes\)"):
        read_file("image", context)


def test_a_file_in_another_encoding_is_refused(context: ToolContext) -> None:
    (context.root / "latin").write_bytes("Zürich".encode("latin-1"))

    with pytest.raises(ToolFailed, match=r"latin is not UTF-8 text \(byte 1\)"):
        read_file("latin", context)


def test_a_file_too_large_to_read_is_refused(
    context: ToolContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LARGEST_FILE", 13)

    with pytest.raises(ToolFailed, match=r"a\.txt is larger than 13 bytes"):
        read_file("a.txt", context)


def test_a_text_too_long_for_one_call_is_asked_for_in_parts(
    context: ToolContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LONGEST_TEXT", 10)

    with pytest.raises(ModelRetry, match=r"Lines 1-3 of a\.txt have 14 characters; at most 10"):
        read_file("a.txt", context)
    assert read_file("a.txt", context, 2, 3).endswith("two\nthree")


def test_a_folder_is_listed_by_name_with_folders_marked(context: ToolContext) -> None:
    (context.root / "link").symlink_to(context.root / "sub")

    assert list_files(context) == "a.txt\nlink\nsub/"
    assert list_files(context, "sub") == "b.txt"


def test_an_empty_folder_is_said_to_be_empty(context: ToolContext) -> None:
    (context.root / "empty").mkdir()

    assert list_files(context, "empty") == "empty is empty."


def test_a_very_long_list_is_cut_and_counted(
    context: ToolContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_ENTRIES", 1)

    assert list_files(context) == "a.txt\nand 1 more"


def test_writing_creates_a_file_and_its_folders(context: ToolContext) -> None:
    assert (
        write_file("new/deep/c.txt", "grüezi", context) == "Created new/deep/c.txt (6 characters)."
    )
    assert (context.root / "new/deep/c.txt").read_bytes() == "grüezi".encode()


def test_writing_replaces_a_file_and_keeps_its_permissions(context: ToolContext) -> None:
    (context.root / "a.txt").chmod(0o750)

    assert write_file("a.txt", "new", context) == "Replaced a.txt (3 characters)."
    assert (context.root / "a.txt").read_text() == "new"
    assert (context.root / "a.txt").stat().st_mode & 0o777 == 0o750


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    context: ToolContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(ToolFailed, match=r"a\.txt cannot be used: No space left on device"):
        write_file("a.txt", "new", context)
    assert (context.root / "a.txt").read_text() == "one\ntwo\nthree\n"
    assert root_entries(context) == ["a.txt", "sub"]


def test_a_text_too_long_to_write_is_refused(context: ToolContext) -> None:
    with pytest.raises(ModelRetry, match="1000001 characters; at most 1000000"):
        write_file("c.txt", "x" * 1_000_001, context)


def test_a_missing_root_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="The root folder cannot be opened: No such file"):
        list_files(ToolContext("session", "call", tmp_path / "nowhere"))


def test_the_root_itself_may_be_reached_through_a_link(
    context: ToolContext, tmp_path: Path
) -> None:
    (tmp_path / "alias").symlink_to(context.root)

    assert read_file("sub/b.txt", ToolContext("session", "call", tmp_path / "alias")) == "b"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nothing", "nothing does not exist"),
        ("sub", "sub is a folder"),
        ("a.txt/x", "is not a folder, or passes through a file"),
        ("", "The empty path names a folder"),
        (".", r"\. names a folder"),
        ("a.txt/", "names a folder"),
        ("x" * 300, "has too long a name"),
    ],
)
def test_a_path_that_is_no_file_is_refused_with_its_reason(
    context: ToolContext, path: str, reason: str
) -> None:
    with pytest.raises((ToolFailed, ModelRetry), match=reason):
        read_file(path, context)
