"""Which files of a folder are documents, and what their text is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from agent.errors import KnowledgeError

LARGEST_FILE = 10_000_000
"""Bytes of one file; a larger one is reported and left out."""

_SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})


Failure: TypeAlias = tuple[str, str]
"""A path and the reason why it cannot be indexed."""


class Unreadable(Exception):
    """A file that cannot be indexed; the message says why."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to index."""

    path: Path
    source: str
    """Its path relative to the root, with `/`."""
    named: bool
    """The caller named this very file; otherwise it was found in a folder."""


def documents(paths: Iterable[Path], root: Path) -> tuple[list[Document], list[Failure]]:
    """The files that `paths` name or contain, each once, and the folders that cannot be listed.

    In folders, hidden files, links and the folders of installed packages are left out.
    Raises KnowledgeError for a path that does not exist.
    """
    found: dict[str, Document] = {}
    unlisted: list[OSError] = []
    for path in paths:
        named = _existing(path)
        for file in _files(named, unlisted):
            source = source_of(file, root)
            found.setdefault(source, Document(file, source, named=file == named))
    failed = [(source_of(Path(each.filename), root), _reason(each)) for each in unlisted]
    return list(found.values()), failed


def source_of(path: Path, root: Path) -> str:
    """The path relative to `root`, links resolved, with `/` on every system."""
    return Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()


def read_bytes(document: Document) -> bytes | None:
    """The file's bytes; None for a binary file in a folder.

    Raises Unreadable when the file cannot be read, is too large, or is binary and was named.
    """
    try:
        document.source.encode()
        with document.path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except UnicodeEncodeError as error:
        raise Unreadable("its name is not UTF-8") from error
    except OSError as error:
        raise Unreadable(_reason(error)) from error
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"larger than {LARGEST_FILE:,} bytes")
    if b"\0" not in data[:8192] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    if document.named:
        raise Unreadable("a binary file")
    return None


def decode(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark. Raises Unreadable for anything else."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 text (byte {error.start})") from error


def _existing(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be found"
        raise KnowledgeError(f"{path} {reason}. Name a file or a folder to index.") from error


def _files(path: Path, unlisted: list[OSError]) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, names, files in os.walk(path, onerror=unlisted.append):
        names[:] = sorted(name for name in names if not _is_skipped(name))
        for name in sorted(files):
            file = Path(folder, name)
            if not name.startswith(".") and file.is_file() and not file.is_symlink():
                yield file


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _is_skipped(folder: str) -> bool:
    return folder.startswith(".") or folder in _SKIPPED_FOLDERS or folder.endswith(".egg-info")
