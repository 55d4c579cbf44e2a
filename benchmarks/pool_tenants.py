"""What tenants change in a pool: a few sessions of one beside a flood of another's.

    python benchmarks/pool_tenants.py TRACES.tar.zst [--kv 0.5 1] [--flood 64 128] [--few 8]

The simulation of `pool_simulation.py`. All sessions begin at once, those of the flood first. With
tenants each of the two has the same weight, whatever the number of its sessions.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from pool_policies import PoolPolicy
from pool_simulated import Client, Engine, Simulation, Speed, Turn
from pool_simulation import sessions_in


class ByTenant(PoolPolicy):
    """The pool, told whose each session is."""

    def __init__(self, capacity: int, tenant_of: Callable[[int], str]) -> None:
        super().__init__(capacity)
        self.tenant_of = tenant_of

    def ready(self, name: int, client: Client, now: float) -> None:
        self.accounts.wait(
            str(name),
            client.turn.prompt,
            shares=False,
            priority=0,
            now=now,
            tenant=self.tenant_of(name),
        )


@dataclass
class Watched(Simulation):
    """`ends` are the times at which sessions had their last turn."""

    ends: dict[int, float] = field(default_factory=dict)

    def _end(self, name: int, now: float) -> None:
        super()._end(name, now)
        self.ends[name] = now


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("traces", type=Path)
    parser.add_argument("--kv", type=float, nargs="+", default=[0.5, 1], help="million tokens")
    parser.add_argument("--flood", type=int, nargs="+", default=[64, 128], help="its sessions")
    parser.add_argument("--few", type=int, default=8, help="sessions of the other")
    parser.add_argument("--turns", type=int, default=40)
    arguments = parser.parse_args()
    traces, few = sessions_in(arguments.traces, arguments.turns), arguments.few
    print(
        "| KV, M tokens | flood | tenants | few done after, s | all done after, s | prefilled, M |"
    )
    print("|---|---|---|---|---|---|", flush=True)
    for kv in arguments.kv:
        alone = Watched(_clients(traces[:few]), *_engine(kv, lambda _: ""))
        _print(kv, 0, "-", alone, 0)
        for flood in arguments.flood:
            chosen = [*traces[few : few + flood], *traces[:few]]

            def of_two(name: int, flood: int = flood) -> str:
                return "flood" if name < flood else "few"

            for told, tenant_of in (("no", lambda _: ""), ("yes", of_two)):
                watched = Watched(_clients(chosen), *_engine(kv, tenant_of))
                _print(kv, flood, told, watched, flood)


def _clients(sessions: list[list[Turn]]) -> dict[int, Client]:
    return {name: Client(turns) for name, turns in enumerate(sessions)}


def _engine(kv: float, tenant_of: Callable[[int], str]) -> tuple[Engine, ByTenant]:
    capacity = int(kv * 1e6)
    return Engine(capacity, Speed()), ByTenant(capacity, tenant_of)


def _print(kv: float, flood: int, told: str, watched: Watched, first: int) -> None:
    """Run it, and print its row; those from number `first` on are the few."""
    outcome = watched.run()
    done = [end for name, end in watched.ends.items() if name >= first]
    print(
        f"| {kv:g} | {flood} | {told} | {mean(done):.0f}, last {max(done):.0f} | "
        f"{outcome.seconds:.0f} | {outcome.prefilled / 1e6:.4g} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
