"""What a frozen prefix is worth: the same questions with it, and with a clock in the system prompt.

    python benchmarks/prefix.py [--questions 20]

Each question is asked by an agent of its own, in two ways that take turns. The tools stand before
the system prompt, as in most templates, so they are found cached both ways. Prefilled are the
tokens that vLLM's own counters say were looked up in the prefix cache and not found, with those of
the request by which an agent warms its prefix; the time is from the opening of the agent to its
answer. Runs on the engine at AGENT_URL or on the local one, which nothing else should use.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from dataclasses import dataclass
from statistics import mean, median

import httpx

from agent import Agent
from agent.engine.local import ensure_engine
from agent.engine.metrics import samples_of
from agent.runtime import bundled_model

SYSTEM = "You are an assistant. Use the calculator for every sum, and answer with its result."


@dataclass(frozen=True, slots=True)
class Measured:
    """One question: tokens looked up and prefilled, and milliseconds."""

    tokens: float
    prefilled: float
    milliseconds: float


async def counters(url: str) -> tuple[float, float]:
    """Tokens that the server has looked up in its prefix cache, and found."""
    async with httpx.AsyncClient() as client:
        page = (await client.get(f"{url.rstrip('/').removesuffix('/v1')}/metrics")).text
    samples = list(samples_of(page))

    def total(name: str) -> float:
        return sum(each.value for each in samples if each.name == f"vllm:prefix_cache_{name}_total")

    return total("queries"), total("hits")


async def ask(url: str, system: str, question: str) -> Measured:
    """Open an agent, ask, and close it."""
    looked_up, found = await counters(url)
    began = time.perf_counter()
    async with Agent(system=system, url=url, store="memory:") as agent:
        await agent.run(question)
    took = time.perf_counter() - began
    looked_up_then, found_then = await counters(url)
    tokens = looked_up_then - looked_up
    return Measured(tokens, tokens - (found_then - found), took * 1000)


def row(name: str, all_asked: list[Measured]) -> str:
    """A line of the table."""
    share = 1 - sum(each.prefilled for each in all_asked) / sum(each.tokens for each in all_asked)
    return (
        f"{name:<24} {mean(each.prefilled for each in all_asked):>9.0f} {share:>8.1%}"
        f" {median(each.milliseconds for each in all_asked):>9.0f} ms"
    )


async def main(questions: int) -> None:
    """Ask every question both ways."""
    url = os.environ.get("AGENT_URL") or (await ensure_engine(model=bundled_model())).url
    await ask(url, SYSTEM, "Hello")
    frozen, clock = [], []
    for number in range(questions):
        question = f"What is {number + 11} * 7?"
        frozen.append(await ask(url, SYSTEM, question))
        clock.append(await ask(url, f"The time is {time.time_ns()}. {SYSTEM}", question))
    print(f"{'system prompt':<24} {'prefilled':>9} {'cached':>8} {'median':>12}")
    print(row("frozen", frozen))
    print(row("with a clock at the head", clock))


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--questions", type=int, default=20, help="questions each way")
asyncio.run(main(parser.parse_args().questions))
