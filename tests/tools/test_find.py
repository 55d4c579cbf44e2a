"""`find_in_files`: with ripgrep or without, and never for long."""

from __future__ import annotations

import asyncio
import importlib
import os
import secrets
import shutil
import time
from pathlib import Path

import pytest

from agent import ModelRetry, ToolContext, ToolFailed
from agent.tools.find import find_in_files
from tests.tooling.recorder import Recorder, call
from tests.tools.conftest import SECRET, wait_for_processes, wait_until_gone

find = importlib.import_module("agent.tools.find")


@pytest.fixture(params=["ripgrep", "own"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both programs that search for expressions."""
    if request.param == "own":
        monkeypatch.setattr(find, "_ripgrep", lambda: None)
    elif shutil.which("rg") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ripgrep is not installed: run scripts/setup-system")
        pytest.skip("ripgrep is not installed")
    return str(request.param)


@pytest.fixture
def tree(context: ToolContext) -> ToolContext:
    root = context.root
    (root / "sub" / "deep").mkdir()
    (root / "sub" / "deep" / "c.py").write_text("def seven():\n    return 7\n")
    (root / "sub" / "d:1.md").write_text("Seven of them.\n")
    (root / "node_modules").mkdir()
    (root / "node_modules" / "x.py").write_text("seven")
    (root / "binary").write_bytes(b"seven\0")
    (root / "wide").write_bytes("seven wide\n".encode("utf-16"))
    return context


def test_a_text_is_found_with_its_place(tree: ToolContext) -> None:
    """In every folder but those of packages and caches, and in no binary file."""
    assert find_in_files("seven", tree).split("\n") == [
        "sub/deep/c.py:1: def seven():",
        "wide:1: seven wide",
    ]


def test_case_can_be_ignored(tree: ToolContext) -> None:
    """Only when that is asked for."""
    found = find_in_files("SEVEN", tree, ignore_case=True, path="sub")
    assert found.split("\n") == ["d:1.md:1: Seven of them.", "deep/c.py:1: def seven():"]
    assert find_in_files("SEVEN", tree, path="sub") == "No line of 3 files has SEVEN."


def test_what_gitignore_names_is_left_out(context: ToolContext) -> None:
    """The nearest file decides; odd lines are no harm; a folder that is asked for is searched."""
    for name in ("a.log", "keep.log", "build/x.py", "sub/build.py", "sub/a.log", "sub/b.txt"):
        (context.root / name).parent.mkdir(exist_ok=True)
        (context.root / name).write_text("seven")
    (context.root / ".gitignore").write_bytes(b"*.log\n!keep.log\n/build/\n!\n# x\n\xff\n")
    (context.root / "sub" / ".gitignore").write_text("!a.log\nb.txt\n")
    found = find_in_files("seven", context).split("\n")
    assert found == ["keep.log:1: seven", "sub/a.log:1: seven", "sub/build.py:1: seven"]
    assert find_in_files("seven", context, path="build") == "x.py:1: seven"


def test_a_gitignore_that_is_a_link_or_a_folder_says_nothing(context: ToolContext) -> None:
    """Nothing outside the root is read for it."""
    (context.root.parent / "ignoring").write_text("*.txt")
    (context.root / ".gitignore").symlink_to(context.root.parent / "ignoring")
    (context.root / "sub" / ".gitignore").mkdir(parents=True)
    (context.root / "sub" / "b.txt").write_text("seven")
    assert find_in_files("seven", context) == "sub/b.txt:1: seven"


@pytest.mark.parametrize("pattern", ["*.py", "sub/deep/*", "c.*"])
def test_files_are_chosen_by_name_or_path(tree: ToolContext, pattern: str) -> None:
    """A glob for either."""
    assert find_in_files("seven", tree, files=pattern) == "sub/deep/c.py:1: def seven():"


def test_an_expression_is_found_by_either_program(tree: ToolContext, engine: str) -> None:
    """With the same answer."""
    found = find_in_files(r"^\s+return \d$", tree, regex=True)
    assert found == "sub/deep/c.py:2:     return 7"
    found = find_in_files("s[e]ven", tree, regex=True, ignore_case=True, files="*.*")
    assert found.split("\n") == ["sub/d:1.md:1: Seven of them.", "sub/deep/c.py:1: def seven():"]


def test_a_wrong_expression_is_told(tree: ToolContext, engine: str) -> None:
    """In the words of the program that read it."""
    with pytest.raises(ModelRetry, match=r"\(a is no regular expression: .*(unclosed|missing)"):
        find_in_files("(a", tree, regex=True)


def test_a_catastrophic_expression_is_ended(
    tree: ToolContext, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ripgrep is linear; our own program is stopped, and the event loop goes on meanwhile."""
    (tree.root / "evil").write_text("a" * 50 + "b\n")
    began = time.monotonic()
    if engine == "own":
        monkeypatch.setattr(find, "_SECONDS", 0.5)
        with pytest.raises(ToolFailed, match=r"longer than 0\.5 s"):
            find_in_files("^(a+)+$", tree, regex=True)
    else:
        assert "No line" in find_in_files("^(a+)+$", tree, regex=True)
    assert time.monotonic() - began < 30  # of years


@pytest.mark.parametrize("text", ["", "a\nb", "a\0b", "x" * 1001])
def test_what_no_line_can_have_is_asked_for_again(tree: ToolContext, text: str) -> None:
    """Nothing, several lines, too much."""
    with pytest.raises(ModelRetry, match="text must be one line of 1 to 1000"):
        find_in_files(text, tree)


def test_many_matches_and_long_lines_are_cut(context: ToolContext) -> None:
    """And it is said that there are more."""
    for number in range(6):
        (context.root / f"{number}.log").write_text(f"seven {'x' * 400}\n" * 45)
    lines = find_in_files("seven", context).split("\n")
    assert len(lines) == 201
    assert lines[-1] == "and more: only 200 lines are shown"
    assert lines[0].endswith("…")
    assert len(lines[0]) < 320


def test_links_lead_nowhere(tree: ToolContext, engine: str, tmp_path: Path) -> None:
    """Neither a folder's nor a file's, whoever searches."""
    (tree.root / "link").symlink_to(tmp_path / "secret")
    (tree.root / "folder").symlink_to(tmp_path)
    os.mkfifo(tree.root / "fifo")
    for regex in (True, False):
        assert "No line" in find_in_files(SECRET, tree, regex=regex)


def test_no_descriptor_stays_open(tree: ToolContext, engine: str) -> None:
    """Of folders, files and programs."""
    find_in_files("seven", tree, regex=True)
    before = len(list(Path("/dev/fd").iterdir()))
    for number in range(10):
        (tree.root / f"{number}.txt").write_text("seven\n")
    find_in_files("seven", tree, regex=True)
    find_in_files("seven", tree)
    assert len(list(Path("/dev/fd").iterdir())) == before


async def test_stopping_the_search_stops_its_program(
    tree: ToolContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although it runs in a thread, which nobody can stop."""
    monkeypatch.setattr(find, "_ripgrep", lambda: None)
    (tree.root / "evil").write_text("a" * 50 + "b\n")
    mark = f"(a|{secrets.token_hex(6)})"
    monkeypatch.chdir(tree.root)  # the root of the recorder's calls
    recorder = Recorder(find_in_files)
    wanted = {"text": f"^({mark}+)+$", "regex": True, "path": "."}
    running = asyncio.ensure_future(recorder.run(call("find_in_files", **wanted)))
    await asyncio.to_thread(wait_for_processes, mark, 2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.to_thread(wait_until_gone, mark)
