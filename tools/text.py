"""Which text a file's bytes are, and the bytes for a changed text in the same encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from agent import ToolFailed

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x7fELF", "an ELF program"),
    (b"SQLite format 3\0", "an SQLite database"),
)
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\b\x1b")
_LEGACY = "windows-1252"
"""What a text that is no Unicode is read as, with latin-1 for the five bytes it lacks."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, and what its bytes were."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""
    """The byte-order mark, which is not part of the text."""

    def encoded(self, text: str) -> bytes:
        """Another text as this file's bytes would be. Raises UnicodeEncodeError."""
        return self.mark + text.encode(self.encoding)


def decode(path: str, data: bytes) -> Text:
    """The text of a file: UTF-8, UTF-16 or UTF-32, else windows-1252 or latin-1.

    A mark decides; without one, valid UTF-8 without NUL is UTF-8, and NUL in nearly every second
    byte is UTF-16. Other data without control characters is taken for windows-1252.

    Raises ToolFailed, with what the file seems to be, when it is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (text := _as(data[len(mark) :], encoding)) is not None:
            return Text(text, encoding, mark)
    if data.startswith(tuple(signature for signature, _ in _SIGNATURES)):
        raise _binary(path, data)
    for encoding in _candidates(data):
        if (text := _as(data, encoding)) is not None:
            return Text(text, encoding)
    raise _binary(path, data)


def _candidates(data: bytes) -> tuple[str, ...]:
    if b"\0" in data:
        return _wide(data)
    if not _CONTROLS.isdisjoint(data):
        return ("utf-8",)
    return ("utf-8", _LEGACY, "latin-1")


def _wide(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: mostly ASCII, so that one half of the bytes is nearly all NUL."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    half = len(data) / 2
    if len(data) % 2 or max(even, odd) < 0.7 * half or min(even, odd) > 0.05 * half:
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _as(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _binary(path: str, data: bytes) -> ToolFailed:
    kind = next((f", {name}" for mark, name in _SIGNATURES if data.startswith(mark)), "")
    return ToolFailed(
        f"{path} is a binary file ({len(data)} bytes{kind}) and cannot be read as text."
    )
