"""One conversation with an agent of any framework, as benchmarks/peers.py orders it.

The order comes as JSON on standard input; each answer goes out as a line of JSON when it is there.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked, and of which server.

    Args:
        how: in which way the framework keeps its history.
        window: the server's, in tokens; a framework that cannot read it is told.
        records: the records that the tool returns, by station.
    """

    how: str
    url: str
    model: str
    system: str
    window: int
    answer_tokens: int
    messages: list[str]
    records: dict[str, str]

    @property
    def trigger(self) -> int:
        """Tokens from which a framework makes its history shorter: three quarters of the window."""
        return self.window * 3 // 4


Ask = Callable[[str], Awaitable[str]]


def converse(begin: Callable[[Order], Awaitable[Ask]]) -> None:
    """Ask all messages of the order, one after the other, whatever becomes of each."""
    order = Order(**json.load(sys.stdin))

    async def run() -> None:
        ask = await begin(order)
        for message in order.messages:
            told: dict[str, str | float] = {"answer": "", "failed": ""}
            began = time.perf_counter()
            try:
                told["answer"] = await ask(message)
            except Exception as error:  # noqa: BLE001  whatever a framework raises is its answer
                told["failed"] = f"{type(error).__name__}: {error}".splitlines()[0][:300]
            told["seconds"] = time.perf_counter() - began
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()

    asyncio.run(run())
