"""What a pool learns from its turns."""

from __future__ import annotations

from agent.pool.learning import FIRST_RATE, FIRST_TURNS, Learned


def test_a_tools_time_is_known_once_it_was_seen() -> None:
    """By the names that were called together, in any order."""
    learned = Learned()
    assert learned.tool_seconds(["shell"]) is None
    learned.tools_took(["shell", "fetch"], 4.0)
    assert learned.tool_seconds(["fetch", "shell"]) == 4.0
    learned.tools_took(["shell", "fetch"], 9.0)
    assert learned.tool_seconds(["fetch", "shell"]) == 5.0


def test_the_fastest_turns_tell_the_prefill_rate() -> None:
    """A slow one has waited, and a short one tells nothing."""
    learned = Learned()
    learned.prefilled(10, 1.0)
    assert learned.rate == FIRST_RATE
    learned.prefilled(1000, 1.0)
    learned.prefilled(1000, 10.0)
    assert 900 < learned.rate <= 1000


def test_a_session_is_expected_to_reach_what_those_that_ended_larger_did() -> None:
    """And one that has outgrown all of them to have one more turn."""
    learned = Learned()
    learned.grew(100, 1.0)
    assert learned.peak(500, seconds=1000) == 500 + FIRST_TURNS * 100
    for size in (600, 1000, 2000):
        learned.ended(size)
    assert learned.peak(500, seconds=1000) == 1200
    assert learned.peak(900, seconds=1000) == 1500
    assert learned.peak(2500, seconds=1000) == 2600


def test_until_a_turn_was_seen_growth_is_in_proportion_to_the_prompt() -> None:
    """So that a small cache is not kept empty for what large sessions would add."""
    learned = Learned()
    assert learned.growth(1600) == 16 * learned.growth(100) < 1600
    learned.grew(70, 1.0)
    assert learned.growth(1600) == learned.growth(100) == 70


def test_no_more_growth_is_expected_than_there_is_time_for() -> None:
    """Three seconds are three turns."""
    learned = Learned()
    learned.grew(100, 1.0)
    learned.ended(5000)
    assert learned.peak(500, seconds=3.0) == 800


def test_old_sizes_are_forgotten() -> None:
    """What sessions are like now counts."""
    learned = Learned()
    for _ in range(300):
        learned.ended(9000)
    for _ in range(300):
        learned.ended(1000)
    assert learned.peak(100, seconds=1e9) <= 1000
