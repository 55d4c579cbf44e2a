"""The pool's policy on real coding sessions, beside other policies, in a simulated engine.

    python benchmarks/pool_simulation.py TRACES.tar.zst [--kv 0.5 1 2] [--plot FILE.svg]

The traces are those of callanjfox/kv-cache-tester (360 sessions of coding agents: sizes, block
hashes and the times between requests). All sessions begin at once and keep their own think and tool
times, of which at most ten minutes count; of each the first turns are taken (--turns). The engine
prefills 8,000 tokens a second and decodes at min(60, 2400 ÷ running); at most 256 requests run.
"""

from __future__ import annotations

import argparse
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import zstandard
from pool_plot import COLOURS, Panel, draw
from pool_policies import Fixed, PoolPolicy, ThunderAgent, Unlimited
from pool_simulated import Outcome, Turn, simulate

LONGEST_THINK = 600.0
FIXED = (1, 2, 4, 6, 8, 12, 16, 24, 32, 48)
"""Numbers of sessions at a time among which the best is searched for."""


def sessions_in(archive: Path, turns: int) -> list[list[Turn]]:
    """The traces' sessions, in the order of their names."""
    packed = zstandard.ZstdDecompressor().stream_reader(archive.read_bytes()).read()
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        members = sorted(files.getmembers(), key=lambda each: each.name)
        texts = [held.read() for each in members if (held := files.extractfile(each))]
    return [found for text in texts if (found := _turns(json.loads(text), turns))]


def _turns(trace: dict, most: int) -> list[Turn]:  # type: ignore[type-arg]
    found: list[Turn] = []
    before: list[int] = []
    requests = [each for each in trace["requests"] if "hash_ids" in each and each.get("out")]
    for each in requests[:most]:
        ids = each["hash_ids"]
        same = next((n for n, (a, b) in enumerate(zip(ids, before, strict=False)) if a != b), None)
        common = min(len(ids), len(before)) if same is None else same
        think = min(each.get("think_time") or 0.0, LONGEST_THINK) if found else 0.0
        found.append(Turn(each["in"], common * trace["block_size"], each["out"], think))
        before = ids
    return found


def outcomes(
    sessions: list[list[Turn]], capacity: int, number: int
) -> Iterator[tuple[str, str, Outcome]]:
    """All policies on the first `number` sessions: the policy, what to call it, and its outcome."""
    chosen = sessions[:number]
    yield "unlimited", "unlimited", simulate(chosen, capacity, Unlimited())
    fixed = {n: simulate(chosen, capacity, Fixed(n)) for n in FIXED if n <= number}
    best = min(fixed, key=lambda n: fixed[n].seconds)
    yield "best fixed", f"fixed-{best} (best)", fixed[best]
    yield "ThunderAgent", "ThunderAgent", simulate(chosen, capacity, ThunderAgent(capacity))
    yield "AIMD", "AIMD", simulate(chosen, capacity, PoolPolicy(None))
    yield "pool", "pool", simulate(chosen, capacity, PoolPolicy(capacity))


def charts(found: dict[tuple[float, str, int], Outcome]) -> str:
    """A column for each size of the cache: what is prefilled, and how fast it goes."""

    def lines(kv: float, figure: str) -> dict[str, list[tuple[int, float]]]:
        drawn: dict[str, list[tuple[int, float]]] = {}
        for (size, policy, number), outcome in found.items():
            if size == kv:
                drawn.setdefault(policy, []).append((number, outcome.row()[figure]))
        return drawn

    sizes = sorted({kv for kv, _, _ in found})
    return draw(
        [
            [
                Panel(f"KV {kv:g} M: prefilled", "M tokens", lines(kv, "prefilled_M"), log=True)
                for kv in sizes
            ],
            [
                Panel(f"KV {kv:g} M: turns", "a minute", lines(kv, "turns_per_minute"))
                for kv in sizes
            ],
            [
                Panel(f"KV {kv:g} M: p99 wait", "s", lines(kv, "p99_wait_s"), log=True)
                for kv in sizes
            ],
        ]
    )


def cell(name: str, outcome: Outcome) -> str:
    """An outcome in the table; of the best fixed number it says which it was."""
    row = outcome.row()
    which = f"{name.removesuffix(' (best)')}: " if name.startswith("fixed") else ""
    return f"{which}{row['prefilled_M']:.4g}, {row['turns_per_minute']:g}, {row['p99_wait_s']:.0f}"


def main() -> None:
    """Print the table, and draw it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("traces", type=Path)
    parser.add_argument("--kv", type=float, nargs="+", default=[0.5, 1, 2], help="million tokens")
    parser.add_argument("--sessions", type=int, nargs="+", default=[8, 16, 32, 64, 128, 256])
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--plot", type=Path, help="an SVG file to write")
    arguments = parser.parse_args()
    sessions = sessions_in(arguments.traces, arguments.turns)
    found: dict[tuple[float, str, int], Outcome] = {}
    print("Each cell: million tokens prefilled, turns a minute, p99 of the waits in seconds.\n")
    print("| KV, M tokens | sessions | " + " | ".join(COLOURS) + " |")
    print("|---|---|" + "---|" * len(COLOURS), flush=True)
    for kv in arguments.kv:
        for number in arguments.sessions:
            cells = []
            for policy, name, outcome in outcomes(sessions, int(kv * 1e6), number):
                found[kv, policy, number] = outcome
                cells.append(cell(name, outcome))
            print(f"| {kv:g} | {number} | {' | '.join(cells)} |", flush=True)
    if arguments.plot is not None:
        arguments.plot.write_text(charts(found), encoding="utf-8")


if __name__ == "__main__":
    main()
