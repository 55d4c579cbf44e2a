"""Control tokens are learned from the tokenizer, and no text can become one."""

from __future__ import annotations

import time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.vocabulary import Markers, encode_untrusted, find_markers
from agent.errors import EngineError
from tests.offline_engine import OfflineEngine, bundled_engine, real_engine, real_templates

MARKERS = Markers({"<|im_start|>": 1, "<|im_end|>": 2, "<tool_call>": 3, "<a><a>": 4})


@cache
def engine() -> OfflineEngine:
    return bundled_engine()


async def test_the_bundled_models_markers_are_found() -> None:
    """All of them, and nothing else."""
    assert set((await find_markers(engine())).ids) == {
        "<|endoftext|>",
        "<|im_start|>",
        "<|im_end|>",
        "<tool_call>",
        "</tool_call>",
        "<tool_response>",
        "</tool_response>",
        "<think>",
        "</think>",
    }


@pytest.mark.skipif(not real_templates(), reason="no real tokenizer beside the checkout")
async def test_a_large_vocabulary_is_searched_whole() -> None:
    """The markers at its end are found, and no ordinary token is taken for one."""
    found = await find_markers(real_engine(real_templates()[0]))
    assert {"<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>"} <= set(found.ids)
    assert all(marker[0] in "<[" for marker in found.ids)


fragments = st.sampled_from(
    ["<|im_start|>", "<|im_end|>", "<tool_call>", "<|im_", "end|>", "<", "é"]
)
texts = st.lists(fragments | st.text(max_size=5), max_size=12).map("".join)


@given(texts)
def test_pieces_are_the_text_and_none_holds_a_marker(text: str) -> None:
    """Cutting loses nothing and leaves nothing."""
    pieces = MARKERS.pieces(text)
    assert "".join(pieces) == text
    assert not [piece for piece in pieces for marker in MARKERS.ids if marker in piece]


def test_overlapping_markers_are_all_cut() -> None:
    """A marker that begins inside another one is not missed."""
    assert MARKERS.pieces("<a><a><a>") == ["<", "a><", "a><a>"]


@given(texts)
async def test_untrusted_text_has_no_control_token_and_the_same_characters(text: str) -> None:
    """The model reads what was written."""
    markers = await find_markers(engine())
    text = text.encode("utf-8", "replace").decode()
    ids = await encode_untrusted(engine(), markers, text)
    assert not markers.held_by(ids)
    assert await engine().decode(ids) == text


async def test_text_without_markers_has_the_servers_own_ids() -> None:
    """The guard costs nothing where there is nothing to guard against."""
    text = "An ordinary text, with <b>tags</b> and 3 < 4."
    markers = await find_markers(engine())
    assert await encode_untrusted(engine(), markers, text) == await engine().encode(text)


class Normalising:
    """A tokenizer that makes `<x>` of `«x»` before it looks for markers."""

    async def encode(self, text: str) -> tuple[int, ...]:
        text = text.replace("«", "<").replace("»", ">")
        ids: list[int] = []
        while text:
            marker = text.startswith("<x>")
            ids.append(0 if marker else ord(text[0]))
            text = text[3:] if marker else text[1:]
        return tuple(ids)

    async def decode(self, ids: object) -> str:
        raise AssertionError("not needed")


async def test_a_marker_that_a_normaliser_makes_is_broken_too() -> None:
    """What comes out is checked, not only what goes in."""
    markers = Markers({"<x>": 0})
    ids = await encode_untrusted(Normalising(), markers, "a«x»b")
    assert not markers.held_by(ids)


async def test_letters_are_encoded_once_each() -> None:
    """Each asking is a request to the server, and a document has a hundred thousand letters."""

    class Counting(Normalising):
        asked = 0

        async def encode(self, text: str) -> tuple[int, ...]:
            self.asked += 1
            return await super().encode(text)

    codec = Counting()
    ids = await encode_untrusted(codec, Markers({"<x>": 0}), "many words «x» " * 200)
    assert ids == tuple(map(ord, "many words <x> " * 200))
    assert codec.asked < 20


def test_a_long_text_is_searched_for_a_thousand_markers_in_no_time() -> None:
    """The tokenizers of Mistral and gpt-oss have so many."""
    markers = Markers({f"<SPECIAL_{number}>": number for number in range(1000)} | {"[INST]": 1000})
    text = "plain words and no marker at all, " * 15_000
    markers.pieces(text)  # the expression is made
    began = time.process_time()
    assert markers.pieces(text) == [text]
    assert time.process_time() - began < 0.5  # 4 s where each is tried at each place


async def test_a_tokenizer_that_cannot_be_guarded_is_refused() -> None:
    """Better no request than a forged one."""
    with pytest.raises(EngineError, match="without control tokens"):
        await encode_untrusted(Normalising(), Markers({"x": ord("x")}), "x")
