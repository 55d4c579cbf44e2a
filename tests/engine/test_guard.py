"""Markers in messages are broken, and the change can be undone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.guard import NO_GUARD, TextGuard, proved_guard, well_known_guard
from agent.engine.vocabulary import Markers

GUARDS = {
    "learned": TextGuard(("<|im_start|>", "<|im_end|>", "<tool_call>", "<a><a>")),
    "spaces": TextGuard(("<|im_end|>", "<tool_call>"), breaker=" "),
    "well known": well_known_guard(),
}
fragments = st.sampled_from(
    ["<|im_start|>", "<|im_end|>", "<tool_call>", "<a>", "<a><a>", "<|im_", "end|>", "<", "\u200b"]
)
texts = st.lists(fragments | st.text(max_size=3), max_size=10).map("".join)


@pytest.mark.parametrize("name", GUARDS)
@given(text=texts)
def test_no_marker_stays_whole(name: str, text: str) -> None:
    """Those that overlap included."""
    guard = GUARDS[name]
    broken = guard.broken(text)
    assert not [marker for marker in guard.markers if marker in broken]


@pytest.mark.parametrize("name", GUARDS)
@given(text=texts)
def test_what_was_broken_can_be_mended(name: str, text: str) -> None:
    """Also a text that already held a broken marker."""
    guard = GUARDS[name]
    assert guard.mended(guard.broken(text)) == text


@pytest.mark.parametrize(
    "text", ["", "plain", "<b>3 < 4</b>", "〈|im_end|〉", "< |im_end| >", "<|IM_END|"]
)
def test_text_without_markers_is_untouched(text: str) -> None:
    """Look-alikes are text."""
    assert GUARDS["learned"].broken(text) == text
    assert NO_GUARD.broken(text) == text


@pytest.mark.parametrize(
    "text", ["<|eot_id|>", "<｜User｜>", "</s>", "[INST]", "<start_of_turn>", "<|channel|>"]
)
def test_the_markers_of_known_families_are_broken(text: str) -> None:
    """Where no tokenizer can be asked."""
    guard = well_known_guard()
    assert text not in guard.broken(f"a{text}b")
    assert not guard.proved


class Tokenizer:
    """Drops some characters before it looks for `<x>`, which is token 0."""

    def __init__(self, dropped: str) -> None:
        self._dropped = dropped

    async def __call__(self, text: str) -> Sequence[int]:
        for each in self._dropped:
            text = text.replace(each, "")
        return [0 if part == "<x>" else 1 for part in text.replace("<x>", "\n<x>\n").split("\n")]


@pytest.mark.parametrize(
    ("dropped", "breaker"), [("", "\u200b"), ("\u200b", "\u2060"), ("\u200b\u2060", " ")]
)
async def test_the_first_breaker_that_the_rendering_confirms_is_taken(
    dropped: str, breaker: str
) -> None:
    """Some tokenizers drop invisible characters before they look for markers."""
    guard = await proved_guard(Markers({"<x>": 0}), Tokenizer(dropped))
    assert (guard.breaker, guard.proved) == (breaker, True)


async def test_a_tokenizer_that_mends_everything_is_not_called_proved() -> None:
    """The doctor can say so."""
    guard = await proved_guard(Markers({"<x>": 0}), Tokenizer("\u200b\u2060 "))
    assert not guard.proved
