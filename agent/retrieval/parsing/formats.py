"""Which files are parsed, and what their text is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents."""

    name: str
    module: str
    """What parses it, in this package."""
    largest: int
    """Bytes of a file."""
    suffix: str
    """Its text is cut as a file with this suffix is."""


_PDF = Format("PDF", "pdf_pages", 50_000_000, ".txt")
_DOCX = Format("DOCX", "docx_pages", 50_000_000, ".md")
_HTML = Format("HTML", "html_pages", 10_000_000, ".md")

_FORMATS = {
    ".pdf": _PDF,
    ".docx": _DOCX,
    ".htm": _HTML,
    ".html": _HTML,
    ".xhtml": _HTML,
}


def format_of(source: str) -> Format | None:
    """The format of a document by its name; None where it is read as text."""
    return _FORMATS.get(PurePosixPath(source).suffix.lower())
