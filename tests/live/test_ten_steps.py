"""The task of ten steps on a real engine: three seeds, or all ten with HOLDFAST_FULL=1."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from agent.events import EpochOpened, ToolFinished

pytestmark = pytest.mark.checkout

FILE = Path(__file__).parents[2] / "benchmarks" / "ten_steps.py"
SEEDS, ENOUGH = (10, 9) if os.environ.get("HOLDFAST_FULL") else (3, 2)


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_ten_steps", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_ten_steps"] = module
    spec.loader.exec_module(module)
    return module


async def test_nine_of_ten_seeds_end_right(bench: ModuleType) -> None:
    """With a call that is refused, a correction by the user and a compaction in every one."""
    outcomes = [await bench.run(seed) for seed in range(1, SEEDS + 1)]
    wrong = {each.seed: each.wrong for each in outcomes if each.wrong}
    assert len(outcomes) - len(wrong) >= ENOUGH, wrong
    for outcome in outcomes:
        if outcome.seed in wrong:
            continue
        assert any(isinstance(each, EpochOpened) for each in outcome.records)
        refused = [
            each
            for each in outcome.records
            if isinstance(each, ToolFinished) and "is not allowed" in each.text
        ]
        assert len(refused) == 1
