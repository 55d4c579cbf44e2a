"""Cuts a document into chunks along its structure: headings, paragraphs, definitions, records.

A chunk is made of whole lines, so that its line numbers lead back to the file; only a line that is
by itself longer than a chunk is cut. The chunks of tables and JSON repeat what their lines need to
be understood: the header, the path. The same source and text give the same chunks anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import TypeAlias

from agent.retrieval.chunking.blocks import Chunk, on_page, packed, passage_id
from agent.retrieval.chunking.code import code_blocks, python_blocks
from agent.retrieval.chunking.prose import markdown_blocks, paragraphs
from agent.retrieval.chunking.records import json_chunks, json_lines_chunks
from agent.retrieval.chunking.tables import table_chunks

__all__ = ["TARGET", "Chunk", "chunks", "on_page", "passage_id"]

_Chunker: TypeAlias = Callable[[str, str, int], Iterator[Chunk]]

TARGET = 1200
"""Characters that a chunk aims at; one long paragraph may take it up to half as far again."""

_CODE = frozenset(
    (
        *(".bash", ".c", ".cc", ".cjs", ".cpp", ".cs", ".css", ".cu", ".dart", ".go", ".h"),
        *(".hpp", ".java", ".jl", ".js", ".jsx", ".kt", ".lua", ".mjs", ".php", ".pl", ".proto"),
        *(".r", ".rb", ".rs", ".scala", ".sh", ".sql", ".swift", ".toml", ".ts", ".tsx", ".yaml"),
        *(".yml", ".zig"),
    )
)


def chunks(
    source: str, text: str, target: int = TARGET, *, suffix: str | None = None
) -> list[Chunk]:
    """The chunks of a document, in order.

    Args:
        source: the document's path; its suffix tells what its structure is.
        target: characters that a chunk aims at.
        suffix: of a document with the structure that this text has, if not the source's own.
    """
    like = suffix or PurePosixPath(source).suffix.lower()
    chunker = next((each for suffixes, each in _CHUNKERS if like in suffixes), _of_prose)
    return list(chunker(source, text, target))


def _of_markdown(source: str, text: str, target: int) -> Iterator[Chunk]:
    return packed(source, markdown_blocks(_lines(text)), target)


def _of_python(source: str, text: str, target: int) -> Iterator[Chunk]:
    return packed(source, python_blocks(_lines(text), target), target)


def _of_code(source: str, text: str, target: int) -> Iterator[Chunk]:
    return packed(source, code_blocks(_lines(text), target), target)


def _of_table(source: str, text: str, target: int) -> Iterator[Chunk]:
    return table_chunks(source, _lines(text), target)


def _of_json_lines(source: str, text: str, target: int) -> Iterator[Chunk]:
    return json_lines_chunks(source, _lines(text), target)


def _of_prose(source: str, text: str, target: int) -> Iterator[Chunk]:
    return packed(source, paragraphs(_lines(text)), target)


_CHUNKERS: tuple[tuple[frozenset[str], _Chunker], ...] = (
    (frozenset({".md", ".markdown", ".mdx", ".qmd", ".rmd"}), _of_markdown),
    (frozenset({".py", ".pyi"}), _of_python),
    (_CODE, _of_code),
    (frozenset({".csv", ".tsv"}), _of_table),
    (frozenset({".json", ".geojson", ".ipynb", ".json5", ".jsonc"}), json_chunks),
    (frozenset({".jsonl", ".ndjson"}), _of_json_lines),
)


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.split("\n")]
