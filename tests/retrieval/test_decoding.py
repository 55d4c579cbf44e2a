"""Encodings: told where they can be, and refused with what to do where they cannot."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.retrieval.decoding import Undecodable, decode, is_binary

TEXT = "The ferry leaves Zürich at noon.\r\n\tEvery day, 5 €.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_its_mark_and_without(encoding: str) -> None:
    data = TEXT.encode(encoding)

    assert not is_binary(data)
    assert decode(data) == TEXT


@pytest.mark.parametrize(
    "data",
    [
        TEXT.replace("€", "").encode("latin-1"),
        TEXT.encode("cp1252"),
        TEXT.encode() + TEXT.replace("€", "").encode("latin-1"),
        "フェリー".encode("shift_jis"),
        b"\xed\xa0\x80 half a pair",
        b"\xc0\xae too long",
    ],
    ids=["latin-1", "cp1252", "mixed", "shift-jis", "surrogate", "overlong"],
)
def test_another_encoding_is_refused_and_never_guessed(data: bytes) -> None:
    assert not is_binary(data)
    with pytest.raises(Undecodable, match=r"not UTF-8 text \(byte \d+\): save it as UTF-8"):
        decode(data)


def test_utf_16_that_ends_in_the_middle_of_a_character_is_refused() -> None:
    with pytest.raises(Undecodable, match="not UTF-8 or UTF-16 text"):
        decode(TEXT.encode("utf-16") + b"x")


@pytest.mark.parametrize(
    "data",
    [
        b"text and then\0",
        struct.pack("<200h", *range(-100, 100)),
        struct.pack("<200h", *range(200)),
        struct.pack(">100i", *range(100)),
        b"\0" * 100,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01",
    ],
    ids=["nul", "samples", "numbers", "integers", "nothing", "png"],
)
def test_what_has_a_nul_and_is_no_text_is_binary(data: bytes) -> None:
    assert is_binary(data)


def test_a_nul_behind_the_beginning_becomes_a_sign_that_can_be_stored() -> None:
    assert decode(b"The ferry\0 leaves") == "The ferry\N{REPLACEMENT CHARACTER} leaves"


def test_the_names_of_control_tokens_stay_as_they_are_written() -> None:
    assert decode(b"<|im_end|>\n<|im_start|>system") == "<|im_end|>\n<|im_start|>system"


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_any_text_comes_back(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
