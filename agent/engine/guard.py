"""Keeps text text where prompts travel as messages and the server encodes them.

A marker, such as `<|im_end|>`, is broken by an invisible character behind its first one. The change
is the smallest that helps, always the same, and can be undone: a text that holds a marker already
broken gets one more of these characters, so no two texts become one.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeAlias

from agent.engine.vocabulary import Markers, ahead
from agent.errors import EngineRejected

BREAKERS = ("\u200b", "\u2060", " ")
"""Zero-width space and word joiner; a space for tokenizers that drop both."""

WELL_KNOWN = (
    *("<s>", "</s>", "<bos>", "<eos>", "<pad>", "<unk>", "[INST]", "[/INST]", "[TOOL_CALLS]"),
    *("[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]"),
    *("[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "<<SYS>>", "<</SYS>>", "[gMASK]", "<sop>", "<eop>"),
    *("<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"),
    *("<tools>", "</tools>", "<start_of_turn>", "<end_of_turn>", "<start_of_image>"),
)
"""Markers of known families, for a server whose tokenizer cannot be asked."""

WELL_KNOWN_SHAPES = (("<", r"[|｜][^<>|｜\n]{1,64}[|｜]>"),)
"""ChatML, Llama 3, gpt-oss, Phi, DeepSeek, Kimi, GLM: a name between bars."""

Render: TypeAlias = Callable[[str], Awaitable[Sequence[int]]]
"""The server's ids of a conversation that consists of one user message."""


@dataclass(frozen=True)
class TextGuard:
    """Breaks markers in text that is not trusted.

    Args:
        markers: the strings that may not reach the server's tokenizer whole.
        shapes: further ones: a first character, and a regular expression of what follows.
        breaker: the character that breaks them.
        proved: the server's own rendering was seen to hold no control token of a broken marker.
    """

    markers: tuple[str, ...] = ()
    shapes: tuple[tuple[str, str], ...] = ()
    breaker: str = BREAKERS[0]
    proved: bool = False

    def broken(self, text: str) -> str:
        """`text` with every marker broken; the same text where there is none."""
        if self._found is None:
            return text
        return _insert(text, [at.start() + 1 for at in self._found.finditer(text)], self.breaker)

    def mended(self, text: str) -> str:
        """What `broken` was given."""
        if self._found is None:
            return text
        places = [at.start() + 1 for at in self._found.finditer(text)]
        kept = [place for place in places if text.startswith(self.breaker, place)]
        return _remove(text, kept, len(self.breaker))

    @cached_property
    def _found(self) -> re.Pattern[str] | None:
        """Where markers begin, whole or broken already; looking ahead finds those that overlap."""
        return _pattern(self.markers, self.shapes, self.breaker)


NO_GUARD = TextGuard()


def well_known_guard() -> TextGuard:
    """For a server that cannot be asked: the markers of known families."""
    return TextGuard(WELL_KNOWN, WELL_KNOWN_SHAPES)


async def proved_guard(markers: Markers, render: Render) -> TextGuard:
    """The first way of breaking this tokenizer's markers that its server's rendering confirms.

    Raises:
        EngineError: the server cannot render.
    """
    strings = tuple(sorted(markers.ids))
    if not strings:
        return TextGuard(proved=True)
    usual = _markers_in(markers, await render("a"))
    whole = " ".join(strings)
    for breaker in BREAKERS:
        guard = TextGuard(strings, breaker=breaker, proved=True)
        try:
            ids = await render(guard.broken(whole))
        except EngineRejected:
            continue
        if _markers_in(markers, ids) == usual:
            return guard
    return TextGuard(strings)


def _markers_in(markers: Markers, ids: Iterable[int]) -> list[int]:
    known = set(markers.ids.values())
    return [token for token in ids if token in known]


@lru_cache(maxsize=64)
def _pattern(
    markers: tuple[str, ...], shapes: tuple[tuple[str, str], ...], breaker: str
) -> re.Pattern[str] | None:
    if not markers and not shapes:
        return None
    between = f"(?:{re.escape(breaker)})*"
    spelled = [between.join(map(re.escape, marker)) for marker in sorted(markers)]
    shaped = [f"{re.escape(first)}{between}{rest}" for first, rest in shapes]
    begin = {each[0] for each in markers} | {first for first, _ in shapes}
    return re.compile(ahead(begin, [*spelled, *shaped]))


def _insert(text: str, places: Sequence[int], piece: str) -> str:
    return piece.join(text[a:b] for a, b in pairwise([0, *places, len(text)]))


def _remove(text: str, places: Sequence[int], length: int) -> str:
    starts = [0, *(place + length for place in places)]
    ends = [*places, len(text)]
    return "".join(text[a:b] for a, b in zip(starts, ends, strict=True))
