"""What a pool would gain by warming a window just before its session's tool ends.

    python benchmarks/pool_warming.py TRACES.tar.zst [--kv 0.5 1 2] [--sessions 16 32 64 128]

The simulation of `pool_simulation.py`, with the pool alone and with a pool that is told when each
tool will end. It has the engine compute the window of a session that lost its place so early that
the tool ends when that is done: if nobody waits, the engine computes no prompt, and the window fits
beside the others. Otherwise it would delay somebody whose turn is there already.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from pool_policies import PoolPolicy
from pool_simulated import Client, Engine, Outcome, Simulation, Speed, Turn
from pool_simulation import sessions_in


@dataclass
class Warming(Simulation):
    """`without_place` are the sessions that had lost their place when it was time to warm them;
    `warmed` those of them that were."""

    without_place: int = 0
    warmed: int = 0

    def _end(self, name: int, now: float) -> None:
        super()._end(name, now)
        if name in self.clients:
            turn = self.clients[name].turn
            seconds = turn.common / self.engine.speed.prefill
            self._at(now + max(0.0, turn.think - seconds), "warm", name)

    def _take_in(self, kind: str, name: int, now: float) -> None:
        if kind != "warm":
            super()._take_in(kind, name, now)
        elif name in self.clients and self.clients[name].state == "acting":
            self._warm(name, self.clients[name].turn.common, now)

    def _warm(self, name: int, window: int, now: float) -> None:
        assert isinstance(self.policy, PoolPolicy)
        accounts = self.policy.accounts
        own, load = accounts.standings[str(name)], accounts.load
        if own.resident:
            return
        self.without_place += 1
        busy = load.waiting > 0 or self.engine.free_at > now
        if busy or load.resident + window > accounts.limit:
            return
        self.warmed += 1
        cached, _ = self.engine.start(name, Turn(window, window, 0, 0.0), now)
        self.outcome.prefilled += window - cached
        self.engine.end(name)
        accounts.standings[str(name)] = replace(own, resident=True, entered=now)


def cell(outcome: Outcome) -> str:
    """Million tokens prefilled, turns a minute, mean and p99 of the waits in seconds."""
    row = outcome.row()
    wait = f"{mean(outcome.waits):.0f}, {row['p99_wait_s']:.0f}"
    return f"{row['prefilled_M']:.4g}, {row['turns_per_minute']:g}, {wait}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("traces", type=Path)
    parser.add_argument("--kv", type=float, nargs="+", default=[0.5, 1, 2], help="million tokens")
    parser.add_argument("--sessions", type=int, nargs="+", default=[16, 32, 64, 128])
    parser.add_argument("--turns", type=int, default=40)
    arguments = parser.parse_args()
    traces = sessions_in(arguments.traces, arguments.turns)
    print("Million tokens prefilled, turns a minute, mean and p99 of the waits in seconds.\n")
    print("| KV, M tokens | sessions | pool | warming | turns | without a place | warmed |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for kv in arguments.kv:
        for number in arguments.sessions:
            capacity = int(kv * 1e6)
            rows = []
            for make in (Simulation, Warming):
                clients = {name: Client(turns) for name, turns in enumerate(traces[:number])}
                simulation = make(clients, Engine(capacity, Speed()), PoolPolicy(capacity))
                rows.append(simulation.run())
            assert isinstance(simulation, Warming)
            counts = f"{rows[1].turns} | {simulation.without_place} | {simulation.warmed}"
            print(
                f"| {kv:g} | {number} | {cell(rows[0])} | {cell(rows[1])} | {counts} |", flush=True
            )


if __name__ == "__main__":
    main()
