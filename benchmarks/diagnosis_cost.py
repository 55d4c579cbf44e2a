"""What the diagnosis of the cache adds to a turn that is well, in our own processor time.

    python benchmarks/diagnosis_cost.py [--turns 200]

A session of 100,000 tokens goes on for some turns; each finds in the cache what it should. Timed is
all that is done for the diagnosis: what the last request left is worked out, compared with what was
reported, and the answer is noted for the next turn.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from statistics import median

from agent.context.cache import CacheExpectation
from agent.context.explaining import Begun, Explainer
from agent.context.message_window import MessageWindow
from agent.context.planning import Plan
from agent.context.prefix import Prefix
from agent.engine.answer import Answer
from agent.engine.request import Prompt, PromptCount, Request, TokenSegment
from agent.engine.tokens import TokenIds
from agent.testing import ScriptedModel
from agent.types import AssistantMessage, Usage

TOKENS = 100_000


async def main(turns: int) -> None:
    """Print the median."""
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
    print(f"{turns} turns of {TOKENS:,} tokens and more: {1000 * median(spent[1:]):.3f} ms a turn")


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--turns", type=int, default=200)
asyncio.run(main(parser.parse_args().turns))
