"""Files below the session's root: read, list, write."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from agent import ModelRetry, ToolContext, ToolFailed, tool

from .replacing import diff, file_components, replace, resource, writable_components
from .rooted import components, explained, folder, open_file
from .seen import note, require_unchanged
from .text import Text, decode

_LARGEST_FILE = 10_000_000
"""Bytes of a file that is read."""
_LONGEST_TEXT = 50_000
"""Characters that one call reads."""
LONGEST_WRITE = 1_000_000
"""Characters that one call writes."""
_MOST_ENTRIES = 1000
"""Names that one call lists."""
IGNORED = frozenset(
    (
        ".agent",
        ".git",
        ".hg",
        ".hypothesis",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "node_modules",
    )
)
"""What is neither listed nor searched unless it is named: others' state, caches, packages."""


@tool(read_only=True, idempotent=True, open_world=False)
def read_file(
    path: str, context: ToolContext, first_line: int = 1, last_line: int | None = None
) -> str:
    """Read a text file, or some of its lines.

    Args:
        path: The file, relative to the root folder.
        first_line: The first line to read, from 1.
        last_line: The last line to read; the end of the file if left out.
    """
    if first_line < 1 or (last_line is not None and last_line < first_line):
        raise ModelRetry("first_line must be at least 1 and last_line not before first_line.")
    data = read_bytes(path, context)
    read = decode(path, data)
    note(context, file_components(path), data)
    text = read.text
    lines = _lines(text)
    last = len(lines) if last_line is None else min(last_line, len(lines))
    if first_line > max(len(lines), 1):
        raise ModelRetry(f"{path} has {len(lines)} lines, so line {first_line} does not exist.")
    whole = first_line == 1 and last == len(lines)
    chosen = text if whole else "\n".join(lines[first_line - 1 : last])
    if len(chosen) > _LONGEST_TEXT:
        raise ModelRetry(
            f"Lines {first_line}-{last} of {path} have {len(chosen)} characters; at most "
            f"{_LONGEST_TEXT} can be read at once. Ask for fewer of its {len(lines)} lines."
        )
    if not lines:
        return f"{path} is empty."
    about = _about(read, "" if whole else f"lines {first_line}-{last} of {len(lines)}")
    return f"{path} ({about})\n{chosen}" if about else chosen


@tool(read_only=True, idempotent=True, open_world=False)
def list_files(context: ToolContext, path: str = ".") -> str:
    """List the files and folders in a folder. Names of folders end with a slash.

    Args:
        path: The folder, relative to the root folder.
    """
    with (
        explained(path),
        folder(context.root, components(path)) as opened,
        os.scandir(opened) as entries,
    ):
        found = sorted(_entry_name(each) for each in entries)
    names = [each for each in found if each.rstrip("/") not in IGNORED]
    if len(names) > _MOST_ENTRIES:
        names = [*names[:_MOST_ENTRIES], f"and {len(names) - _MOST_ENTRIES} more"]
    return "\n".join(names) or _nothing(path, found)


def preview(arguments: Mapping[str, Any], context: ToolContext) -> str:
    """What writing changes, as a unified diff. Raises what the call would raise."""
    path, text = str(arguments["path"]), str(arguments["text"])
    names = writable_components(path)
    before = _present(path, names, context)
    try:
        return diff(path, "" if before is None else decode(path, before).text, text)
    except ToolFailed as error:
        return f"{error} It is replaced by this text:\n{text}"


@tool(
    idempotent=True,
    resource=lambda arguments: resource(arguments.get("path")),
    preview=preview,
    open_world=False,
)
def write_file(path: str, text: str, context: ToolContext) -> str:
    """Write a text file. Replaces the file if it exists and creates missing folders.

    Args:
        path: The file, relative to the root folder.
        text: The whole new content.
    """
    if len(text) > LONGEST_WRITE:
        raise ModelRetry(
            f"The text has {len(text)} characters; at most {LONGEST_WRITE} can be written."
        )
    *folders, name = names = writable_components(path)
    data = text.encode("utf-8", "replace")
    require_unchanged(context, path, names, lambda: _present(path, names, context))
    with explained(path), folder(context.root, folders, create=True) as parent:
        existed = replace(parent, name, data)
    note(context, names, data)
    return f"{'Replaced' if existed else 'Created'} {path} ({len(text)} characters)."


FILES = (list_files, read_file, write_file)


def read_bytes(path: str, context: ToolContext) -> bytes:
    """A file's content. Raises ToolFailed or ModelRetry, with the reason, when it has none."""
    *folders, name = file_components(path)
    with (
        explained(path),
        folder(context.root, folders) as parent,
        os.fdopen(open_file(parent, name), "rb") as file,
    ):
        data = file.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        raise ToolFailed(f"{path} is larger than {_LARGEST_FILE:,} bytes and cannot be read.")
    return data


def _present(path: str, names: list[str], context: ToolContext) -> bytes | None:
    """What a file that is to be written has now; None when there is none."""
    *folders, name = names
    with (
        explained(path),
        suppress(FileNotFoundError),
        folder(context.root, folders) as parent,
        os.fdopen(open_file(parent, name), "rb") as file,
    ):
        return file.read()
    return None


def _about(read: Text, lines: str) -> str:
    """What the model has to know of the text above it: where it is from, and how it was read."""
    encoding = "" if read.encoding == "utf-8" else f"read as {read.encoding}"
    return ", ".join(each for each in (lines, encoding) if each)


def _nothing(path: str, left_out: list[str]) -> str:
    if not left_out:
        return f"{path} is empty."
    return f"{path} has only {', '.join(left_out)}."


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _entry_name(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name
