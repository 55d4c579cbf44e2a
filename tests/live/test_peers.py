"""The comparison with other frameworks, as far as Holdfast takes part in it."""

from __future__ import annotations

from tests.benchmark import benchmark


def test_a_conversation_goes_on_past_the_window_and_is_counted() -> None:
    """Six records of some 600 tokens in a window of 4,096."""
    peers = benchmark("peers")
    asked = list(peers.questions(6))
    outcome = peers.run(peers.WAYS[0], asked, 4096)
    assert (outcome.right, outcome.failed.total()) == (6, 0)
    assert outcome.requests >= 12
    assert 0 < outcome.computed < outcome.looked_up / 2
    assert "6 of 6" in peers.table([outcome], len(asked))
