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

    with pytest.raises(ToolFailed, match=r"image is a binary file \(5 bytes, a PNG image\)"):
        read_file("image", context)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"\xef\xbb\xbfZ\xc3\xbcrich", "Zürich"),
        ("Zürich".encode("utf-16"), "f (read as utf-16-le)\nZürich"),
        (b"\xfe\xff" + "Zürich".encode("utf-16-be"), "f (read as utf-16-be)\nZürich"),
        ("a plain line".encode("utf-16-le"), "f (read as utf-16-le)\na plain line"),
        ("a plain line".encode("utf-16-be"), "f (read as utf-16-be)\na plain line"),
        ("Zürich".encode("utf-32"), "f (read as utf-32-le)\nZürich"),
        ("Zürich".encode("latin-1"), "f (read as windows-1252)\nZürich"),
        ("5 €".encode("windows-1252"), "f (read as windows-1252)\n5 €"),
        (b"\xfc\x81", "f (read as latin-1)\nü\x81"),
        ("日本".encode(), "日本"),
    ],
)
def test_a_file_is_read_in_its_encoding(context: ToolContext, data: bytes, shown: str) -> None:
    """One that is not UTF-8 is said to be what it was taken for."""
    (context.root / "f").write_bytes(data)

    assert read_file("f", context) == shown


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x02", b"%PDF-1.7\n", b"a\0b", b"\xff\x01\x02\x80", b"\xff\xfe\0\xd8"]
)
def test_what_is_no_text_in_any_encoding_is_refused(context: ToolContext, data: bytes) -> None:
    """Programs, documents, control characters, and half a surrogate pair."""
    (context.root / "f").write_bytes(data)

    with pytest.raises(ToolFailed, match="f is a binary file"):
        read_file("f", context)


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


def test_caches_and_others_state_are_not_listed(context: ToolContext) -> None:
    """They are there when they are named."""
    (context.root / ".git").mkdir()
    (context.root / ".git" / "HEAD").touch()
    (context.root / "only" / "__pycache__").mkdir(parents=True)

    assert ".git" not in list_files(context)
    assert list_files(context, ".git") == "HEAD"
    assert list_files(context, "only") == "only has only __pycache__/."


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


def test_a_file_that_changed_since_it_was_read_is_not_overwritten(context: ToolContext) -> None:
    """What somebody else wrote in between would be lost; reading it again makes it known."""
    read_file("a.txt", context)
    (context.root / "a.txt").write_text("theirs")

    with pytest.raises(ToolFailed, match=r"a\.txt has changed since it was last read"):
        write_file("a.txt", "ours", context)
    assert (context.root / "a.txt").read_text() == "theirs"
    read_file("a.txt", context)
    write_file("a.txt", "ours", context)
    write_file("a.txt", "ours again", context)


@pytest.mark.parametrize("path", [".git/hooks/pre-commit", ".GIT/config", "sub/.git/x", ".agent/x"])
def test_gits_and_the_runtimes_own_files_are_not_written(context: ToolContext, path: str) -> None:
    """A hook would be run by the user's next git command."""
    with pytest.raises(ModelRetry, match="where nothing may be written"):
        write_file(path, "x", context)


def test_the_preview_of_a_write_is_its_diff(context: ToolContext) -> None:
    """For a new file all of it, for a binary one the new text."""
    assert write_file.preview is not None
    changed = write_file.preview({"path": "a.txt", "text": "one\n2\nthree\n"}, context)
    assert changed.splitlines()[2:] == ["@@ -1,3 +1,3 @@", " one", "-two", "+2", " three"]
    assert "+new" in write_file.preview({"path": "new", "text": "new"}, context)
    (context.root / "b").write_bytes(b"\0")
    assert "binary" in write_file.preview({"path": "b", "text": "new"}, context)
    assert not (context.root / "new").exists()


def test_all_paths_of_a_file_are_one_resource() -> None:
    """So that two calls that write it do not overlap."""
    assert write_file.resource is not None
    names = {write_file.resource({"path": each}) for each in ("a/b", "./a//b", "a/c/../b")}
    assert names == {"a/b"}
    assert write_file.resource({"path": "../x"}) is None


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
