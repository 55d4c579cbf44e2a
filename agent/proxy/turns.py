"""What is told of each request: a turn of a conversation, or why there is nothing to tell."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from agent.observe.redaction import Redactor
from agent.proxy.observed import Observed
from agent.types import JSON

REMEMBERED = 1000
"""Turns that the page shows."""


@dataclass(frozen=True, slots=True)
class Undiagnosed:
    """A request that was passed on and not diagnosed."""

    reason: str


def turn_json(told: Observed | Undiagnosed, time: float, redactor: Redactor) -> JSON:
    """What is told, as JSON with no secret in it; `time` is Unix time."""
    if isinstance(told, Undiagnosed):
        return {"time": time, "conversation": None, "undiagnosed": redactor.text(told.reason)}
    usage = told.usage
    return {
        "time": time,
        "conversation": told.conversation,
        "turn": told.turn,
        "prompt_tokens": usage.prompt_tokens if usage is not None else None,
        "cached_tokens": usage.cached_tokens if usage is not None else None,
        "completion_tokens": usage.completion_tokens if usage is not None else None,
        "expected_tokens": told.expected,
        "miss": redactor.json(asdict(told.miss)) if told.miss is not None else None,
    }


class Turns:
    """The newest turns, numbered from 1. Written by one thread and read by another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: deque[tuple[int, JSON]] = deque(maxlen=REMEMBERED)
        self._number = 0

    def add(self, turn: Mapping[str, JSON]) -> None:
        """One more."""
        with self._lock:
            self._number += 1
            self._newest.append((self._number, {"number": self._number, **turn}))

    def after(self, number: int) -> list[JSON]:
        """Those with a higher number, in order."""
        with self._lock:
            return [turn for each, turn in self._newest if each > number]
