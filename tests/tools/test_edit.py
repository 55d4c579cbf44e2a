"""`edit_file`: one passage exchanged, exactly, or nothing at all."""

from __future__ import annotations

from typing import Any

import pytest

from agent import ModelRetry, ToolContext, ToolFailed
from agent.tools.edit import edit_file
from agent.tools.files import read_file


def test_the_passage_is_exchanged_and_the_rest_stays(context: ToolContext) -> None:
    """Permissions too."""
    (context.root / "a.txt").chmod(0o640)

    assert edit_file("a.txt", "two\n", "2\n", context) == "Replaced 1 passage in a.txt."
    assert (context.root / "a.txt").read_text() == "one\n2\nthree\n"
    assert (context.root / "a.txt").stat().st_mode & 0o777 == 0o640


def test_a_passage_that_is_there_twice_must_be_made_unique(context: ToolContext) -> None:
    """The model is told where they are, and `all` takes them all."""
    (context.root / "b").write_text("x = 1\ny = 2\nx = 1\n")

    with pytest.raises(ModelRetry, match="in b 2 times, at lines 1, 3"):
        edit_file("b", "x = 1", "x = 3", context)
    assert edit_file("b", "x = 1", "x = 3", context, all=True) == "Replaced 2 passages in b."
    assert (context.root / "b").read_text() == "x = 3\ny = 2\nx = 3\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("four", "4", r"The passage is not in a\.txt"),
        ("", "4", "old is empty"),
        ("one", "one", "nothing to change"),
        ("one", "x" * 1_000_001, "at most 1000000 can be written"),
    ],
)
def test_an_edit_that_cannot_be_made_is_asked_for_again(
    context: ToolContext, old: str, new: str, reason: str
) -> None:
    """And leaves the file as it was."""
    with pytest.raises(ModelRetry, match=reason):
        edit_file("a.txt", old, new, context)
    assert (context.root / "a.txt").read_text() == "one\ntwo\nthree\n"


def test_a_file_that_changed_since_it_was_read_is_a_conflict(context: ToolContext) -> None:
    """In this session; another one has not read it and may edit what is there."""
    read_file("sub/../a.txt", context)
    (context.root / "a.txt").write_text("one\ntheirs\n")

    with pytest.raises(ToolFailed, match="has changed since"):
        edit_file("a.txt", "one", "1", context)
    other = ToolContext("other", "call", context.root)
    edit_file("a.txt", "one", "1", other)
    assert (context.root / "a.txt").read_text() == "1\ntheirs\n"


def test_one_edit_after_another_is_no_conflict(context: ToolContext) -> None:
    """The session knows what it wrote."""
    read_file("a.txt", context)
    edit_file("a.txt", "one", "1", context)
    edit_file("a.txt", "two", "2", context)
    assert (context.root / "a.txt").read_text() == "1\n2\nthree\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nC\r\n"),
        (b"\xef\xbb\xbfa\nb\nc\n", b"\xef\xbb\xbfa\nB\nC\n"),
        ("a\nb\nc\n".encode("utf-16"), b"\xff\xfe" + "a\nB\nC\n".encode("utf-16-le")),
        (b"\xfc\nb\nc\n", b"\xfc\nB\nC\n"),
    ],
)
def test_line_breaks_and_encoding_stay_what_they_were(
    context: ToolContext, before: bytes, after: bytes
) -> None:
    """Although the model writes `\\n` and Unicode."""
    (context.root / "f").write_bytes(before)

    edit_file("f", "b\nc", "B\nC", context)
    assert (context.root / "f").read_bytes() == after


def test_a_sign_that_the_encoding_lacks_is_refused(context: ToolContext) -> None:
    """Rather than written as something else."""
    (context.root / "f").write_bytes(b"Z\xfcrich")

    with pytest.raises(ToolFailed, match="f is windows-1252, which has no '京'"):
        edit_file("f", "rich", "京", context)
    assert (context.root / "f").read_bytes() == b"Z\xfcrich"


def test_gits_own_files_are_not_edited(context: ToolContext) -> None:
    """As they are not written."""
    (context.root / ".git").mkdir()
    (context.root / ".git" / "config").write_text("[core]")

    with pytest.raises(ModelRetry, match="where nothing may be written"):
        edit_file(".git/config", "[core]", "[x]", context)


def test_the_preview_is_the_diff(context: ToolContext) -> None:
    """Exactly what would be written, or the reason why nothing would."""
    assert edit_file.preview is not None
    arguments: dict[str, Any] = {"path": "a.txt", "old": "two", "new": "2"}
    assert edit_file.preview(arguments, context).splitlines()[-4:] == [
        " one",
        "-two",
        "+2",
        " three",
    ]
    with pytest.raises(ModelRetry):
        edit_file.preview({**arguments, "old": "four"}, context)
    assert (context.root / "a.txt").read_text() == "one\ntwo\nthree\n"
