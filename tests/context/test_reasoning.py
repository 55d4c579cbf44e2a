"""Which of an answer's tokens are its reasoning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from agent.context.reasoning import reasoning_tokens
from agent.engine.request import Engine
from agent.events import ModelAnswered
from agent.types import AssistantMessage, Usage

CLOSED = ("They ", "ask.", "</think>", "\n\n", "It ", "is ", "noon.")
MERGED = ("They ", "ask.", "</think>\n\nIt ", *("is ",) * 500, "noon.")


class Decoding:
    """Knows the text of each token, and counts how often it is asked."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.asked = 0

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these."""
        self.asked += 1
        return "".join(self.tokens[token] for token in ids)


def answer(tokens: Sequence[str], reasoning: str) -> ModelAnswered:
    message = AssistantMessage("", reasoning=reasoning)
    ids = tuple(range(len(tokens)))
    return ModelAnswered(1, message, "stop", Usage(), 0.0, 0.0, token_ids=ids)


@pytest.mark.parametrize(
    ("tokens", "reasoning", "dropped"),
    [
        (CLOSED, "They ask.", 4),
        (CLOSED, "They think.", 0),
        (CLOSED[:2] + CLOSED[4:], "They ask.", 0),
        (MERGED, "They ask.", 0),
    ],
)
async def test_reasoning_is_what_stands_before_its_end(
    tokens: Sequence[str], reasoning: str, dropped: int
) -> None:
    """With what closes it; nothing where it does not stand first, is not closed, or its end shares
    a token with the answer."""
    engine = cast("Engine", Decoding(tokens))
    assert await reasoning_tokens(engine, answer(tokens, reasoning)) == dropped


async def test_a_long_answer_is_not_decoded_from_every_token_on() -> None:
    """Each asking is a request to the server."""
    engine = Decoding(MERGED)
    await reasoning_tokens(cast("Engine", engine), answer(MERGED, "They ask."))
    assert engine.asked < 20
