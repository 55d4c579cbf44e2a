"""What a pool is worth on a server whose KV cache is smaller than its sessions together.

    python benchmarks/pool.py [--rounds 5] [--loads 1 2 4] [--fixed 4 6 8 10 12] [--url URL]

Starts a vLLM of its own with a KV cache of 16,384 tokens (with --url takes the one that is there)
and runs sessions of 12 turns whose tools sleep 0.2 to 2 seconds: so many that their final contexts
are 1, 2 and 4 times the cache. As a coding agent's do, they begin with much to read and then grow
slowly. The policies take turns in each round, with sessions that the server
has never seen: the pool by KV capacity, all sessions at once, and a fixed number at a time.

Prefilled tokens are those of the prompts that the server did not report as cached. Waits are those
of a turn, and of a session's first turn from the beginning of the run. The same is written to
build/bench-pool.json, a row for each policy and load, medians over the rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from agent import Agent, Session, tool
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

WORDS = "tide harbour crane ledger barge signal copper winter orchard lantern".split()  # noqa: SIM905


@tool(read_only=True)
async def calculate(expression: str) -> str:
    """Calculate an arithmetic expression, such as `(17.5 + 3) * 4`.

    Args:
        expression: numbers and + - * /.
    """
    dice = random.Random(expression)
    await asyncio.sleep(dice.uniform(0.2, 2.0))
    left, _, right = expression.partition("*")
    try:
        return str(int(left) * int(right))
    except ValueError:
        return "0"


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

    def row(self) -> dict[str, str | int | float]:
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
        }


def question(dice: random.Random, words: int) -> str:
    """A sum, and words that nobody has sent before."""
    filler = " ".join(dice.choice(WORDS) for _ in range(words))
    return f"What is {dice.randint(11, 99)} * {dice.randint(11, 99)}? {filler}"


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

    sessions = max(1, round(load * KV_TOKENS / options.final))
    pool = agent.pool(limit)
    async for _ in pool.map([f"{policy} {number}" for number in range(sessions)], work):
        pass
    measured.seconds = time.monotonic() - begun
    return measured


@dataclass(frozen=True)
class Options:
    """`messages` are the words of each; `final` is a session's final size in tokens beside the
    prefix, as a session alone showed."""

    messages: Sequence[int]
    final: int


async def final_size(agent: Agent, messages: Sequence[int]) -> tuple[int, float]:
    """A session alone: its tokens beside the prefix at the end, and its hit rate."""
    dice = random.Random(time.time())
    prompt = cached = 0
    async with agent.session() as session:
        for words in messages:
            reply = await session.send(question(dice, words))
            prompt += reply.usage.prompt_tokens
            cached += reply.usage.cached_tokens or 0
        return reply.context.tokens - reply.context.prefix_tokens, cached / prompt


async def bench(url: str, arguments: argparse.Namespace) -> None:
    """All rounds; the table and the report grow as they go."""
    found: dict[tuple[int, str], list[Measured]] = {}
    settings = {
        "base_url": url,
        "store": "memory:",
        "tools": [calculate],
        "temperature": 0.0,
        "answer_tokens": 64,
    }
    async with Agent(system="Use the calculator.", **settings) as agent:
        await final_size(agent, [10])
        messages = [arguments.first_words, *[arguments.words] * (RUNS - 1)]
        final, alone = await final_size(agent, messages)
        options = Options(messages, final)
        print(
            f"a session alone: {final} tokens beside the prefix, hit rate {alone:.3f}", flush=True
        )
        limits: dict[str, Limit] = {"pool": "kv", "unlimited": None}
        limits |= {f"fixed-{number}": number for number in arguments.fixed}
        for _ in range(arguments.rounds):
            for load in arguments.loads:
                for policy, limit in limits.items():
                    measured = await measure(agent, policy, limit, load, options)
                    found.setdefault((load, policy), []).append(measured)
                    print(json.dumps(measured.row()), flush=True)
                    report(found, alone)


def report(found: dict[tuple[int, str], list[Measured]], alone: float) -> None:
    """Write medians over the rounds."""
    rows = []
    for measured in found.values():
        each = [one.row() for one in measured]
        numbers = {
            name: median(float(row[name]) for row in each)
            for name in each[0]
            if name not in ("policy", "load")
        }
        rows.append(
            {"policy": each[0]["policy"], "load": each[0]["load"], **numbers, "rounds": len(each)}
        )
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"hit_rate_alone": alone, "rows": rows}, indent=1) + "\n")


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
    parser.add_argument("--url", help="a vLLM with a KV cache of 16,384 tokens")
    arguments = parser.parse_args(given)
    with engine(arguments.url) as url:
        asyncio.run(bench(url, arguments))


if __name__ == "__main__":
    main()
