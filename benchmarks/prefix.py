"""What a frozen prefix is worth: the same questions with it, and with a clock in the system prompt.

    python benchmarks/prefix.py [--questions 20]

Runs on the engine at AGENT_URL or on the local one, the two ways taking turns, and prints the share
of prompt tokens that vLLM found cached and the median time to the first token.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass, field
from statistics import median

from agent import Agent
from agent.events import ModelAnswered

SYSTEM = "You are an assistant. Use the calculator for every sum, and answer with its result."


@dataclass
class Measured:
    """All turns of one way."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    first_token_ms: list[float] = field(default_factory=list)

    def add(self, answered: ModelAnswered) -> None:
        """Take in one turn."""
        self.prompt_tokens += answered.usage.prompt_tokens
        self.cached_tokens += answered.usage.cached_tokens or 0
        self.first_token_ms.append(answered.first_token_ms)

    def row(self, name: str) -> str:
        """A line of the table."""
        share = self.cached_tokens / self.prompt_tokens
        return f"{name:<24} {share:>8.1%} {median(self.first_token_ms):>14.0f} ms"


async def ask(agent: Agent, question: str, measured: Measured) -> None:
    """One run in a session of its own."""
    async with agent.session() as session:
        await session.send(question)
        for record in session.transcript.records:
            if isinstance(record, ModelAnswered):
                measured.add(record)


async def main(questions: int) -> None:
    """Ask every question both ways."""
    frozen, clock = Measured(), Measured()
    async with Agent(system=SYSTEM, store="memory:") as agent:
        await agent.run("Hello")
        for number in range(questions):
            question = f"What is {number + 11} * 7?"
            await ask(agent, question, frozen)
            stamped = f"The time is {time.time_ns()}. {SYSTEM}"
            async with Agent(system=stamped, store="memory:") as other:
                await ask(other, question, clock)
    print(f"{'system prompt':<24} {'cached':>8} {'first token (median)':>17}")
    print(frozen.row("frozen"))
    print(clock.row("with a clock at the head"))


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--questions", type=int, default=20, help="runs each way")
asyncio.run(main(parser.parse_args().questions))
