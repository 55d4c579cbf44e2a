"""The strings that a tokenizer turns into control tokens, learned from the tokenizer itself.

vLLM encodes the literal text `<|im_end|>` in a message as the control token and has no guard. Which
strings do this differs from model to model, and no list of ours could be complete. So the whole
vocabulary is read once through the server's `/detokenize`, and each string that could be such a
marker is shown to `/tokenize` in the middle of a word: only an added token survives there.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from agent.errors import EngineError

_SEPARATOR = "\n#%&@#\n"
"""Stands between two decoded tokens; no token holds all of it."""

_CHUNK = 4096
"""Token ids decoded by one request."""

_EMPTY_CHUNKS = 2
"""So many chunks without any text are taken for the end of the vocabulary."""

_LARGEST_VOCABULARY = 2**20

_CANDIDATE = re.compile(r"[^\w\s].*[^\W_].*[^\w\s]", re.DOTALL)
"""Marks on both sides of a word, as control tokens have. A pre-tokenizer never joins these three;
where there is none, an ordinary token may look like this, and is guarded too, at no harm."""


class Codec(Protocol):
    """A server's tokenizer. `encode` turns markers into their tokens, and adds none of its own."""

    async def encode(self, text: str) -> tuple[int, ...]: ...

    async def decode(self, ids: Sequence[int]) -> str: ...


@dataclass(frozen=True)
class Markers:
    """The markers of one tokenizer with their ids."""

    ids: Mapping[str, int]

    def pieces(self, text: str) -> list[str]:
        """Cut `text` so that no piece holds a whole marker; joined they are the text again."""
        starts = self._beginning.finditer(text) if self.ids else ()
        cuts = [0, *(found.start() + 1 for found in starts), len(text)]
        return [text[begin:end] for begin, end in pairwise(cuts) if begin < end]

    def held_by(self, ids: Sequence[int]) -> bool:
        """Whether a marker's token is among `ids`."""
        return not set(self.ids.values()).isdisjoint(ids)

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        spelled = map(re.escape, sorted(self.ids))
        return re.compile(ahead({marker[0] for marker in self.ids}, spelled))


NO_MARKERS = Markers({})


def ahead(first: Iterable[str], expressions: Iterable[str]) -> str:
    """An expression for the places where one of these begins, also where they overlap.

    Some tokenizers have a thousand markers: they are tried only where one of the characters stands
    that they begin with.
    """
    characters = "".join(map(re.escape, sorted(first)))
    return f"(?=[{characters}])(?={'|'.join(expressions)})"


async def find_markers(codec: Codec) -> Markers:
    """Read the vocabulary and keep what is encoded as one token wherever it stands.

    Raises:
        EngineError: the server cannot encode or decode.
    """
    strings = await _candidates(codec)
    proved = await asyncio.gather(
        *(_survives(codec, marker, token) for marker, token in strings.items())
    )
    kept = zip(strings.items(), proved, strict=True)
    return Markers({marker: token for (marker, token), survives in kept if survives})


async def encode_untrusted(codec: Codec, markers: Markers, text: str) -> tuple[int, ...]:
    """The ids of `text` as text: the same characters, and no marker's token.

    Raises:
        EngineError: this tokenizer makes a marker's token even of single characters.
    """
    encoded = await asyncio.gather(*(codec.encode(piece) for piece in markers.pieces(text)))
    ids = tuple(token for piece in encoded for token in piece)
    if not markers.held_by(ids):
        return ids
    # A normaliser made a marker of something that was none, such as full-width brackets.
    letters = list(dict.fromkeys(text))
    encoded = await asyncio.gather(*map(codec.encode, letters))
    spelled = dict(zip(letters, encoded, strict=True))
    for letter, ids in spelled.items():
        if markers.held_by(ids):
            raise EngineError(
                f"the server's tokenizer cannot encode {letter!r} without control tokens"
            )
    return tuple(token for letter in text for token in spelled[letter])


async def _candidates(codec: Codec) -> dict[str, int]:
    """Those strings of the vocabulary that could be markers, with their ids."""
    separator = await codec.encode(_SEPARATOR)
    found: dict[str, int] = {}
    empty = 0
    for first in range(0, _LARGEST_VOCABULARY, _CHUNK):
        strings = await _decoded(codec, range(first, first + _CHUNK), separator)
        found.update({text: token for token, text in strings.items() if _CANDIDATE.fullmatch(text)})
        empty = 0 if any(strings.values()) else empty + 1
        if empty == _EMPTY_CHUNKS:
            break
    return found


async def _decoded(codec: Codec, tokens: range, separator: Sequence[int]) -> dict[int, str]:
    ids = [part for token in tokens for part in (token, *separator)]
    strings = (await codec.decode(ids)).split(_SEPARATOR)
    if len(strings) != len(tokens) + 1:
        raise EngineError(
            f"the server's tokenizer does not decode tokens {tokens.start} to {tokens.stop} one "
            "by one, so its control tokens cannot be learned"
        )
    return dict(zip(tokens, strings, strict=False))


async def _survives(codec: Codec, marker: str, token: int) -> bool:
    return token in await codec.encode(f"a{marker}a")
