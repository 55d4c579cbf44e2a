"""How much the sessions with a place will hold together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.pool.forecast import Forecast

SESSIONS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=12)


def seen_by_growing(sessions: list[tuple[int, int]]) -> int:
    """The most that they hold while each grows by one token a step and then leaves."""
    most = 0
    for step in range(max((ahead for _, ahead in sessions), default=0) + 1):
        most = max(most, sum(size + step for size, ahead in sessions if ahead >= step))
    return most


@given(SESSIONS)
def test_the_peak_is_what_growing_step_by_step_shows(sessions: list[tuple[int, int]]) -> None:
    """The closed form finds the same as the simulation of all steps."""
    assert Forecast(sessions).peak == seen_by_growing(sessions)


@given(SESSIONS, st.integers(0, 500), st.integers(0, 500))
def test_one_more_is_foreseen_without_adding_it(
    sessions: list[tuple[int, int]], size: int, ahead: int
) -> None:
    """Asking and adding give the same, and taking it away again gives what was before."""
    forecast = Forecast(sessions)
    before = forecast.peak
    foreseen = forecast.peak_with(size, ahead)
    forecast.add(size, ahead)
    assert forecast.peak == foreseen == seen_by_growing([*sessions, (size, ahead)])
    forecast.remove(size, ahead)
    assert forecast.peak == before


def test_sessions_at_different_points_need_less_than_all_at_their_end() -> None:
    """One that is about to leave makes room for the one that has just begun."""
    assert Forecast([(900, 100), (100, 900)]).peak == 1200
    assert Forecast([(100, 900), (100, 900)]).peak == 2000
