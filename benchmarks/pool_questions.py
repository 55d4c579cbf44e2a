"""What a pool's sessions are asked: sums, and words that nobody has sent before."""

from __future__ import annotations

import asyncio
import random

from agent import Tool, tool

WORDS = "tide harbour crane ledger barge signal copper winter orchard lantern".split()  # noqa: SIM905


def slow_calculator(shortest: float, longest: float) -> Tool:
    """A calculator that takes so many seconds, the same ones whenever it is asked the same."""

    @tool(read_only=True)
    async def calculate(expression: str) -> str:
        """Calculate an arithmetic expression, such as `(17.5 + 3) * 4`.

        Args:
            expression: numbers and + - * /.
        """
        await asyncio.sleep(random.Random(expression).uniform(shortest, longest))
        left, _, right = expression.partition("*")
        try:
            return str(int(left) * int(right))
        except ValueError:
            return "0"

    return calculate


def question(dice: random.Random, words: int) -> str:
    """A sum, and words that nobody has sent before."""
    filler = " ".join(dice.choice(WORDS) for _ in range(words))
    return f"What is {dice.randint(11, 99)} * {dice.randint(11, 99)}? {filler}"
