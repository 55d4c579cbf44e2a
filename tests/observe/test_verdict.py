"""The verdict on a request that computed tokens again: a table of what is known and the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.events import MissPlace
from agent.observe.verdict import Change, Counts, ServerEvidence, verdict

BUSY = ServerEvidence(
    caching=True,
    block_known=True,
    started=1000.0,
    starts=(1000.0, 1000.0),
    last_request=2000.0,
    capacity=8192,
    passed=0,
)
LOST = Counts(turn=3, held=1600, expected=1600, cached=0)


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (replace(BUSY, caching=False), "caching_off"),
        (replace(BUSY, starts=(3000.0,) * 4), "server_restarted"),
        (replace(BUSY, starts=(1000.0, 1002.0)), "other_replica"),
        (replace(BUSY, starts=(1002.0,) * 4), "other_replica"),
        (replace(BUSY, servers=frozenset({1000.0, 900.0})), "other_replica"),
        (replace(BUSY, servers=frozenset({1000.0})), "unexplained"),
        (replace(BUSY, engines=2), "other_replica"),
        (replace(BUSY, passed=7000), "evicted"),
        (replace(BUSY, passed=4000), "unexplained"),
        (replace(BUSY, passed=100, preemptions=1), "evicted"),
        (replace(BUSY, passed=0, preemptions=1), "unexplained"),
        (replace(BUSY, capacity=None, passed=9000), "unexplained"),
        (BUSY, "unexplained"),
        (None, "unexplained"),
    ],
)
def test_what_the_server_did_needs_its_own_evidence(
    server: ServerEvidence | None, reason: str
) -> None:
    miss = verdict(LOST, None, server)
    assert miss is not None
    assert (miss.reason, miss.tokens, miss.turn) == (reason, 1600, 3)
    assert miss.evidence


def test_blocks_of_another_size_are_blamed_only_where_they_explain_the_number() -> None:
    """1,610 tokens in blocks of 128 are 1,536; without a block size from the server, that is it."""
    counts = Counts(1, 1600, 1600, 1536)
    unknown = replace(BUSY, block_known=False)
    rounded, other = verdict(counts, None, unknown), verdict(replace(counts, cached=1504))
    known = verdict(counts, None, BUSY)
    assert rounded is not None
    assert rounded.reason == "block_rounding"
    assert other is not None
    assert other.reason == "unexplained"
    assert known is not None
    assert known.reason == "unexplained"


def test_a_block_that_speculation_computes_again_is_rounding_and_two_are_not() -> None:
    speculates = replace(BUSY, speculates=True, block=32)
    for cached, reason in ((1568, "block_rounding"), (1536, "unexplained")):
        miss = verdict(Counts(1, 1600, 1600, cached), None, speculates)
        assert miss is not None
        assert miss.reason == reason


def test_an_answer_that_does_not_say_is_not_reported() -> None:
    miss = verdict(replace(LOST, cached=None), None, BUSY)
    assert miss is not None
    assert miss.reason == "not_reported"


def test_a_changed_prompt_is_told_even_where_nothing_is_reported() -> None:
    change = Change("prefix_changed", "the message was edited", MissPlace(7, 0, "content"))
    miss = verdict(Counts(2, 1600, 32, None), change)
    assert miss is not None
    assert (miss.reason, miss.tokens, miss.place) == ("prefix_changed", 1568, change.place)


def test_a_first_request_without_its_prefix_in_the_cache_is_cold() -> None:
    first = Counts(1, 0, 0, 64, prefix=1600, first=True)
    miss = verdict(first)
    assert miss is not None
    assert (miss.reason, miss.tokens) == ("cold", 1536)
    assert verdict(replace(first, cached=1600)) is None
    assert verdict(replace(first, cached=None)) is None


@given(held=st.integers(0, 50_000), less=st.integers(0, 50_000), more=st.integers(0, 50_000))
def test_nothing_is_said_of_a_request_that_found_what_was_held(
    held: int, less: int, more: int
) -> None:
    """Whatever the server says of itself: what other sessions left may be found, too."""
    counts = Counts(1, held, min(held, less), held + more)
    assert counts.healthy
    assert verdict(counts, None, replace(BUSY, caching=False, preemptions=9)) is None
