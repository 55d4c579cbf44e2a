"""From a document's bytes to its chunks: parsed where it is no text, and cut along its structure.

Runs in the child process: it imports nothing of Holdfast but what parses and cuts.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from agent.retrieval.chunking import Chunk, chunks, on_page
from agent.retrieval.decoding import Undecodable, decode
from agent.retrieval.parsing import Page, Refused, format_of

LARGEST_TEXT = 10_000_000
"""Bytes of a text file; a larger one is reported and left out."""


class Missing(Exception):
    """A library that is not installed."""


def cut(source: str, data: bytes, target: int) -> Iterator[Chunk]:
    """The chunks of a document, in order.

    Args:
        source: its path; the suffix tells its format.
        target: characters that a chunk aims at.

    Raises:
        Refused: it is broken, encrypted, too large when unpacked, or in an unknown encoding.
        Missing: the library is not there that parses it.
    """
    format_ = format_of(source)
    if format_ is None:
        yield from chunks(source, _text(data), target)
        return
    for page in _pages(format_.module, data):
        for each in chunks(source, page.text, target, suffix=format_.suffix):
            yield on_page(each, page.number, page.title)


def _text(data: bytes) -> str:
    try:
        return decode(data)
    except Undecodable as error:
        raise Refused(str(error)) from error


def _pages(module: str, data: bytes) -> Iterator[Page]:
    try:
        parser = importlib.import_module(f"agent.retrieval.parsing.{module}")
    except ImportError as error:
        raise Missing(str(error)) from error
    yield from parser.pages(data)
