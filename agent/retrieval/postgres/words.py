"""Texts and queries as PostgreSQL's text search gets them.

Its own parser takes file names, addresses and hyphenated words for one word each. Words are cut
here, so that the same ones are found as in a file.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """The words of a text in lower case and without accents, one space apart."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(bare.casefold()))


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL does not take for text."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
