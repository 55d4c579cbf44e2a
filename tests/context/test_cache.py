"""What the prefix cache should hold is known before a request is sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.context.cache import CacheExpectation
from agent.engine.tokens import TokenIds

tokens = st.lists(st.integers(0, 2), max_size=40)


def expected_after(sent: int, generated: int, prompt: int, block: int = 32) -> int:
    """The expectation for a prompt that extends `sent` and `generated` tokens."""
    expectation = CacheExpectation(block)
    line = list(range(1000))
    expectation.learn("s", TokenIds(line[:sent]), TokenIds(line[sent : sent + generated]))
    return expectation.expected("s", TokenIds(line[:prompt]))


def test_whole_blocks_less_the_last_prompt_token() -> None:
    """The figures measured on vLLM with blocks of 32: 96→64, 97→96, 128→96, 129→128."""
    measured = {96: 64, 97: 96, 128: 96, 129: 128}
    assert {sent: expected_after(sent, 1, sent) for sent in measured} == measured


def test_the_last_generated_token_has_no_keys_and_values() -> None:
    """64 sent and 32 generated tokens hold 95: two blocks; 33 generated ones hold three."""
    assert expected_after(64, 32, 200) == 64
    assert expected_after(64, 33, 200) == 96


def test_nothing_is_expected_of_a_server_that_has_seen_nothing() -> None:
    """A cold start is not a miss."""
    assert CacheExpectation(16).expected("s", TokenIds(range(100))) == 0


def test_sessions_find_their_shared_prefix_in_each_other() -> None:
    """A new session hits what another one has sent, up to the first different block."""
    expectation = CacheExpectation(16)
    expectation.learn("one", TokenIds([*range(50), 1, 1, 1]), TokenIds([2]))
    assert expectation.expected("two", TokenIds([*range(50), 3, 3, 3])) == 48


def test_the_longest_of_several_sequences_counts() -> None:
    """Which session was used last does not matter."""
    expectation = CacheExpectation(4)
    expectation.learn("long", TokenIds(list(range(40))), TokenIds([0]))
    expectation.learn("short", TokenIds([*range(10), 99, 99]), TokenIds([0]))
    assert expectation.expected("new", TokenIds(list(range(41)))) == 40


def test_a_window_that_was_only_warmed_is_held_whole() -> None:
    """The one token that a warming request generates is not known, its prompt is computed."""
    expectation = CacheExpectation(32)
    expectation.learn("s", TokenIds(range(64)), TokenIds())
    assert expectation.expected("s", TokenIds(range(70))) == 64


def test_what_an_earlier_epoch_left_in_the_cache_is_found_again() -> None:
    """A compaction begins another sequence; the one before stays in the server."""
    expectation = CacheExpectation(4)
    expectation.learn("s", TokenIds(range(40)), TokenIds([0]))
    expectation.learn("s", TokenIds([*range(8), 99, 99, 99, 99]), TokenIds([0]))
    assert expectation.expected("s", TokenIds(range(41))) == 40


def test_a_restart_forgets_everything() -> None:
    """An empty cache holds nothing."""
    expectation = CacheExpectation(4, server_started=1.0)
    expectation.learn("s", TokenIds(list(range(40))), TokenIds([0]))
    expectation.forget(2.0)
    assert expectation.expected("s", TokenIds(list(range(40)))) == 0
    assert expectation.server_started == 2.0


@given(tokens, tokens)
def test_the_common_prefix_is_what_a_plain_loop_finds(one: list[int], other: list[int]) -> None:
    """The halving search agrees with the obvious one."""
    plain = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        plain += 1
    assert TokenIds(one).common_prefix(TokenIds(other)) == plain


@given(st.lists(st.tuples(tokens, tokens), max_size=5), tokens, st.integers(1, 5))
def test_the_expectation_is_the_formula(
    seen: list[tuple[list[int], list[int]]], prompt: list[int], block: int
) -> None:
    """The shortcuts for many sessions never change the answer."""
    expectation = CacheExpectation(block)
    best = 0
    for number, (sent, generated) in enumerate(seen):
        expectation.learn(str(number), TokenIds(sent), TokenIds(generated))
        whole = TokenIds(sent + generated)
        computed = len(sent) + max(0, len(generated) - 1)
        held = min(whole.common_prefix(TokenIds(prompt)), computed, len(prompt) - 1)
        best = max(best, max(0, held) // block * block)
    assert expectation.expected("new", TokenIds(prompt)) == best


def test_what_the_last_request_had_left_in_the_cache_is_known_however_the_prompt_changed() -> None:
    """128 tokens sent, of which the next prompt keeps 40: one block of 32 is found, 96 are not."""
    expectation = CacheExpectation(32)
    expectation.learn("s", TokenIds(range(128)), TokenIds([500]))
    changed = TokenIds([*range(40), *range(900, 1000)])
    assert expectation.held("s", changed) - expectation.expected("s", changed) == 96
    assert expectation.held("s", TokenIds(range(200))) == 128
    assert expectation.held("another", changed) == 0


def test_nothing_is_found_under_another_salt() -> None:
    """Neither what one session left under it, nor what the session itself left without."""
    expectation = CacheExpectation(4)
    ids = TokenIds(range(40))
    expectation.learn("plain", ids, TokenIds([0]))
    expectation.learn("acme", ids, TokenIds([0]), "a")
    assert expectation.expected("new", TokenIds(range(41))) == 40
    assert expectation.expected("new", TokenIds(range(41)), "a") == 40
    assert expectation.expected("new", TokenIds(range(41)), "b") == 0
    assert expectation.expected("plain", TokenIds(range(41)), "b") == 0
    assert expectation.held("plain", TokenIds(range(41))) == 40


def test_what_a_session_left_under_its_last_salt_is_found_under_that_one() -> None:
    """It went on with another one, as if a new epoch had begun."""
    expectation = CacheExpectation(4)
    expectation.learn("s", TokenIds(range(40)), TokenIds([0]), "a")
    expectation.learn("s", TokenIds(range(44)), TokenIds([0]))
    assert expectation.salt_of("s") == ""
    assert expectation.expected("s", TokenIds(range(60)), "a") == 40
    assert expectation.expected("s", TokenIds(range(60))) == 44
