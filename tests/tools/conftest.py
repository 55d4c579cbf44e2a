"""A root with files, and a secret beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import ToolContext

SECRET = "the secret outside"


@pytest.fixture
def context(tmp_path: Path) -> ToolContext:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_text("one\ntwo\nthree\n")
    (root / "sub" / "b.txt").write_text("b")
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "outside").mkdir()
    return ToolContext("session", "call", root)
