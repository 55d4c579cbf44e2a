"""Pinned knowledge: all of a small corpus in the frozen prefix, and whether that is cheaper."""

from __future__ import annotations

import asyncio

from agent.context.ledger import Ledger, rendered
from agent.context.measure import MOST_CHARACTERS, Measure
from agent.context.planning import prefix_tokens
from agent.context.prefix import Prefix
from agent.context.transport import Transport
from agent.engine.request import Engine
from agent.errors import ConfigError
from agent.retrieval import Knowledge, KnowledgePlan
from agent.retrieving import piece_of

_COUNTED = 200_000
"""Characters that are counted at a time; a token that is cut there counts as two."""

_NO_INDEX = "there is no knowledge index: build one with `agent index PATH`"


async def with_knowledge(
    prefix: Prefix, knowledge: Knowledge | None, engine: Engine, transport: Transport
) -> Prefix:
    """The prefix with all knowledge, in which nothing can become a control token.

    Raises:
        ConfigError: there is none, or the prefix would take more than half of the window.
        KnowledgeError: the index cannot be read.
    """
    if knowledge is None:
        raise ConfigError(_NO_INDEX)
    text = transport.messages.guard.broken(await asyncio.to_thread(pinned, knowledge))
    window, tokens = engine.facts.window, 0
    if len(text) <= window * MOST_CHARACTERS:
        whole = prefix.with_passages(text)
        tokens = await prefix_tokens(engine, whole)
        if tokens <= window // 2:
            return whole
    size = f"{tokens} tokens" if tokens else f"{len(text)} characters"
    raise ConfigError(
        f"the pinned knowledge is too large for a window of {window} tokens: with it the prefix "
        f'takes {size}. Index fewer files, or set retrieval = "tool"'
    )


def pinned(knowledge: Knowledge) -> str:
    """All passages in canonical order, as they stand in a prefix; nothing in it twice.

    Raises:
        KnowledgeError: the index cannot be read.
    """
    ledger = Ledger()
    found = map(piece_of, knowledge.passages())
    return rendered(new for each in found for new in ledger.take(each) if not new.given.above)


async def plan_knowledge(
    knowledge: Knowledge | None, engine: Engine, *, sessions: int, questions: int, limit: int
) -> KnowledgePlan:
    """`Knowledge.plan` for this engine, with the tokens that it counts.

    Raises:
        ConfigError: there is no knowledge.
        KnowledgeError: the index cannot be read.
        EngineError: the server could not count.
    """
    if knowledge is None:
        raise ConfigError(_NO_INDEX)
    measure = Measure(engine)
    text = await asyncio.to_thread(pinned, knowledge)
    parts = [text[at : at + _COUNTED] for at in range(0, len(text), _COUNTED)]
    tokens = sum([await measure.tokens(part) for part in parts])
    facts = engine.facts
    return knowledge.plan(
        tokens,
        facts.window,
        facts.kv_cache_tokens,
        sessions=sessions,
        questions=questions,
        limit=limit,
    )
