"""From the bytes of a text file to its text."""

from __future__ import annotations

_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_UNMARKED_UTF16 = ("utf-16-le", "utf-16-be")


class Undecodable(Exception):
    """A text whose encoding cannot be told; the message says what to do."""


def is_binary(head: bytes) -> bool:
    """Whether a file that begins so is no text: it has a NUL, and is not UTF-16."""
    return b"\0" in head and not head.startswith(_UTF16) and _unmarked(head) is None


def decode(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark or where its first signs are plain text without it.

    A NUL is replaced: no text means one.

    Raises:
        Undecodable: it is something else.
    """
    encoding = "utf-16" if data.startswith(_UTF16) else _unmarked(data[:1024]) or "utf-8-sig"
    try:
        return data.decode(encoding).replace("\0", "\N{REPLACEMENT CHARACTER}")
    except UnicodeDecodeError as error:
        named = "UTF-8" if encoding == "utf-8-sig" else "UTF-8 or UTF-16"
        raise Undecodable(
            f"not {named} text (byte {error.start}): save it as UTF-8, or leave it out with "
            "a line in .agentignore"
        ) from error


def _unmarked(head: bytes) -> str | None:
    """The byte order of UTF-16 without its mark, where every second byte of much is a NUL."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) or max(even, odd) * 4 < len(head):
        return None
    encoding = _UNMARKED_UTF16[even > odd]
    text = head[: len(head) // 2 * 2].decode(encoding, errors="replace")
    return encoding if all(line.isprintable() for line in _spaced(text)) else None


def _spaced(text: str) -> list[str]:
    return text.replace("\t", " ").splitlines()
