"""`edit_file`: one passage of a file exchanged for another."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from agent import ModelRetry, ToolContext, ToolFailed, tool

from .files import LONGEST_WRITE, read_bytes
from .replacing import diff, replace, resource, writable_components
from .rooted import explained, folder, open_file
from .seen import note, require_unchanged
from .text import Text, decode


def preview(arguments: Mapping[str, Any], context: ToolContext) -> str:
    """The change as a unified diff. Raises what the call would raise."""
    path = str(arguments["path"])
    before = decode(path, read_bytes(path, context))
    after = _exchanged(
        path, before, arguments["old"], arguments["new"], arguments.get("all", False)
    )
    return diff(path, before.text, after)


@tool(
    resource=lambda arguments: resource(arguments.get("path")),
    preview=preview,
    open_world=False,
)
def edit_file(path: str, old: str, new: str, context: ToolContext, all: bool = False) -> str:  # noqa: A002
    """Replace a passage of a text file. The passage must be in the file exactly once, unless all of them are meant.

    Args:
        path: The file, relative to the root folder.
        old: The passage to replace, exactly as it is in the file, with its line breaks and spaces.
        new: What takes its place.
        all: Replace every occurrence.
    """  # noqa: E501 - the model reads the description as it stands, on one line
    *folders, name = names = writable_components(path)
    with explained(path), folder(context.root, folders) as parent:
        with os.fdopen(open_file(parent, name), "rb") as file:
            data = file.read()
        require_unchanged(context, path, names, lambda: data)
        before = decode(path, data)
        after = _exchanged(path, before, old, new, all)
        changed = _encoded(path, before, after)
        replace(parent, name, changed)
        note(context, names, changed)
    times = before.text.count(_as_in(before.text, old)) if all else 1
    return f"Replaced {times} passage{'s' if times > 1 else ''} in {path}."


def _exchanged(path: str, before: Text, old: str, new: str, every: bool) -> str:
    text, old, new = before.text, _as_in(before.text, old), _as_in(before.text, new)
    if not old:
        raise ModelRetry("old is empty. Give the passage to replace.")
    if old == new:
        raise ModelRetry("old and new are the same, so there is nothing to change.")
    times = text.count(old)
    if times == 0:
        raise ModelRetry(
            f"The passage is not in {path}. Read the file and copy the passage exactly."
        )
    if times > 1 and not every:
        lines = ", ".join(map(str, _lines_of(text, old)))
        raise ModelRetry(
            f"The passage is in {path} {times} times, at lines {lines}. Give more of the text "
            "around the one that you mean, or set all to true."
        )
    after = text.replace(old, new)
    if len(after) > max(LONGEST_WRITE, len(text)):
        raise ModelRetry(
            f"{path} would have {len(after)} characters; at most {LONGEST_WRITE} can be written."
        )
    return after


def _as_in(text: str, passage: str) -> str:
    """The passage with the line breaks of the text: a model writes `\\n` where there is CRLF."""
    if "\r\n" in text and "\r\n" not in passage:
        return passage.replace("\n", "\r\n")
    return passage


def _lines_of(text: str, passage: str, most: int = 10) -> list[int]:
    lines: list[int] = []
    at = text.find(passage)
    while at >= 0 and len(lines) < most:
        lines.append(text.count("\n", 0, at) + 1)
        at = text.find(passage, at + len(passage))
    return lines


def _encoded(path: str, before: Text, after: str) -> bytes:
    try:
        return before.encoded(after)
    except UnicodeEncodeError as error:
        raise ToolFailed(
            f"{path} is {before.encoding}, which has no {after[error.start]!r}. "
            "Nothing was written."
        ) from error
