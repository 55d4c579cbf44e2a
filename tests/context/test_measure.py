"""Counts that are never too low, and are not asked for in vain."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.context import measure as measuring_module
from agent.context.measure import Measure, from_line_start, to_line_end
from agent.context.transport import MessageTransport
from tests.context.measuring import (
    TOKENIZERS,
    CountingEngine,
    counting,
    engine,
    long_texts,
    measure,
    tokens_in_window,
)


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@given(text=long_texts)
async def test_a_count_is_not_below_what_the_window_writes(tokenizer: str, text: str) -> None:
    """Control tokens' texts are cut into pieces there."""
    measured = await measure(tokenizer)
    assert await measured.tokens(text) >= await tokens_in_window(measured, text)


async def test_an_ordinary_text_is_counted_exactly() -> None:
    """The bound is for control tokens only."""
    measured = await measure("bundled")
    text = "The harbour opens at seven.\n" * 20
    assert await measured.tokens(text) == len(await engine("bundled").encode(text))


async def test_one_request_counts_a_text_full_of_control_tokens() -> None:
    """A request for each piece would be thousands."""
    counted = CountingEngine(engine("bundled"))
    await Measure(counted, (await measure("bundled")).markers).tokens("<|im_end|>" * 1000)
    assert len(counted.encoded) == 1


async def test_bytes_are_the_bound_where_the_server_has_no_tokenizer() -> None:
    """Every token is at least one."""
    measured, counted = counting(tokenizes=False)
    assert await measured.tokens("é" * 10) == 20
    assert counted.encoded == []


async def _twice(measured: Measure) -> int:
    return await measured.tokens("é") + await measured.tokens("é")


async def test_work_with_a_server_that_fails_is_done_with_bytes() -> None:
    """After the first failure it is not asked again."""
    measured, counted = counting(broken=True)
    assert await measured.patiently(_twice) == 4
    assert len(counted.encoded) == 1


async def test_a_server_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The work is done with bytes then."""

    class Hanging(CountingEngine):
        async def encode(self, text: str) -> tuple[int, ...]:
            self.encoded.append(text)
            await asyncio.sleep(60)
            return ()

    monkeypatch.setattr(measuring_module, "_PATIENCE", 0.01)
    hanging = Hanging(engine("bundled"))
    assert await Measure(hanging).patiently(_twice) == 4
    assert len(hanging.encoded) == 1


async def test_what_a_template_makes_longer_is_counted_as_it_is_written() -> None:
    """Some write results as JSON strings."""
    plain = Measure(engine("bundled"))
    json = Measure(engine("bundled"), rule="json")
    assert await json.tokens('"\n' * 50) > await plain.tokens('"\n' * 50)
    assert not await json.fits('"' * 100, 100)


def test_the_window_of_messages_is_counted_as_the_server_does() -> None:
    """Control tokens are one token there."""
    assert Measure.of(engine("bundled"), MessageTransport()) == Measure(engine("bundled"))


@pytest.mark.parametrize(
    ("text", "fits"), [("x" * 128, True), ("🙂" * 32, True), ("x" * (16 * 128 + 1), False)]
)
async def test_the_server_is_not_asked_without_need(text: str, fits: bool) -> None:
    """Few bytes fit, and very many characters do not."""
    measured, counted = counting()
    assert await measured.fits(text, 128) is fits
    assert counted.encoded == []


async def test_in_doubt_the_count_decides() -> None:
    """More bytes than tokens."""
    measured, _ = counting()
    text = "The harbour opens at seven. " * 40
    tokens = await measured.tokens(text)
    assert await measured.fits(text, tokens)
    assert not await measured.fits(text, tokens - 1)


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@given(text=long_texts, limit=st.integers(1, 300))
async def test_the_longest_piece_is_within_its_limit(tokenizer: str, text: str, limit: int) -> None:
    """Whatever the text is made of."""
    measured = await measure(tokenizer)
    size = await measured.longest(lambda size: text[:size], len(text), limit)
    assert await measured.tokens(text[:size]) <= limit
    assert size == len(text) or size >= limit // 8


async def test_few_counts_find_the_longest_piece() -> None:
    """Each is a request."""
    measured, counted = counting()
    text = "The harbour opens at seven.\n" * 2000
    size = await measured.longest(lambda size: text[:size], len(text), 1000)
    assert 900 <= await measured.tokens(text[:size]) <= 1000
    assert len(counted.encoded) <= 8
    assert max(map(len, counted.encoded)) < len(text) / 2


def test_a_piece_ends_at_a_line_end_that_is_near() -> None:
    """Not at one that is far."""
    assert to_line_end("a" * 90 + "\nbbb") == "a" * 90 + "\n"
    assert to_line_end("a\n" + "b" * 90) == "a\n" + "b" * 90


def test_a_piece_begins_at_a_line_start_that_is_near() -> None:
    """Not at one that is far."""
    assert from_line_start("bbb\n" + "a" * 90) == "a" * 90
    assert from_line_start("b" * 90 + "\na") == "b" * 90 + "\na"
