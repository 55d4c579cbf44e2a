"""What the diagnosis of the cache adds to a turn that is well, in our own processor time.

    python benchmarks/diagnosis_cost.py [--turns 200]

Two sessions of 100,000 tokens go on in turn against an engine that answers at once: one is
diagnosed, the other's explainer does nothing. What a pair of turns differs by is the diagnosis, and
what the machine did meanwhile; the median of all pairs is the diagnosis.

Beside it, all that is done for the diagnosis is timed by itself: what the last request left is
worked out, compared with what was reported, and the answer is noted for the next turn.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import chdir
from statistics import median

from instant_engine import TOKENS, InstantEngine, grown

from agent import Agent
from agent.context.cache import CacheExpectation
from agent.context.explaining import Begun, Explainer
from agent.context.message_window import MessageWindow
from agent.context.planning import Plan
from agent.context.prefix import Prefix
from agent.engine.answer import Answer
from agent.engine.request import Prompt, PromptCount, Request, TokenSegment
from agent.engine.tokens import TokenIds
from agent.events import CacheMiss
from agent.runtime import Session
from agent.testing import ScriptedModel
from agent.types import AssistantMessage, Usage

MESSAGES = 1000


class Silent(Explainer):
    """Explains nothing."""

    async def explain(self, *_: object) -> CacheMiss | None:
        """No turn is looked at."""
        return None

    def learn(self, *_: object) -> None:
        """Nothing is kept."""


async def paired(turns: int) -> tuple[float, float, float]:
    """Median milliseconds of a turn with the diagnosis, without, and of what a pair differs by."""
    engine = InstantEngine()
    agent = Agent(engine=engine, tools=[], system="Help.", few_shot=(), store="memory:")

    async def spent(session: Session) -> float:
        before, theirs = time.process_time(), engine.seconds
        reply = await session.send("Is it so?")
        assert not reply.cache.misses
        return time.process_time() - before - (engine.seconds - theirs)

    async with agent, agent.session() as diagnosed, agent.session() as silent:
        for session in (diagnosed, silent):
            await grown(session, MESSAGES)
            await session.send("Is it so?")  # the first one is cold
        planner = silent._open().loop.planner
        planner._explainer = Silent("s", engine, CacheExpectation(16), Begun())
        pairs = []
        for number in range(turns):  # each is the first of every other pair
            if number % 2:
                silence, diagnosis = await spent(silent), await spent(diagnosed)
            else:
                diagnosis, silence = await spent(diagnosed), await spent(silent)
            pairs.append((diagnosis, silence))
    with_it, without, differences = (
        [one for one, _ in pairs],
        [other for _, other in pairs],
        [one - other for one, other in pairs],
    )
    return 1000 * median(with_it), 1000 * median(without), 1000 * median(differences)


async def alone(turns: int) -> float:
    """Median milliseconds of all that is done for the diagnosis of a turn."""
    expectation = CacheExpectation(16)
    explainer = Explainer("s", ScriptedModel(["Yes."]), expectation, Begun(1000))
    window = MessageWindow(Prefix.render("Help."))
    ids, spent = TokenIds(range(TOKENS)), []
    for turn in range(turns + 1):
        request = Request("s", Prompt((TokenSegment(ids[-100:]),)), 100)
        expected = expectation.expected("s", ids)
        began = time.process_time()
        held = expectation.held("s", ids)
        plan = Plan(request, PromptCount(len(ids), ids), expected, held, window)
        usage = Usage(len(ids), expected or len(ids), 10)
        answer = Answer(AssistantMessage("Yes."), "stop", usage, (), (7,) * 10, 1.0, 1.0)
        miss = await explainer.explain(turn, plan, answer)
        explainer.learn(plan, answer)
        expectation.traffic.note("s", usage)
        spent.append(time.process_time() - began)
        assert miss is None
        expectation.learn("s", ids, TokenIds(answer.token_ids))
        ids = ids + TokenIds(answer.token_ids) + TokenIds(range(90))
    return 1000 * median(spent[1:])


async def main(turns: int) -> None:
    """Both."""
    with tempfile.TemporaryDirectory() as empty, chdir(empty):  # no project
        diagnosed, silent, difference = await paired(turns)
    print(f"{turns} pairs of turns at {TOKENS:,} tokens and more, medians of processor time:")
    print(f"  a turn {diagnosed:.3f} ms, without the diagnosis {silent:.3f} ms")
    print(f"  what a pair differs by {difference:.3f} ms")
    print(f"  the diagnosis by itself {await alone(turns):.3f} ms")


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--turns", type=int, default=200)
asyncio.run(main(parser.parse_args().turns))
