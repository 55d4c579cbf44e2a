"""The limit that is found by its effects."""

from __future__ import annotations

from agent.pool.congestion import Congestion

NEW = Congestion(limit=10_000, floor=1000)


def test_a_turn_that_lost_its_tokens_lowers_the_limit() -> None:
    """By a share, down to one window."""
    limit = NEW
    for second in range(100):
        limit = limit.after(1000, 0, limit.limit, begun=second, now=second + 0.5)
        assert limit.limit >= 1000
    assert limit.limit == 1000


def test_what_was_lost_before_the_last_decrease_lowers_it_once() -> None:
    """Turns that were admitted under the earlier limit say nothing of the new one."""
    once = NEW.after(1000, 0, 10_000, begun=1.0, now=5.0)
    assert once.after(1000, 0, 10_000, begun=2.0, now=6.0) == once


def test_a_tried_limit_that_holds_grows_to_the_ceiling() -> None:
    """By the same amount each time, and never above what is known."""
    limit = Congestion(limit=9990, floor=1000, ceiling=10_000)
    assert limit.after(1000, 990, 9000, begun=1.0, now=2.0).limit == 10_000


def test_a_limit_that_was_not_tried_stays() -> None:
    """Few residents say nothing of what would fit."""
    assert NEW.after(1000, 1000, 100, begun=1.0, now=2.0) == NEW


def test_a_server_that_reports_nothing_changes_nothing() -> None:
    """Neither does a turn of which nothing was expected."""
    assert NEW.after(1000, None, 9000, begun=1.0, now=2.0) == NEW
    assert NEW.after(0, 0, 9000, begun=1.0, now=2.0) == NEW
