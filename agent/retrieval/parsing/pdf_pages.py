"""PDF, by pypdf: a page after the other, under the bookmarks that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from agent.retrieval.parsing.page import Page, Refused

_MOST_PAGES = 5000
_MOST_BOOKMARKS = 5000


def pages(data: bytes) -> Iterator[Page]:
    """The pages that have text. Raises Refused."""
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        _decrypt(reader)
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise Refused(f"{count:,} pages, at most {_MOST_PAGES:,} are read: split it")
    titles = _titles(reader)
    empty = True
    title = ""
    for number, page in enumerate(reader.pages, 1):
        title = titles.get(number, title)
        text = page.extract_text()
        if text.strip():
            empty = False
            yield Page(number, title, text)
    if empty:
        raise Refused("it has no text, only pictures: recognise its text (OCR) first")


def _decrypt(reader: PdfReader) -> None:
    """Some are encrypted with an empty password, only to forbid copying."""
    try:
        opened = reader.decrypt("")
    except (DependencyError, PyPdfError, NotImplementedError):
        opened = None
    if not opened:
        raise Refused("encrypted: save it without a password")


def _titles(reader: PdfReader) -> dict[int, str]:
    """The path of the last bookmark of each page that has one; none where they are broken."""
    titles: dict[int, str] = {}
    try:
        for path, bookmark in _bookmarks(reader.outline):
            page = reader.get_destination_page_number(bookmark)
            if page is not None and page >= 0:
                titles[page + 1] = " > ".join(path)
    except (PyPdfError, RecursionError, TypeError, ValueError, KeyError, AttributeError):
        return {}
    return titles


def _bookmarks(outline: list[Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each bookmark with the titles above it; a list holds what is below the one before it."""
    waiting: list[tuple[tuple[str, ...], Iterator[Any]]] = [((), iter(outline))]
    above: tuple[str, ...] = ()
    for _ in range(_MOST_BOOKMARKS):
        if not waiting:
            return
        path, rest = waiting[-1]
        each = next(rest, None)
        if each is None:
            waiting.pop()
        elif isinstance(each, list):
            waiting.append((above, iter(each)))
        else:
            above = (*path, str(each.title)[:200])
            yield above, each
