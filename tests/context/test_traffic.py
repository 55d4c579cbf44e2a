"""What went through a server's cache between two requests of a session."""

from __future__ import annotations

from agent.context.traffic import Passed, Traffic
from agent.engine.metrics import Counters
from agent.types import Usage


def test_our_own_requests_before_and_the_one_asked_about_are_left_out() -> None:
    """Alone on a server, nothing passes however long the session is."""
    traffic = Traffic(Counters(500, 50))
    for _ in range(10):
        traffic.note("s", Usage(1000, 0, 100))
    now = Counters(500 + 11_000, 50 + 1100)
    assert traffic.passed("s", Usage(1000, 0, 100), now) == Passed(0, 0)


def test_other_sessions_of_this_process_count_since_the_last_request() -> None:
    traffic = Traffic(Counters())
    traffic.note("other", Usage(5000, 0, 0))
    traffic.note("s", Usage(1000, 0, 100))
    traffic.note("other", Usage(3000, 0, 10))
    now = Counters(5000 + 1000 + 3000 + 1200, 100 + 10)
    assert traffic.passed("s", Usage(1200, 0, 0), now) == Passed(3010, 0)


def test_the_traffic_of_others_is_counted_since_the_last_reading() -> None:
    traffic = Traffic(Counters())
    traffic.note("s", Usage(1000, 0, 0))
    assert traffic.passed("s", Usage(1000, 0, 0), Counters(9000, 0, 2)) == Passed(7000, 2)
    traffic.note("s", Usage(1000, 0, 0))
    assert traffic.passed("s", Usage(1000, 0, 0), Counters(10_000, 0, 2)) == Passed(0, 0)


def test_a_server_that_does_not_count_leaves_it_unknown() -> None:
    traffic = Traffic(None)
    traffic.note("s", Usage(1000, 0, 0))
    assert traffic.passed("s", Usage(1000, 0, 0), None) == Passed(None, 0)
