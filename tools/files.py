"""Files below the session's root: read, list, write."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from agent import ModelRetry, ToolContext, ToolFailed, tool

from .rooted import (
    components,
    explained,
    folder,
    open_file,
    require_regular,
)

_LARGEST_FILE = 10_000_000
"""Bytes of a file that is read."""
_LONGEST_TEXT = 50_000
"""Characters that one call reads."""
_LONGEST_WRITE = 1_000_000
"""Characters that one call writes."""
_MOST_ENTRIES = 1000
"""Names that one call lists."""


@tool(read_only=True, idempotent=True)
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
    text = _decoded(path, _read(path, context))
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
    return chosen if whole else f"{path} (lines {first_line}-{last} of {len(lines)})\n{chosen}"


@tool(read_only=True, idempotent=True)
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
        names = sorted(_entry_name(each) for each in entries)
    if len(names) > _MOST_ENTRIES:
        names = [*names[:_MOST_ENTRIES], f"and {len(names) - _MOST_ENTRIES} more"]
    return "\n".join(names) or f"{path} is empty."


@tool(idempotent=True)
def write_file(path: str, text: str, context: ToolContext) -> str:
    """Write a text file. Replaces the file if it exists and creates missing folders.

    Args:
        path: The file, relative to the root folder.
        text: The whole new content.
    """
    if len(text) > _LONGEST_WRITE:
        raise ModelRetry(
            f"The text has {len(text)} characters; at most {_LONGEST_WRITE} can be written."
        )
    *folders, name = _file_components(path)
    with (
        explained(path),
        folder(context.root, folders, create=True) as parent,
    ):
        existed = _replace(parent, name, text.encode())
    return f"{'Replaced' if existed else 'Created'} {path} ({len(text)} characters)."


FILES = (list_files, read_file, write_file)


def _file_components(path: str) -> list[str]:
    names = components(path)
    if not names or path.endswith("/"):
        raise ModelRetry(f"{path or 'The empty path'} names a folder. Give the path of a file.")
    return names


def _read(path: str, context: ToolContext) -> bytes:
    *folders, name = _file_components(path)
    with (
        explained(path),
        folder(context.root, folders) as parent,
        os.fdopen(open_file(parent, name), "rb") as file,
    ):
        data = file.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        raise ToolFailed(f"{path} is larger than {_LARGEST_FILE:,} bytes and cannot be read.")
    return data


def _decoded(path: str, data: bytes) -> str:
    if b"\0" in data:
        raise ToolFailed(f"{path} is a binary file ({len(data)} bytes) and cannot be read as text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ToolFailed(
            f"{path} is not UTF-8 text (byte {error.start}) and cannot be read."
        ) from error


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _entry_name(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name


def _replace(parent: int, name: str, data: bytes) -> bool:
    """Puts the data in place of the file in one step; true if there was one. Raises OSError."""
    mode = _mode_of(parent, name)
    with _temporary(parent) as (temporary, opened):
        with os.fdopen(opened, "wb") as file:
            file.write(data)
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(temporary, name, src_dir_fd=parent, dst_dir_fd=parent)
    return mode is not None


def _mode_of(parent: int, name: str) -> int | None:
    """The permissions of the regular file of this name, None when there is nothing."""
    try:
        status = os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None
    require_regular(status)
    return stat.S_IMODE(status.st_mode)


@contextmanager
def _temporary(parent: int) -> Iterator[tuple[str, int]]:
    """A new file beside the one to replace, gone afterwards if it was not moved."""
    name = f".{secrets.token_hex(8)}.tmp"
    opened = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=parent)
    try:
        yield name, opened
    except BaseException:
        os.unlink(name, dir_fd=parent)
        raise
