"""What may be shown on a terminal."""

from __future__ import annotations

import re

# Control characters but newline and tab, the marks that turn the direction of text, and surrogates,
# which stand for bytes of file names that are no text and have no UTF-8.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """`text` without what a terminal would obey instead of show.

    A model, a tool or a document could otherwise move the cursor, set the window's title, write to
    the clipboard or make a command look like another.
    """
    return _UNSAFE.sub("", text)


def escaped(json_text: str) -> str:
    """The same JSON value with such characters written as `\\uXXXX`."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)
