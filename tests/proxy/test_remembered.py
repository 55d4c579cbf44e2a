"""The newest conversations are remembered, and the others are not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from agent.proxy import remembered
from agent.proxy.remembered import Remembered


@dataclass
class Talk:
    name: str
    size: int = 1


def names(known: Remembered[Talk]) -> list[str]:
    return [each.name for each in known]


def test_the_newest_is_the_first() -> None:
    known: Remembered[Talk] = Remembered("talk")
    for name in ("a", "b", "a"):
        known.keep(Talk(name))
    assert names(known) == ["a", "b"]


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED", 2)
    known: Remembered[Talk] = Remembered("talk")
    for name in ("a", "b", "c"):
        known.keep(Talk(name))
    assert names(known) == ["c", "b"]
    assert known.get("a") is None


def test_what_is_large_is_forgotten_sooner() -> None:
    known: Remembered[Talk] = Remembered("talk", most_bytes=10)
    for talk in (Talk("a", 4), Talk("a", 6), Talk("b", 4), Talk("c", 4)):
        known.keep(talk)
    assert names(known) == ["c", "b"]


def test_a_new_name_is_nobody_elses() -> None:
    known: Remembered[Talk] = Remembered("talk")
    known.keep(Talk("talk-1"))
    assert known.new_name() == "talk-2"
