"""The accounting of `benchmarks/context.py`, against numbers worked out by hand."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.benchmark import benchmark

pytestmark = pytest.mark.checkout


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    return benchmark("context")


def test_what_is_sent_again_unchanged_costs_only_the_last_block(bench: ModuleType) -> None:
    """1,000 tokens sent, 50 generated: of the next 1,100 the first 1,049 // 16 * 16 are cached."""
    server = bench.Server()
    first, answer = bench.Piece(("a",), 1000), bench.Piece(("b",), 50)
    server.send([first], answer)
    assert (server.new, server.again) == (1050, 0)
    server.send([first, answer, bench.Piece(("c",), 50)], bench.Piece(("d",), 10))
    assert (server.new, server.again) == (1110, 1050 - 1040)


def test_a_change_at_the_head_costs_everything_behind_it(bench: ModuleType) -> None:
    server = bench.Server()
    head, rest = bench.Piece(("a",), 160), bench.Piece(("b",), 1600)
    server.send([head, rest], bench.Piece(("c",), 16))
    server.send([bench.Piece(("a", "changed"), 160), rest], bench.Piece(("d",), 16))
    assert server.again == 1600


def test_a_session_that_fits_is_never_compacted(bench: ModuleType) -> None:
    session = [bench.Message("user", 100), bench.Message("assistant", 100)]
    for policy in bench.POLICIES.values():
        assert bench.replayed(session, 16_384, policy).epochs == 0


@pytest.mark.parametrize("window", [16_384, 32_768])
def test_compacting_rarely_is_far_below_cutting_at_every_turn(
    bench: ModuleType, window: int
) -> None:
    rows = {
        policy: bench.row("made-up", [bench.made_up(200)], window, policy)["amplification"]
        for policy in bench.POLICIES
    }
    assert rows["holdfast"] < 2
    assert rows["holdfast"] < rows["clear_oldest_results"] / 2
    assert rows["holdfast"] < rows["sliding_window"] / 2
    assert rows["holdfast"] <= 1.05 * rows["summarise_same_k"]
