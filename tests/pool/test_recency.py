"""What the server's cache should still hold of each session."""

from __future__ import annotations

from agent.pool.recency import Recency


def turn(recency: Recency, session: str, tokens: int, room: int = 1000) -> bool:
    """A whole turn; whether the session was still whole at its start."""
    whole = recency.start(session, tokens, room)
    recency.rest(session, tokens, room)
    return whole


def test_a_session_is_whole_until_others_have_filled_the_cache() -> None:
    """The one unused for longest loses its tokens first."""
    recency = Recency()
    assert not turn(recency, "a", 400)  # nothing was there before its first turn
    turn(recency, "b", 400)
    assert turn(recency, "a", 400)
    turn(recency, "c", 400)  # b is the oldest now, and loses 200
    assert turn(recency, "a", 400)
    assert not turn(recency, "b", 400)


def test_what_runs_is_not_evicted() -> None:
    """A request holds its blocks."""
    recency = Recency()
    turn(recency, "a", 400)
    recency.start("a", 400, 1000)
    turn(recency, "b", 900)
    recency.rest("a", 400, 1000)
    turn(recency, "c", 100)
    assert turn(recency, "a", 400)


def test_what_was_left_behind_counts_while_a_session_with_a_place_is_older() -> None:
    """vLLM would evict the session that is to stay before it."""
    recency = Recency()
    turn(recency, "ended", 300)
    turn(recency, "stays", 300)
    assert recency.left_behind({"stays"}) == 0
    turn(recency, "ended later", 200)
    assert recency.left_behind({"stays"}) == 200
    turn(recency, "stays", 300)
    assert recency.left_behind({"stays"}) == 0
