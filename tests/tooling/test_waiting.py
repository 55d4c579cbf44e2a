"""Time in which a call waits for the user."""

from __future__ import annotations

import time

from agent.tooling.waiting import Waiting


def test_questions_that_overlap_count_once() -> None:
    """And nothing counts while none is asked."""
    waiting = Waiting()
    with waiting.for_user():
        with waiting.for_user():
            time.sleep(0.02)
        assert waiting.now
        time.sleep(0.02)
    assert not waiting.now
    before = waiting.seconds
    time.sleep(0.05)
    assert 0.04 <= before == waiting.seconds
    with waiting.for_user():
        time.sleep(0.02)
    assert waiting.seconds >= before + 0.02
