"""The report of the long proofs says what ran, and that it failed where it did."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[1] / "scripts" / "verify.py"
pytestmark = pytest.mark.checkout


@pytest.fixture
def verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with parts of its own, in a directory of its own."""
    spec = importlib.util.spec_from_file_location("verify", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "verify", module)
    spec.loader.exec_module(module)
    parts = {"well": "printf all\\040is\\040well\\n", "ill": "ls no-such-file"}
    for name, value in {
        "PARTS": parts,
        "ROOT": tmp_path,
        "REPORT": tmp_path / "verified.md",
        "STATE": tmp_path / "verified.json",
    }.items():
        monkeypatch.setattr(module, name, value)
    return module


def test_a_part_is_written_down_with_what_it_printed(verify: ModuleType) -> None:
    assert verify.main(["well"]) == 0
    report = verify.REPORT.read_text()
    assert "## well\n\npassed after 0 s" in report
    assert "$ printf all\\040is\\040well\\n\nall is well\n" in report
    assert "## ill" not in report


def test_a_part_that_fails_is_written_down_too(verify: ModuleType) -> None:
    """And the others keep what they said."""
    verify.main(["well"])
    assert verify.main(["ill"]) == 1
    report = verify.REPORT.read_text()
    assert "all is well" in report
    assert "failed with exit status 2" in report
    assert "no-such-file" in report


def test_a_part_that_there_is_not_is_refused(
    verify: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(["wel"]) == 2
    assert "there are well, ill" in capsys.readouterr().err
    assert not verify.REPORT.exists()
