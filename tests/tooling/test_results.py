"""Results as text."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel, computed_field

from agent.tooling.results import crash_text, read_result, words
from agent.types import ToolFailure


class City(BaseModel):
    name: str
    since: datetime.date


@dataclass
class Point:
    x: int
    y: float


class Colour(enum.StrEnum):
    RED = "red"


class Hostile(BaseModel):
    @computed_field  # type: ignore[prop-decorator]
    @property
    def broken(self) -> int:
        raise KeyError("broken")


class Silent(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", "a\nb"),
        ("", ""),
        (None, "Done."),
        (True, "true"),
        (1.5, "1.5"),
        ({"grüße": [1, None]}, '{"grüße": [1, null]}'),
        ([Point(1, 2)], '[{"x": 1, "y": 2}]'),
        (
            City(name="Zürich", since=datetime.date(1, 2, 3)),
            '{"name": "Zürich", "since": "0001-02-03"}',
        ),
        ((1, 2), "[1, 2]"),
        (Colour.RED, "red"),
        ("a\ud800b", "a?b"),
        ("a\0b", "a\0b"),
        (["\udc80"], '["?"]'),
    ],
)
def test_a_value_becomes_text(value: Any, text: str) -> None:
    result = read_result(value)

    assert result == text
    assert type(result) is str


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_that_are_text_become_text(kind: Any) -> None:
    assert read_result(kind("grüße\r\n".encode())) == "grüße\r\n"


@pytest.mark.parametrize("value", [b"\xff\xfe", b"caf\xe9", b"MZ\0\0", "ab".encode("utf-16-le")])
def test_bytes_that_are_no_text_stay_bytes(value: bytes) -> None:
    assert read_result(value) == value
    assert read_result(memoryview(bytearray(value))) == value


@pytest.mark.parametrize("value", [object(), {1: object()}, [10**5000], Hostile()])
def test_a_value_that_json_cannot_express_is_a_failure_that_names_its_type(value: Any) -> None:
    result = read_result(value)

    assert isinstance(result, ToolFailure)
    assert result.kind == "tool_failed"
    assert f"The tool returned a {type(value).__name__}, not text or JSON" in result.reason


def test_a_value_that_contains_itself_is_a_failure() -> None:
    value: list[Any] = []
    value.append(value)

    assert isinstance(read_result(value), ToolFailure)


def test_a_crash_is_told_on_one_short_line() -> None:
    told = crash_text(ValueError("first\nsecond " + "x" * 1000))

    assert told.startswith("ValueError: first second xxx")
    assert len(told) < 600
    assert "\n" not in told


def test_an_exception_that_cannot_be_put_into_words_is_told_anyway() -> None:
    assert crash_text(Silent()) == "Silent: (no message)"
    assert crash_text(KeyError()) == "KeyError"
    assert words(ValueError("a\ud800")) == "a?"
