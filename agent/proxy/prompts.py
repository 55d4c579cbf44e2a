"""Which prompts of the Completions API go on with one another, told by what they begin with.

A prompt goes on with the one that it begins with, best together with its answer; else with one of
which it holds the later half: then its beginning is another. Prompts that only begin alike, as many
questions behind the same examples do, are conversations of their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.engine.tokens import TokenIds
from agent.proxy.answers import Keys
from agent.proxy.remembered import REMEMBERED_BYTES, Remembered
from agent.types import Usage

Prompt: TypeAlias = str | TokenIds

COMPARED = 16
"""Of the newest prompts, to find one of which a later half is held."""

_TELLING = 16
"""Letters or tokens by which alone a prompt may be known."""

_WIDTH = 4
"""Bytes of a packed token."""


@dataclass(slots=True)
class Prompted:
    """The newest prompt of a conversation, what went on with it and what they cost.

    `answer` is None where it did not come to an end; `ids` while nobody has needed them.
    """

    name: str
    turn: int
    prompt: Prompt
    keys: Keys
    answer: str | None
    usage: Usage | None
    ended: float = 0.0
    size: int = 0
    ids: TokenIds | None = None


class Prompts:
    """The newest prompts."""

    def __init__(self, most_bytes: int = REMEMBERED_BYTES) -> None:
        self._known: Remembered[Prompted] = Remembered("text", most_bytes)

    def find(self, prompt: Prompt, name: str = "") -> Prompted | None:
        """The conversation that a prompt goes on with; None if it begins one.

        Args:
            name: that the client gave it; empty for none.
        """
        if name:
            return self._known.get(name)
        ways: tuple[Callable[[Prompted, Prompt], int], ...] = (_answered, _extended)
        for way in ways:
            best, score = None, 0
            for known in self._known:
                held = way(known, prompt)
                if held > score:
                    best, score = known, held
            if best is not None:
                return best
        newest = itertools.islice(self._known, COMPARED)
        return next((known for known in newest if after_half(known.prompt, prompt) > 0), None)

    def alike(self, prompt: Prompt, keys: Keys, began: float) -> Prompted | None:
        """The prompt to which `prompt` should have been alike; None if none is like it.

        It is one of which `prompt` ends with the later half, or the one that it begins like.

        Args:
            began: when `prompt` was sent; what was answered later could not help it.
        """
        before = [
            each
            for each in self._known
            if each.ended <= began and each.keys == keys and each.usage is not None
        ]
        for known in before[:COMPARED]:
            if after_half(known.prompt, prompt) == 0:
                return known
        best = max(before, key=lambda known: common(known.prompt, prompt), default=None)
        return best if best is not None and common(best.prompt, prompt) >= _TELLING else None

    def keep(self, conversation: Prompted) -> None:
        """It is the newest now."""
        self._known.keep(conversation)

    def new_name(self) -> str:
        """A name for a conversation that has none."""
        return self._known.new_name()


def common(one: Prompt, other: Prompt) -> int:
    """Letters or tokens at the head that are equal; 0 where one is words and one is tokens."""
    if isinstance(one, TokenIds) and isinstance(other, TokenIds):
        return one.common_prefix(other)
    if isinstance(one, TokenIds) or isinstance(other, TokenIds):
        return 0
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def replays(known: Prompted, prompt: Prompt) -> bool:
    """Whether a prompt begins with another and its answer, word by word."""
    return _answered(known, prompt) > 0


def after_half(known: Prompt, prompt: Prompt) -> int:
    """How many letters or bytes stand behind the later half of `known` in `prompt`; -1 where that
    is not in it, or is too short to tell anything."""
    half = known[len(known) // 2 :]
    if len(half) < _TELLING:
        return -1
    if isinstance(half, str) and isinstance(prompt, str):
        at = prompt.rfind(half)
        return len(prompt) - at - len(half) if at >= 0 else -1
    if isinstance(half, TokenIds) and isinstance(prompt, TokenIds):
        at = prompt.packed.rfind(half.packed)
        return len(prompt.packed) - at - len(half.packed) if at >= 0 and at % _WIDTH == 0 else -1
    return -1


def _answered(known: Prompted, prompt: Prompt) -> int:
    if not known.answer or not isinstance(known.prompt, str) or not isinstance(prompt, str):
        return 0
    held = known.prompt + known.answer
    return len(held) if prompt.startswith(held) else 0


def _extended(known: Prompted, prompt: Prompt) -> int:
    """What holds nothing more asks the same once more, unless an answer never came."""
    goes_on = len(prompt) > len(known.prompt) or known.answer is None
    whole = len(known.prompt)
    return whole if goes_on and common(known.prompt, prompt) == whole else 0
