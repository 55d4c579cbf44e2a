"""`find_in_files`: lines that hold a text or match a regular expression."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from agent import ModelRetry, ToolContext, ToolFailed, tool

from .processes import Ended, Limits, run
from .rooted import components, explained, folder
from .sandbox import PATH
from .text import decode
from .walking import OpenFile, batch, walk

_MATCHER = Path(__file__).with_name("matching.py")
_LONGEST_TEXT = 1000
"""Characters that are searched for."""
_LONGEST_LINE = 300
"""Characters of a line that are shown."""
_LARGEST_FILE = 5_000_000
"""Bytes of a file that is searched."""
_MOST_FILES = 50_000
_MOST_MATCHES = 200
_MOST_OF_A_FILE = 50
_SECONDS = 30.0
_BATCH = 400
"""Files that are open at a time: systems allow 1,024."""


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A line that was found."""

    path: str
    number: int
    line: str

    def __str__(self) -> str:
        line = self.line.rstrip("\r")
        shown = line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"
        return f"{self.path}:{self.number}: {shown}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for."""

    text: str
    regex: bool
    ignore_case: bool


@tool(read_only=True, idempotent=True, open_world=False, timeout=_SECONDS + 10)
def find_in_files(
    text: str,
    context: ToolContext,
    path: str = ".",
    files: str = "",
    regex: bool = False,
    ignore_case: bool = False,
) -> str:
    """Find the lines that hold a text, in all files below a folder but those that .gitignore names. Returns path, line number and line.

    Args:
        text: The text to find, or a regular expression.
        path: The folder to search in, relative to the root folder.
        files: Only files with such a name or path, such as *.py or docs/*.md.
        regex: Take the text as a regular expression.
        ignore_case: Take capital and small letters as the same.
    """  # noqa: E501 - the model reads the description as it stands, on one line
    if not text or len(text) > _LONGEST_TEXT or "\n" in text or "\0" in text:
        raise ModelRetry(f"text must be one line of 1 to {_LONGEST_TEXT} characters.")
    wanted = Wanted(text, regex, ignore_case)
    with explained(path), folder(context.root, components(path)) as top:
        return _search(wanted, top, files, context.cancelled)


def _search(wanted: Wanted, top: int, pattern: str, cancelled: threading.Event) -> str:
    until = time.monotonic() + _SECONDS
    matches: list[Match] = []
    searched = 0
    with closing(walk(top, pattern)) as files:
        while searched < _MOST_FILES and len(matches) <= _MOST_MATCHES:
            if cancelled.is_set():
                raise ToolFailed("The search was stopped.")
            with batch(files, _BATCH) as opened:
                if not opened:
                    break
                searched += len(opened)
                small = [each for each in opened if _size(each) <= _LARGEST_FILE]
                matches += _matches(wanted, small, until - time.monotonic())
    return _shown(wanted, matches, searched)


def _matches(wanted: Wanted, files: list[OpenFile], seconds: float) -> list[Match]:
    if seconds <= 0:
        raise _too_long()
    if not files:
        return []
    if wanted.regex:
        return _by_expression(wanted, files, seconds)
    return list(_by_text(wanted, files))


def _by_text(wanted: Wanted, files: list[OpenFile]) -> Iterator[Match]:
    fold = str.casefold if wanted.ignore_case else str
    text = fold(wanted.text)
    for each in files:
        try:
            content = decode(each.path, os.pread(each.descriptor, _LARGEST_FILE, 0)).text
        except (ToolFailed, OSError):
            continue
        if text not in fold(content):
            continue
        found = 0
        for number, line in enumerate(content.split("\n"), 1):
            if text in fold(line) and found < _MOST_OF_A_FILE:
                found += 1
                yield Match(each.path, number, line)


def _by_expression(wanted: Wanted, files: list[OpenFile], seconds: float) -> list[Match]:
    names = {f"{each.descriptor}": each.path for each in files}
    running = run(
        _command(wanted, list(names)),
        folder="/",
        limits=Limits(seconds, output=2_000_000),
        environment={"PATH": PATH, "LANG": "C.UTF-8"},
        descriptors=[each.descriptor for each in files],
    )
    ended = asyncio.run(running)  # in the thread of this call, which has no event loop
    if ended.how == "timeout":
        raise _too_long()
    if ended.how != "exit" or ended.status not in (0, 1):
        raise ModelRetry(f"{wanted.text} is no regular expression: {_complaint(ended)}")
    return list(_read(ended, names))


def _command(wanted: Wanted, descriptors: list[str]) -> list[str]:
    """Ripgrep, which never takes long, or our own program in its place."""
    ripgrep = _ripgrep()
    if ripgrep is None:
        case = "1" if wanted.ignore_case else "0"
        matcher = [sys.executable, "-I", "-S", str(_MATCHER), wanted.text, case]
        return [*matcher, str(_MOST_OF_A_FILE), *descriptors]
    return [
        ripgrep,
        "--no-config",
        "--no-messages",
        "--line-number",
        "--with-filename",
        "--null",
        "--no-heading",
        "--color=never",
        "--max-columns=1000",
        "--max-columns-preview",
        "--max-count",
        str(_MOST_OF_A_FILE),
        *(["--ignore-case"] if wanted.ignore_case else []),
        "--sort=none",
        "--regexp",
        wanted.text,
        "--",
        *(f"/dev/fd/{each}" for each in descriptors),
    ]


def _ripgrep() -> str | None:
    return shutil.which("rg")


def _read(ended: Ended, names: dict[str, str]) -> Iterator[Match]:
    """What the program printed; its other words, as on binary files, are left out."""
    for each in ended.output.decode(errors="replace").split("\n"):
        name, _, rest = each.partition("\0")
        number, _, line = rest.partition(":")
        path = names.get(name.rpartition("/")[2])
        if path is not None and number.isdecimal():
            yield Match(path, int(number), line)


def _shown(wanted: Wanted, found: list[Match], searched: int) -> str:
    if not found:
        return f"No line of {searched} files has {wanted.text}."
    more = len(found) > _MOST_MATCHES
    end = [f"and more: only {_MOST_MATCHES} lines are shown"] if more else []
    if searched >= _MOST_FILES:
        end.append(f"only {_MOST_FILES} files were searched")
    return "\n".join([*map(str, sorted(found[:_MOST_MATCHES])), *end])


def _size(file: OpenFile) -> int:
    return os.fstat(file.descriptor).st_size


def _complaint(ended: Ended) -> str:
    words = " ".join(ended.output.decode(errors="replace").split())
    return words[:500] or "it could not be used"


def _too_long() -> ToolFailed:
    return ToolFailed(
        f"The search took longer than {_SECONDS:g} s. Search in a smaller folder, name the files, "
        "or use a simpler expression."
    )
