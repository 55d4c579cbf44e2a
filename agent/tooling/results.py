"""What a tool returned, as text where it is any."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import to_jsonable_python

from agent.engine.wire import unicode_text
from agent.types import ToolFailure

_LONGEST = 500
"""Characters of an exception's message."""


def read_result(value: Any) -> str | bytes | ToolFailure:
    """Text as it is, nothing as `Done.`, everything that JSON can express as JSON.

    Bytes are text if they are UTF-8 without NUL, which no text file has; else they stay bytes.
    """
    if isinstance(value, str):
        return unicode_text(str.__str__(value))
    if value is None:
        return "Done."
    if isinstance(value, bytes | bytearray | memoryview):
        return _decoded(memoryview(value).tobytes())
    try:
        return unicode_text(json.dumps(to_jsonable_python(value), ensure_ascii=False))
    except Exception as error:  # noqa: BLE001 - the value's own serialiser may raise anything
        return ToolFailure(
            "tool_failed",
            f"The tool returned a {type(value).__name__}, not text or JSON: {crash_text(error)}",
        )


def _decoded(content: bytes) -> str | bytes:
    try:
        return content if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return content


def words(error: BaseException) -> str:
    """What an exception says."""
    try:
        return unicode_text(str(error))
    except Exception:  # noqa: BLE001 - `__str__` is the tool author's too
        return "(no message)"


def crash_text(error: BaseException) -> str:
    """An exception's type and message, on one line and short."""
    text = " ".join(words(error).split())
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f"{type(error).__name__}: {short}" if short else type(error).__name__


def sentence(text: str) -> str:
    """The text with a full stop, if it ends without one."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
