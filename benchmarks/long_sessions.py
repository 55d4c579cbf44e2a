"""Long sessions on a real vLLM: are sizes and cached tokens as predicted, does nothing overflow?

    python benchmarks/long_sessions.py [--windows 4096 8192 16384] [--turns 100]

Each session calls a tool in each of its turns, far beyond its window, once with token ids and once
with messages. For each one: requests, those that the server refused or that were over the window,
turns whose prompt size and whose cached tokens were as predicted, compactions, and the share of
what had been sent or generated before that vLLM found again in its cache.

With an engine that serves made-up weights (`agent serve -- --load-format dummy`) and
`--temperature 1` no tool is called, and the answers are text that no tokenizer would write that
way: then the last column shows what replaying an answer as text costs, and that replaying it as ids
costs nothing.

Runs on the engine at AGENT_URL or on the local one, which nothing else should use meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from agent import Agent, tool
from agent.events import EpochOpened, ModelAnswered, Record, RequestSent, RunEnded

REPORT = Path(__file__).resolve().parents[1] / "build" / "bench-long-sessions.json"
WORDS = "tide harbour crane ledger barge signal copper winter orchard lantern".split()  # noqa: SIM905


@tool(read_only=True)
async def read_record(number: int) -> str:
    """Read the record of a number."""
    words = random.Random(number)
    lines = [" ".join(words.choices(WORDS, k=12)) for _ in range(14)]
    return f"The weight of record {number} is {number * 3} kg.\n" + "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One session."""

    transport: str
    window: int
    requests: int
    refused: int
    over: int
    sizes_right: float
    cached_right: float
    epochs: int
    found_again: float


async def session_row(transport: str, window: int, turns: int, temperature: float | None) -> Row:
    """Run a session until it has made so many turns, and look at all of them."""
    agent = Agent(
        system=f"You are assistant {uuid.uuid4()}.",
        few_shot=(),
        tools=[read_record],
        store="memory:",
        context_tokens=window,
        reasoning="keep" if transport == "ids" else "template",
        answer_tokens=96,
        temperature=temperature,
    )
    async with agent, agent.session() as session:
        for number in range(turns):
            await session.send(f"What is the weight of record {number + 101}?")
        return row(transport, window, list(session.transcript.records))


def row(transport: str, window: int, records: Sequence[Record]) -> Row:
    """What the records of a session say."""
    sent = [each for each in records if isinstance(each, RequestSent)]
    answered = [each for each in records if isinstance(each, ModelAnswered)]
    ends = [each for each in records if isinstance(each, RunEnded)]
    pairs = list(zip(sent, answered, strict=False))
    right = sum(one.prompt_tokens == other.usage.prompt_tokens for one, other in pairs)
    cached = sum(one.expected_cached_tokens == other.usage.cached_tokens for one, other in pairs)
    found = list(again(records))
    return Row(
        transport=transport,
        window=window,
        requests=len(sent),
        refused=sum(each.status == "engine_failed" for each in ends),
        over=sum(each.prompt_tokens + each.max_tokens > window for each in sent),
        sizes_right=right / len(pairs),
        cached_right=cached / len(pairs),
        epochs=sum(isinstance(each, EpochOpened) for each in records),
        found_again=sum(hit for hit, _ in found) / max(1, sum(known for _, known in found)),
    )


def again(records: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """For each turn of an epoch but its first: tokens found in the cache, and tokens known."""
    turns = [each for each in records if isinstance(each, ModelAnswered | EpochOpened)]
    for before, after in pairwise(turns):
        if isinstance(before, ModelAnswered) and isinstance(after, ModelAnswered):
            known = before.usage.prompt_tokens + before.usage.completion_tokens
            yield after.usage.cached_tokens or 0, known


async def main(windows: Sequence[int], turns: int, temperature: float | None) -> None:
    """All sessions, one after the other."""
    print(
        f"{'transport':<10} {'window':>7} {'requests':>9} {'refused':>8} {'over':>5} "
        f"{'sizes right':>12} {'cached right':>13} {'epochs':>7} {'found again':>12}"
    )
    rows = []
    for window in windows:
        for transport in ("ids", "messages"):
            made = await session_row(transport, window, turns, temperature)
            rows.append(made)
            print(
                f"{made.transport:<10} {made.window:>7} {made.requests:>9} {made.refused:>8} "
                f"{made.over:>5} {made.sizes_right:>12.1%} {made.cached_right:>13.1%} "
                f"{made.epochs:>7} {made.found_again:>12.1%}",
                flush=True,
            )
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([asdict(each) for each in rows], indent=1), encoding="utf-8")


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--windows", type=int, nargs="+", default=[4096, 8192, 16384])
parser.add_argument("--turns", type=int, default=100, help="user messages in each session")
parser.add_argument("--temperature", type=float, help="of sampling; 1 for made-up weights")
given = parser.parse_args()
asyncio.run(main(given.windows, given.turns, given.temperature))
