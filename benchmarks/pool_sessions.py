"""A thousand sessions at once against a scripted engine: memory, overhead and event-loop lag.

    python benchmarks/pool_sessions.py [--sessions 1000] [--runs 4]

Each session has runs of two turns with a tool that sleeps; the engine answers at once, counts a KV
cache that holds an eighth of the sessions, and keeps nothing. Memory is the growth of the process
when all sessions are open and have had all their runs but the last, divided by their number, less
the stored text of their transcripts. The overhead is what a turn takes of the event loop's thread.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles

from agent import Agent, Session, tool
from agent.context.transcript import encode
from agent.engine.request import Chunk, MessageSegment, Request, ServerFacts
from agent.testing import Answering, ScriptedModel, calls

REPORT = Path(__file__).resolve().parents[1] / "build" / "bench-pool-sessions.json"


@tool(read_only=True)
async def wait() -> str:
    """Wait a moment."""
    await asyncio.sleep(0.2)
    return "done"


def step(request: Request) -> str | Answering:
    """Call the tool in a run's first turn, and answer in its second."""
    last = request.prompt.segments[-1]
    called = isinstance(last, MessageSegment) and b'"role":"tool"' in last.json
    return "ready" if called else calls(("wait", {}))


@dataclass(slots=True)
class Small(ScriptedModel):
    """Keeps no request, and says how large its cache is."""

    kv: int = 100_000

    @property
    def facts(self) -> ServerFacts:
        """With a capacity."""
        return replace(ScriptedModel.facts.fget(self), kv_cache_tokens=self.kv)  # type: ignore[attr-defined]

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """The script's step, and nothing is kept of it."""
        async for chunk in ScriptedModel.stream(self, request):
            yield chunk
        self.requests.clear()
        self._seen.clear()


def resident_bytes() -> int:
    """This process's resident memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def lag(found: list[float]) -> None:
    """How much later than wished the event loop comes back."""
    while True:
        begun = time.monotonic()
        await asyncio.sleep(0.01)
        found.append(max(0.0, time.monotonic() - begun - 0.01))


async def main(sessions: int, runs: int) -> None:
    """Measure and print."""
    model = Small([step], kv=sessions * 100 // 8)
    lags: list[float] = []
    async with Agent(engine=model, tools=[wait], store="memory:", system="Be short.") as agent:
        pool = agent.pool()
        await pool.session().__aenter__()
        async with AsyncExitStack() as stack:
            before = resident_bytes()
            opened: list[Session] = [
                await stack.enter_async_context(pool.session()) for _ in range(sessions)
            ]
            watching = asyncio.create_task(lag(lags))
            cpu, begun = time.thread_time(), time.monotonic()

            async def go(session: Session) -> None:
                for _ in range(runs):
                    await session.send("Wait a moment.")

            await asyncio.gather(*(go(each) for each in opened))
            seconds, cpu = time.monotonic() - begun, time.thread_time() - cpu
            watching.cancel()
            grown = resident_bytes() - before
            stored = sum(len(encode(entry)) for each in opened for entry in each.transcript)
    turns = pool.load.turns
    found = {
        "sessions": sessions,
        "turns": turns,
        "seconds": round(seconds, 2),
        "kB_per_session": round(grown / sessions / 1000, 1),
        "kB_per_session_beside_transcript": round((grown - stored) / sessions / 1000, 1),
        "ms_per_turn": round(1000 * cpu / turns, 3),
        "lag_p99_ms": round(1000 * quantiles(lags, n=100)[98], 1),
        "longest_wait_s": round(pool.load.longest_wait, 2),
    }
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(found, indent=1) + "\n")
    for name, value in found.items():
        print(f"{name:<36} {value}")


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--sessions", type=int, default=1000)
parser.add_argument("--runs", type=int, default=4)
arguments = parser.parse_args()
asyncio.run(main(arguments.sessions, arguments.runs))
