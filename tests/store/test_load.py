"""Long sessions, and many processes on one store: in full with HOLDFAST_FULL=1, else a tenth."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.benchmark import benchmark

pytestmark = pytest.mark.checkout

FULL = bool(os.environ.get("HOLDFAST_FULL"))
ENTRIES, ARTIFACTS = (20_000, 50_000_000) if FULL else (2_000, 5_000_000)
SECONDS = 60 if FULL else 2


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark, as a module."""
    return benchmark("store")


async def test_a_long_session_opens_in_proportion_to_its_window(
    bench: ModuleType, place: str | Path
) -> None:
    """Fast, and without its log in memory."""
    await bench.build(str(place), "long", ENTRIES, ARTIFACTS)
    opened = await bench.opening(str(place), "long")
    assert opened.held < bench.EPOCH + 50
    assert opened.milliseconds < 100
    assert opened.memory < 3_000_000


async def test_an_append_costs_the_same_in_a_long_session(
    bench: ModuleType, place: str | Path
) -> None:
    """Whatever came before."""
    await bench.build(str(place), "short", 100, 0)
    await bench.build(str(place), "long", ENTRIES, 0)
    short, long = await bench.appending(str(place), ["short", "long"])
    assert long < 1.5 * short


async def test_many_processes_on_one_store_damage_nothing(
    bench: ModuleType, place: str | Path
) -> None:
    """Hashes intact, every entry there, and no session with two writers."""
    done = await bench.mixed(str(place), SECONDS, 20 if FULL else 4)
    assert done.appends > 100
