"""Times as people read them."""

from __future__ import annotations

import pytest

from agent.observe.times import UNKNOWN, local, utc


def test_a_time_is_written_for_people() -> None:
    """In UTC to the second, here to the minute."""
    assert utc(0.0) == "1970-01-01 00:00:00 UTC"
    assert len(local(0.0)) == len("1970-01-01 00:00")


@pytest.mark.parametrize("seconds", [1e300, -1e18, 1e17, float("inf"), float("nan")])
def test_a_number_that_is_no_time_ends_nothing(seconds: float) -> None:
    """An import or a server may say anything."""
    assert utc(seconds) == local(seconds) == UNKNOWN
