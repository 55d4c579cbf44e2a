"""What ignore files leave out of an index, beside what git says of the same files."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.retrieval.ignoring import ignoring_above
from agent.retrieval.walking import Passing, walk


def made(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def walked(folder: Path, root: Path) -> list[str]:
    found = walk(folder, ignoring_above(folder, root), Passing())
    return sorted(found)


HARD = {
    ".gitignore": "*.log\n/build/\n!keep.log\ndocs/**/draft-*\n\\#odd\ntrailing \nnotes.txt\n",
    "a.log": "",
    "keep.log": "",
    "#odd": "",
    "trailing": "",
    "notes.txt": "",
    "build/out.txt": "",
    "sub/build/out.txt": "",
    "docs/draft-1.md": "",
    "docs/x/y/draft-2.md": "",
    "docs/x/final.md": "",
    "sub/.gitignore": "!notes.txt\n*.md\n",
    "sub/notes.txt": "",
    "sub/deep/a.md": "",
    "sub/deep/b.txt": "",
}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_repository_s_files_are_those_that_git_would_add(tmp_path: Path) -> None:
    root = made(tmp_path, HARD)
    git = ["git", "-C", str(root)]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "--others", "--exclude-standard", "-z"],
        capture_output=True,
        text=True,
        check=True,
    )
    visible = [name for name in listed.stdout.split("\0") if name and "/." not in f"/{name}"]
    assert walked(root, root) == sorted(visible)


def test_the_ignore_file_of_this_program_decides_over_git_s(tmp_path: Path) -> None:
    root = made(
        tmp_path,
        {
            ".gitignore": "generated.md\nboth.md\n",
            ".ignore": "!both.md\ncommon.md\n",
            ".agentignore": "!generated.md\n",
            "generated.md": "",
            "both.md": "",
            "common.md": "",
        },
    )
    assert walked(root, root) == ["both.md", "generated.md"]


def test_what_folders_above_say_counts_up_to_the_project(tmp_path: Path) -> None:
    made(tmp_path, {".gitignore": "a.md\n", "project/.gitignore": "b.md\n"})
    docs = made(tmp_path / "project" / "docs", {"a.md": "", "b.md": "", "c.md": ""})
    assert walked(docs, tmp_path / "project") == ["a.md", "c.md"]


def test_a_folder_that_is_ignored_is_walked_where_it_is_named(tmp_path: Path) -> None:
    made(tmp_path, {".gitignore": "out/\n"})
    out = made(tmp_path / "out", {"a.md": ""})
    assert walked(tmp_path, tmp_path) == []
    assert walked(out, tmp_path) == ["a.md"]


def test_a_pattern_that_is_none_ignores_nothing(tmp_path: Path) -> None:
    root = made(tmp_path, {".gitignore": "[z-a\n!\n***/[\na.md\n", "a.md": "", "b.md": ""})
    assert "b.md" in walked(root, root)
    assert "a.md" not in walked(root, root)


def test_a_hostile_pattern_does_not_hold_up_the_walk(tmp_path: Path) -> None:
    """As a regular expression that is tried at every place, one of these takes years."""
    stars = "*a" * 40 + "*b"
    root = made(tmp_path, {".gitignore": f"{stars}\n**/{stars}/**\n", "a" * 250: "", "b.md": ""})
    began = time.process_time()

    assert walked(root, root) == ["a" * 250, "b.md"]
    assert time.process_time() - began < 1


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_stars_find_what_they_find_in_git(tmp_path: Path) -> None:
    names = ("ab", "axb", "axxbxb", "xab", "abx", "aab", "a.b", "acb", "bca", "abcabc", "a]b", "b")
    patterns = ("a*b", "*a*b", "a?*b", "a*b*b", "*[!a]b", "*c*b*", "***b", "a*\\]*", "*ab*ab*")
    made(tmp_path, dict.fromkeys(names, ""))
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for pattern in patterns:
        (tmp_path / ".gitignore").write_text(f"{pattern}\n.gitignore\n")
        listed = ["git", "-C", tmp_path, "ls-files", "-o", "--exclude-standard"]
        seen = subprocess.run(listed, capture_output=True, text=True, check=True).stdout

        assert walked(tmp_path, tmp_path) == sorted(seen.splitlines()), pattern
