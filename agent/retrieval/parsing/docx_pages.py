"""DOCX, by mammoth: headings, lists and tables as HTML, and from there on as a page is."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import mammoth

from agent.retrieval.parsing import html_pages
from agent.retrieval.parsing.page import Page, Refused

_MOST_ENTRIES = 10_000
_MOST_UNPACKED = 200_000_000
"""Bytes of all entries of the archive together, pictures aside."""


def pages(data: bytes) -> Iterator[Page]:
    """The document, as Markdown. Raises Refused."""
    try:
        _check(ZipFile(BytesIO(data)))
    except BadZipFile as error:
        raise Refused("no DOCX, or encrypted: save it again without a password") from error
    made = mammoth.convert_to_html(BytesIO(data), convert_image=lambda _: [])
    return html_pages.pages(f"<body>{made.value}</body>".encode())


def _check(archive: ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(each.file_size for each in entries if not _is_picture(each.filename))
    if len(entries) > _MOST_ENTRIES:
        raise Refused(f"{len(entries):,} entries, at most {_MOST_ENTRIES:,} are read: save it anew")
    if unpacked > _MOST_UNPACKED:
        raise Refused(f"{unpacked:,} bytes unpacked, at most {_MOST_UNPACKED:,} are read: split it")


def _is_picture(name: str) -> bool:
    return name.startswith("word/media/")
