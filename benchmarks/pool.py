"""What a pool is worth on a server whose KV cache is smaller than its sessions together.

    python benchmarks/pool.py [--rounds 5] [--loads 1 2 4] [--fixed 4 6 8 10 12] [--resume]

Starts a vLLM of its own with a KV cache of 16,384 tokens (with --url takes the one that is there)
and runs sessions of 12 turns whose tools sleep 0.2 to 2 seconds: as many as fit with their final
contexts 1, 2 and 4 times the cache, rounded down, so that with the first load nothing has to wait.
As a coding agent's do, they begin with much to read and then grow slowly. The policies take turns
in each round, in another order each time, with sessions that the server has never seen: the pool by
KV capacity, all sessions at once, and a fixed number at a time.

Prefilled tokens are those of the prompts that the server did not report as cached. Waits are those
of a turn, and of a session's first turn from the beginning of the run. The same is written to
build/bench-pool.json: `rows`, one for each policy and load, medians over the rounds, and `rounds`,
each as it was measured, with the machine's load average at its end (all that runs there counts, so
it tells what else did). --resume goes on with what that file has, also with other loads or numbers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

from pool_questions import question, slow_calculator
from pool_report import Report, Row

from agent import Agent, Session
from agent.engine.address import free_port
from agent.engine.command import ServeOptions
from agent.engine.home import engine_home
from agent.engine.launch import launch
from agent.engine.plan import make_plan
from agent.events import ModelAnswered, RequestSent
from agent.pool import Limit, Task
from agent.reply import Reply
from agent.runtime import bundled_model

REPORT = Path(__file__).resolve().parents[1] / "build" / "bench-pool.json"
BLOCKS, BLOCK_SIZE = 513, 32
"""vLLM keeps one block for itself."""

KV_TOKENS = (BLOCKS - 1) * BLOCK_SIZE
RUNS = 6
"""Runs of a session; each is a call of the tool and an answer: 12 turns."""


@dataclass
class Measured:
    """One run of one policy."""

    policy: str
    load: int
    seconds: float = 0.0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    turns: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def row(self) -> Row:
        """The report's row."""
        return {
            "policy": self.policy,
            "load": self.load,
            "seconds": round(self.seconds, 2),
            "prefilled_tokens": self.prompt_tokens - self.cached_tokens,
            "hit_rate": round(self.cached_tokens / max(1, self.prompt_tokens), 4),
            "p50_turn_s": round(median(self.turns), 3),
            "p99_turn_s": round(quantiles(self.turns, n=100)[98], 3),
            "max_wait_s": round(max(self.waits), 3),
            "turns": len(self.turns),
            "load_average": round(os.getloadavg()[0], 1),
        }


async def measure(agent: Agent, policy: str, limit: Limit, load: int, options: Options) -> Measured:
    """Run the sessions of one load under one policy."""
    measured = Measured(policy, load)
    begun, wall = time.monotonic(), time.time()

    async def work(session: Session, task: Task) -> Reply:
        dice = random.Random(f"{task.text} {wall}")
        for words in options.messages:
            reply = await session.send(question(dice, words))
        sent = wall
        first = True
        for entry in session.transcript:
            record = entry.record
            if isinstance(record, RequestSent):
                sent = entry.time
            if isinstance(record, ModelAnswered):
                usage = record.usage
                measured.prompt_tokens += usage.prompt_tokens
                measured.cached_tokens += usage.cached_tokens or 0
                took = entry.time - sent
                measured.turns.append(took)
                since = entry.time - wall if first else took
                measured.waits.append(max(0.0, since - record.total_ms / 1000))
                first = False
        return reply

    sessions = max(1, (load * KV_TOKENS - options.shared) // options.final)
    pool = agent.pool(limit)
    async for _ in pool.map([f"{policy} {number}" for number in range(sessions)], work):
        pass
    measured.seconds = time.monotonic() - begun
    return measured


@dataclass(frozen=True)
class Options:
    """`messages` are the words of each; `final` is a session's final size in tokens beside the
    prefix, as a session alone showed, and `shared` that of the prefix."""

    messages: Sequence[int]
    final: int
    shared: int


async def alone(agent: Agent, messages: Sequence[int]) -> tuple[int, int, float]:
    """A session alone: its tokens beside the prefix at the end, the prefix's, and its hit rate."""
    dice = random.Random(time.time())
    prompt = cached = 0
    async with agent.session() as session:
        for words in messages:
            reply = await session.send(question(dice, words))
            prompt += reply.usage.prompt_tokens
            cached += reply.usage.cached_tokens or 0
        prefix = reply.context.prefix_tokens
        return reply.context.tokens - prefix, prefix, cached / prompt


Item = TypeVar("Item")


def turned(items: list[Item], by: int) -> list[Item]:
    """The items from another one on, and every second time backwards: none is always after the
    same other one."""
    first = by // 2 % max(1, len(items))
    around = items[first:] + items[:first]
    return around[::-1] if by % 2 else around


async def bench(url: str, arguments: argparse.Namespace) -> None:
    """All rounds; the table and the report grow as they go."""
    settings = {
        "base_url": url,
        "store": "memory:",
        "tools": [slow_calculator(0.2, 2.0)],
        "temperature": 0.0,
        "answer_tokens": 64,
    }
    messages = [arguments.first_words, *[arguments.words] * (RUNS - 1)]
    report = Report(REPORT, {"kv": KV_TOKENS, "first": messages[0], "later": messages[-1]})
    limits: dict[str, Limit] = {"pool": "kv", "unlimited": None}
    limits |= {f"fixed-{number}": number for number in arguments.fixed}
    async with Agent(system="Use the calculator.", **settings) as agent:
        _, shared, _ = await alone(agent, [10])
        if not (arguments.resume and report.resume()):
            report.final, _, report.hit_rate_alone = await alone(agent, messages)
        print(
            f"a session alone: {report.final} tokens beside the prefix of {shared}, "
            f"hit rate {report.hit_rate_alone:.3f}",
            flush=True,
        )
        options = Options(messages, report.final, shared)
        for number in range(1, arguments.rounds + 1):
            for load in arguments.loads:
                for policy, limit in turned(list(limits.items()), number - 1):
                    if report.has(policy, load, number):
                        continue
                    measured = await measure(agent, policy, limit, load, options)
                    row = measured.row() | {"round": number}
                    print(json.dumps(row), flush=True)
                    report.add(row)


@contextmanager
def engine(url: str | None) -> Iterator[str]:
    """The address of the engine; one that was started here is stopped."""
    if url is not None:
        yield url
        return
    flags = (f"--num-gpu-blocks-override={BLOCKS}", f"--block-size={BLOCK_SIZE}")
    wanted = ServeOptions(str(bundled_model()), port=free_port(), max_model_len="8192", extra=flags)
    plan = make_plan(wanted, engine_home(), print)
    with tempfile.TemporaryDirectory() as logs:
        started = launch(plan, Path(logs) / "engine.log", print)
        try:
            yield plan.root
        finally:
            started.stop()


def main(given: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--loads", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--fixed", type=int, nargs="*", default=[4, 6, 8, 10, 12])
    parser.add_argument("--first-words", type=int, default=300, help="of the first message")
    parser.add_argument("--words", type=int, default=25, help="of each later one")
    parser.add_argument("--resume", action="store_true", help="keep the rounds of the report")
    parser.add_argument("--url", help="a vLLM with a KV cache of 16,384 tokens")
    arguments = parser.parse_args(given)
    with engine(arguments.url) as url:
        asyncio.run(bench(url, arguments))


if __name__ == "__main__":
    main()
