"""What a pool learns from its turns."""

from __future__ import annotations

from agent.pool.learning import FIRST_RATE, Learned


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
