"""How long the local engine takes to start, and what the time is made of.

    python benchmarks/engine_start.py [--rounds 3] [--plain] [MODEL]

Each round starts vLLM with the bundled model (or MODEL, a directory), reads the stages off its log
as they appear, measures the processor time of all its processes, and stops it. `--plain` adds the
same with vLLM's own way to start, and with that way's defaults, to compare.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from agent.engine.address import free_port
from agent.engine.command import ServeOptions
from agent.engine.home import EngineHome, engine_home
from agent.engine.launch import Attempt, LaunchPlan, launch
from agent.engine.plan import make_plan
from agent.runtime import bundled_model

READY = "ready"


@dataclass
class Round:
    """One start: seconds after which each stage began, and processor seconds of all processes."""

    stages: dict[str, float]
    processor: float

    @property
    def total(self) -> float:
        """Seconds until the engine answered."""
        return self.stages[READY]


def measure(plan: LaunchPlan, log: Path) -> Round:
    """Start once and stop."""
    stages: dict[str, float] = {}
    began = time.monotonic()

    def note(stage: str) -> None:
        # A stage with a percentage or a count is told several times.
        stages.setdefault(stage.split(",")[0].split(" for ")[0], time.monotonic() - began)

    engine = launch(plan, log, note)
    stages[READY] = time.monotonic() - began
    processor = sum(processor_seconds(pid) for pid in process_group(engine.pid))
    engine.stop()
    return Round(stages, processor)


def process_group(group: int) -> list[int]:
    """The processes of a group."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if _group(pid) == group]


def processor_seconds(pid: int) -> float:
    """User and system time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def plans(model: str, home: EngineHome, *, plain: bool) -> dict[str, LaunchPlan]:
    """The ways to start, by name."""
    plan = make_plan(ServeOptions(model, port=free_port()), home, print)
    preferred, *rest = plan.attempts
    found = {"fast (fork)" if preferred.forks else "preferred": (preferred,)}
    if plain and rest:
        found["plain, same flags"] = (rest[-1],)
        found["plain, vLLM's defaults"] = (_defaults(rest[-1]),)
    return {name: replace(plan, attempts=attempts) for name, attempts in found.items()}


def show(name: str, rounds: list[Round]) -> None:
    """A table of one way to start: the median of the rounds."""
    median = min(rounds, key=lambda each: abs(each.total - _median(rounds)))
    print(f"\n{name}: {_median(rounds):.1f} s", end="")
    print(f"  (rounds: {', '.join(f'{each.total:.1f}' for each in rounds)};", end="")
    print(f" processor {median.processor:.1f} s)")
    times = list(median.stages.items())
    for (stage, began), (_, ended) in itertools.pairwise(times):
        print(f"  {ended - began:6.2f} s  {stage}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", nargs="?", default=str(bundled_model()))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain", action="store_true")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, model {arguments.model}")
    with tempfile.TemporaryDirectory() as directory:
        home = EngineHome(engine_home().environment, Path(directory))
        for name, plan in plans(arguments.model, home, plain=arguments.plain).items():
            log = Path(directory) / "engine.log"
            show(name, [measure(plan, log) for _ in range(arguments.rounds)])


def _median(rounds: list[Round]) -> float:
    return statistics.median(each.total for each in rounds)


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _defaults(attempt: Attempt) -> Attempt:
    """The attempt without what we add for small models."""
    words = list(attempt.arguments)
    words.remove("--enforce-eager")
    index = words.index("--distributed-executor-backend")
    del words[index : index + 2]
    kept = {"HF_HUB_OFFLINE", "VLLM_NO_USAGE_STATS", "DO_NOT_TRACK"}
    environment = {name: value for name, value in attempt.environment.items() if name in kept}
    return replace(attempt, arguments=tuple(words), environment=environment)


if __name__ == "__main__":
    main()
