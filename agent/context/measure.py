"""How many tokens a result takes in the window, and how much of a text a number of tokens holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog

from agent.context.template import ContentRule, apply_rule
from agent.context.transport import MessageTransport, TokenTransport, Transport
from agent.engine.guard import NO_GUARD, TextGuard
from agent.engine.request import Engine
from agent.engine.vocabulary import Markers
from agent.errors import EngineError

Result = TypeVar("Result")

MOST_CHARACTERS = 16
"""For each token of a limit. A text with more is taken as too long uncounted, so that megabytes
are never sent to be counted; few texts but runs of spaces have as many."""

_log = structlog.get_logger("agent.context")

_PATIENCE = 10.0
"""Seconds that the server has for all counts of one piece of work."""

_CLOSE_ENOUGH = 0.95
"""A piece that takes so much of its limit is not made longer."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts results as the session's window writes them. A count is never too low.

    Args:
        markers: the control tokens' texts, if the window writes them as text.
        rule: how the model's template writes a result.
        guard: how the window breaks control tokens' texts that it sends as a message.
        by_bytes: the server is not asked.
    """

    engine: Engine
    markers: Markers = field(default_factory=lambda: Markers({}))
    rule: ContentRule = "as_is"
    guard: TextGuard = NO_GUARD
    by_bytes: bool = False

    @classmethod
    def of(cls, engine: Engine, transport: Transport) -> Measure:
        """The measure of the windows of this transport."""
        if isinstance(transport, TokenTransport):
            return cls(engine, transport.markers, transport.template.tool_rule)
        if isinstance(transport, MessageTransport):
            return cls(engine, guard=transport.messages.guard)
        return cls(engine)

    async def fits(self, text: str, limit: int) -> bool:
        """Whether `text` takes at most `limit` tokens. The server is only asked in doubt.

        Raises:
            EngineError: the server could not count.
        """
        if len(text) > MOST_CHARACTERS * limit:
            return False
        if _bytes(self._written(text)) <= limit:
            return True
        return await self.tokens(text) <= limit

    async def tokens(self, text: str) -> int:
        """The tokens of `text`, or a bound that is not below them.

        Every token is at least one byte: that is the bound where the server cannot count. A
        control token's text is counted as if each of its bytes were a token, because the window
        cuts it into pieces.

        Raises:
            EngineError: the server could not count.
        """
        written = self._written(text)
        if self.by_bytes or not self.engine.facts.tokenizes:
            return _bytes(written)
        ids = await self.engine.encode(written)
        weights = {token: _bytes(marker) + 2 for marker, token in self.markers.ids.items()}
        found = sum(token in weights for token in ids)
        if found >= len(self.markers.pieces(written)):
            return _bytes(written)  # a normaliser made markers: the window encodes it by letters
        return sum(weights.get(token, 1) for token in ids)

    def _written(self, text: str) -> str:
        return apply_rule(self.rule, self.guard.broken(text))

    async def longest(self, render: Callable[[int], str], most: int, limit: int) -> int:
        """A number of characters or lines, the larger the better, that a limit has room for.

        The next number to try is inferred from the last, in turn with halving what is left.

        Args:
            render: the text with so many of them; the more, the longer.
            most: the largest number.
            limit: tokens that the text may take.

        Returns:
            A number whose text is within the limit; 0 if there is none.

        Raises:
            EngineError: the server could not count.
        """
        low, high, halve = 0, most, False
        guess = min(most, 3 * limit)
        while low < high:
            tokens = await self.tokens(render(guess))
            if tokens > limit:
                high = guess - 1
            elif tokens >= _CLOSE_ENOUGH * limit:
                return guess
            else:
                low = guess
            inferred = int(guess * limit * 0.98) // max(tokens, 1)
            guess = (low + high + 1) // 2 if halve else min(max(inferred, low + 1), high)
            halve = not halve
        return low

    async def patiently(self, work: Callable[[Measure], Awaitable[Result]]) -> Result:
        """`work` with this measure; with bytes if the server fails or takes too long.

        A result must not be lost, nor a stopped run held up, because nobody counts.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                return await work(self)
        except (EngineError, TimeoutError) as reason:
            _log.info("results are measured in bytes", reason=str(reason) or "no answer in time")
            return await work(replace(self, by_bytes=True))


def characters_for(limit: int) -> int:
    """The most characters worth trying for `limit` tokens, with room left for words around."""
    return (MOST_CHARACTERS - 1) * limit


def to_line_end(text: str) -> str:
    """`text` without what follows its last line end, if that is in its last quarter."""
    end = text.rfind("\n", len(text) * 3 // 4)
    return text if end < 0 else text[: end + 1]


def from_line_start(text: str) -> str:
    """`text` without what stands before its first line end, if that is in its first quarter."""
    end = text.find("\n", 0, len(text) // 4)
    return text if end < 0 else text[end + 1 :]


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
