"""What is said where there is not enough to judge by."""

from __future__ import annotations

import pytest

from agent.proxy.answers import Reply
from agent.proxy.observed import other_keys, without_details, without_tokens, without_usage
from agent.types import Usage

LEFT = Usage(100, 0, 9)


@pytest.mark.parametrize(
    ("answer", "told"), [("a", "include_usage"), ("", "include_usage"), (None, "come to an end")]
)
def test_an_answer_without_usage_is_not_reported(answer: str | None, told: str) -> None:
    miss = without_usage(2, Reply(answer, None)).miss
    assert miss is not None
    assert (miss.turn, miss.tokens, miss.reason) == (2, 0, "not_reported")
    assert told in miss.evidence


def test_usage_without_details_is_not_reported() -> None:
    miss = without_details(2).miss
    assert miss is not None
    assert miss.reason == "not_reported"


def test_without_tokens_only_a_plain_loss_is_told() -> None:
    lost = without_tokens(2, LEFT, Usage(120, 64, 9), "no such page").miss
    assert lost is not None
    assert (lost.tokens, lost.reason) == (36, "unexplained")
    assert "no such page" in lost.evidence
    for left, cached in ((None, 0), (LEFT, 100), (LEFT, None)):
        assert without_tokens(2, left, Usage(120, cached, 9), "no such page").miss is None


def test_keys_that_come_go_or_change_are_named() -> None:
    was, now = (("model", "m"), ("cache_salt", "a")), (("model", "m"), ("cache_salt", "b"))
    assert other_keys(was, now) == "cache_salt 'a' is now 'b'"
    assert other_keys(was[:1], now) == "cache_salt None is now 'b'"
    assert other_keys(was, now[:1]) == "cache_salt 'a' is now None"
