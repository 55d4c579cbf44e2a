"""The real data beside the checkout; a test that needs it is skipped where it is not there."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
import zstandard

SHARED = Path(__file__).parents[2] / "shared" / "data"


def unpacked(name: str) -> bytes:
    """The bytes of a file that zstd has compressed."""
    file = SHARED / name
    if not file.is_file():
        pytest.skip(f"needs {file}")
    with file.open("rb") as packed:
        return zstandard.ZstdDecompressor().stream_reader(packed).read()


def members(name: str) -> dict[str, bytes]:
    """The files of a tar archive that zstd has compressed, by their names."""
    with tarfile.open(fileobj=io.BytesIO(unpacked(name))) as archive:
        return {each.name: held.read() for each in archive if (held := archive.extractfile(each))}
