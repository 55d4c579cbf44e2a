"""Does anybody wait for a compaction? The time to the first token behind one, prepared and not.

    python benchmarks/zero_stall.py [--sessions 10] [--window 8192]

In each session tool results fill the window. When the request after a running tool is foreseen not
to fit, the runtime compacts while the tool runs and shows the new window to the server. That tool
sleeps twice as long as the preparation took when it was measured; its result is as long as any
other. The same is done again without the preparation: then the request after the tool makes room
itself. Only compactions by masking count: a summary is generated, and its time is the model's.

Runs on the engine at AGENT_URL or on the local one, which nothing else should use meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from agent import Agent, tool
from agent.context.compactor import Compactor
from agent.context.journal import Journal
from agent.events import EpochOpened, ModelAnswered, ToolFinished
from agent.runtime import Session

REPORT = Path(__file__).resolve().parents[1] / "build" / "bench-zero-stall.json"
WORDS = "tide harbour crane ledger barge signal copper winter orchard lantern".split()  # noqa: SIM905
MOST_TURNS = 3
"""Turns of a run: a model that repeats its call would fill the window with one run."""

MOST_RUNS = 24
"""Runs after which a session is given up that was not compacted."""


@dataclass(slots=True)
class Measured:
    """Milliseconds to the first token behind a tool's result."""

    ordinary: list[float] = field(default_factory=list)
    compacted: list[float] = field(default_factory=list)
    preparations: list[float] = field(default_factory=list)
    summaries: int = 0

    def row(self, name: str) -> str:
        """A line of the table."""
        ordinary, compacted = median(self.ordinary), median(self.compacted)
        return (
            f"{name:<12} {len(self.compacted):>5} {ordinary:>10.0f} ms {compacted:>11.0f} ms "
            f"{compacted / ordinary:>7.2f}"
        )


class Stage:
    """One session at a time, with a tool that knows whether a compaction is due."""

    def __init__(self, window: int, *, prepares: bool, sleep: float) -> None:
        self.window = window
        self.prepares = prepares
        self.sleep = sleep
        self.measured = Measured()
        self.session: Session | None = None

    async def read_record(self, number: int) -> str:
        """Read the record of a number."""
        assert self.session is not None
        opened = self.session._open()
        if opened.loop.planner.foreseen_excess(opened.journal.transcript) > 0:
            await asyncio.sleep(self.sleep)
        words = random.Random(number)
        lines = [" ".join(words.choices(WORDS, k=12)) for _ in range(30)]
        return f"The weight of record {number} is {number * 3} kg.\n" + "\n".join(lines)

    async def play(self) -> None:
        """Fill one window until it is compacted."""
        agent = Agent(
            system=f"You are assistant {uuid.uuid4()}.",
            few_shot=(),
            tools=[tool(read_only=True)(self.read_record)],
            store="memory:",
            context_tokens=self.window,
            max_turns=MOST_TURNS,
        )
        async with agent, agent.session() as session:
            self.session = session
            for number in range(MOST_RUNS):
                seen = len(session.transcript)
                await session.send(f"What is the weight of record {number + 101}?")
                if self._take(session.transcript[seen:]):
                    return

    def _take(self, entries: Sequence[object]) -> bool:
        """Take in one run; whether the window was compacted in it."""
        records = [getattr(entry, "record") for entry in entries]  # noqa: B009
        epochs = [each for each in records if isinstance(each, EpochOpened)]
        behind = next((n for n, each in enumerate(records) if isinstance(each, ToolFinished)), None)
        if behind is None:
            return bool(epochs)
        answers = [each for each in records[behind:] if isinstance(each, ModelAnswered)]
        if not answers:
            return bool(epochs)
        if not epochs:
            self.measured.ordinary.append(answers[0].first_token_ms)
        elif any(each.opening for each in epochs):
            self.measured.summaries += 1
        else:
            self.measured.compacted.append(self._waited(records, answers[0]))
        return bool(epochs)

    def _waited(self, records: Sequence[object], answer: ModelAnswered) -> float:
        """The wait for the first token, with the compaction where that came after the tool."""
        order = [type(each) for each in records]
        if order.index(EpochOpened) < order.index(ToolFinished):
            return answer.first_token_ms
        return answer.first_token_ms + self.room_ms

    room_ms = 0.0
    """How long the last call of `make_room` took."""


def timed(stage: Stage) -> None:
    """Time the compactor of this process, and take its preparation away if the stage wants so."""
    prepare, make_room = ORIGINAL

    async def timed_prepare(self: Compactor, journal: Journal) -> None:
        if not stage.prepares:
            return
        epochs = journal.transcript.epoch
        began = time.perf_counter()
        await prepare(self, journal)
        if journal.transcript.epoch is not epochs:
            stage.measured.preparations.append(time.perf_counter() - began)

    async def timed_room(self: Compactor, journal: Journal) -> None:
        began = time.perf_counter()
        await make_room(self, journal)
        stage.room_ms = 1000 * (time.perf_counter() - began)

    Compactor.prepare = timed_prepare  # type: ignore[method-assign]
    Compactor.make_room = timed_room  # type: ignore[method-assign]


ORIGINAL = (Compactor.prepare, Compactor.make_room)


async def measure(window: int, sessions: int, *, prepares: bool, sleep: float) -> Measured:
    """So many compactions by masking."""
    stage = Stage(window, prepares=prepares, sleep=sleep)
    timed(stage)
    for _ in range(2 * sessions):
        if len(stage.measured.compacted) < sessions:
            await stage.play()
            print(f"{len(stage.measured.compacted)} of {sessions} compactions", file=sys.stderr)
    return stage.measured


async def main(sessions: int, window: int) -> None:
    """Measure how long a preparation takes, then both ways."""
    first = await measure(window, 2, prepares=True, sleep=10)
    took = max(first.preparations)
    print(f"a preparation takes {took:.1f} s; the tool sleeps {2 * took:.1f} s")
    ways = {
        "prepared": await measure(window, sessions, prepares=True, sleep=2 * took),
        "unprepared": await measure(window, sessions, prepares=False, sleep=2 * took),
    }
    print(f"{'':<12} {'turns':>5} {'ordinary':>13} {'compacted':>14} {'ratio':>7}")
    for name, measured in ways.items():
        print(measured.row(name))
    REPORT.parent.mkdir(exist_ok=True)
    report = {
        name: {
            "turns": len(each.compacted),
            "ordinary_ms": median(each.ordinary),
            "compacted_ms": median(each.compacted),
            "summaries_left_out": each.summaries,
        }
        for name, each in ways.items()
    }
    REPORT.write_text(json.dumps(report, indent=1), encoding="utf-8")


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--sessions", type=int, default=10, help="compactions of each kind")
parser.add_argument("--window", type=int, default=8192)
given = parser.parse_args()
asyncio.run(main(given.sessions, given.window))
