"""From a file to its chunks: read, parsed where it is no text, and cut along its structure."""

from __future__ import annotations

from agent.retrieval.chunking import Chunk, chunks, on_page
from agent.retrieval.ingest import Content, Document, decode, read
from agent.retrieval.parsing import Parser, format_of

LARGEST_TEXT = 10_000_000
"""Bytes of a text file; a larger one is reported and left out."""


class Cutter:
    """Cuts files; documents that have to be parsed share one child process."""

    def __init__(self, parser: Parser | None = None) -> None:
        self._parser = parser or Parser()

    def read(self, document: Document) -> Content:
        """The file's bytes. Raises Unreadable."""
        format_ = format_of(document.source)
        if format_ is None:
            return read(document, LARGEST_TEXT)
        return read(document, format_.largest, binary=True)

    def chunks(self, source: str, data: bytes) -> list[Chunk]:
        """The chunks of a file.

        Raises:
            Unparsable: it is a document, and its parser refuses it or was stopped.
            Unreadable: it is text in another encoding.
        """
        format_ = format_of(source)
        if format_ is None:
            return chunks(source, decode(data))
        return [
            on_page(each, page.number, page.title)
            for page in self._parser.pages(format_, data)
            for each in chunks(source, page.text, suffix=format_.suffix)
        ]

    def close(self) -> None:
        """Ends the child process."""
        self._parser.close()
