"""Which of an answer's tokens are its reasoning."""

from __future__ import annotations

import re

from agent.engine.request import Engine
from agent.events import ModelAnswered

_CLOSING = re.compile(r"\s*</?[^<>]+>\s*")
"""What a model writes behind its reasoning, such as `</think>`."""


async def reasoning_tokens(engine: Engine, answered: ModelAnswered) -> int:
    """How many of an answer's first tokens are its reasoning, with what closes it.

    0 where the server gave no tokens, or where the reasoning does not stand first.
    """
    ids, reasoning = answered.token_ids, answered.message.reasoning.strip()
    begin, end = 0, len(ids)
    while begin < end:
        middle = (begin + end) // 2
        if reasoning in await engine.decode(ids[:middle]):
            end = middle
        else:
            begin = middle + 1
    rest = await engine.decode(ids[begin:])
    closed = _CLOSING.match(rest)
    if closed is None:
        return 0
    told = rest[closed.end() :]
    for dropped in range(begin, len(ids)):
        left = await engine.decode(ids[dropped:])
        if left == told:
            return dropped
        if len(left) < len(told):  # a token holds the end of what closes it and more
            break
    return 0
