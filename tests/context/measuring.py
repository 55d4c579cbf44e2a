"""Measures of the bundled and the real tokenizers, and texts that are hard for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from agent.context.measure import Measure
from agent.engine.request import ServerFacts
from agent.engine.vocabulary import encode_untrusted, find_markers
from agent.errors import EngineUnavailable
from tests.offline_engine import OfflineEngine, bundled_engine, real_engine, real_templates

TOKENIZERS = ["bundled", "real"] if real_templates() else ["bundled"]


@dataclass
class CountingEngine:
    """Encodes as an offline engine does, and remembers what it was given."""

    engine: OfflineEngine
    tokenizes: bool = True
    broken: bool = False
    encoded: list[str] = field(default_factory=list)

    @property
    def facts(self) -> ServerFacts:
        return replace(self.engine.facts, tokenizes=self.tokenizes)

    async def encode(self, text: str) -> tuple[int, ...]:
        self.encoded.append(text)
        if self.broken:
            raise EngineUnavailable("busy")
        return await self.engine.encode(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


@cache
def engine(tokenizer: str) -> OfflineEngine:
    return bundled_engine() if tokenizer == "bundled" else real_engine(real_templates()[0])


_measures: dict[str, Measure] = {}


async def measure(tokenizer: str) -> Measure:
    """How a window of ids counts with this tokenizer."""
    if tokenizer not in _measures:
        markers = await find_markers(engine(tokenizer))
        _measures[tokenizer] = Measure(engine(tokenizer), markers)
    return _measures[tokenizer]


async def tokens_in_window(measured: Measure, text: str) -> int:
    """The tokens that a window of ids writes for `text`."""
    return len(await encode_untrusted(measured.engine, measured.markers, text))


def counting(**given: bool) -> tuple[Measure, CountingEngine]:
    """A measure with the bundled tokenizer, and what it sends there."""
    counted = CountingEngine(engine("bundled"), **given)
    return Measure(counted), counted


_pieces = st.one_of(
    st.sampled_from(
        ["<|im_end|>", "<tool_call>", "<|im_", "end|>", "\n", "\n\n", "\r\n", " " * 40, "\0", "é🙂"]
    ),
    st.sampled_from(["word ", "0123456789", '{"a": [1, 2]}', "日本語", "=" * 60, "\t\tx", "İß"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)
long_texts = st.builds(
    lambda pieces, times: "".join(pieces) * times,
    st.lists(_pieces, min_size=1, max_size=12),
    st.integers(1, 60),
)
"""Long lines, empty lines, several scripts, control tokens' texts, whole and in parts."""
