"""The task of ten steps on a real engine: three seeds, or all ten with HOLDFAST_FULL=1."""

from __future__ import annotations

import os
from types import ModuleType

import pytest

from agent.events import EpochOpened, ToolFinished
from tests.benchmark import benchmark

pytestmark = pytest.mark.checkout

SEEDS, ENOUGH = (10, 9) if os.environ.get("HOLDFAST_FULL") else (3, 2)


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    return benchmark("ten_steps")


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
