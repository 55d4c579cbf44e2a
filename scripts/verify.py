"""Run the long proofs in full and write down what they printed: benchmarks/verified.md.

    python scripts/verify.py              all parts, in their order; hours on two cores
    python scripts/verify.py unit live    these parts; the others keep what they last said

Each part of the report says which commit it was run on, when, and for how long. A part that fails
is written down like any other, and the exit status is 1.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "benchmarks" / "verified.md"
STATE = ROOT / "benchmarks" / "verified.json"

PARTS = {
    "check": "make check",
    "unit": "make unit",
    "live": "make live",
    "wheel": "make wheel",
    "model": "make eval-model",
    "context": "make bench-context",
    "store": "make bench-store",
    "retrieval": "make bench-retrieval",
    "pool": "make bench-pool",
    "dispatch": "python benchmarks/dispatch.py",
    "engine-start": "python benchmarks/engine_start.py",
    "prefix": "python benchmarks/prefix.py",
    "turn-cost": "python benchmarks/turn_cost.py",
    "diagnosis-cost": "python benchmarks/diagnosis_cost.py",
    "long-sessions": "python benchmarks/long_sessions.py",
    "retrieval-window": "python benchmarks/retrieval_window.py",
    "zero-stall": "python benchmarks/zero_stall.py",
}

IN_FULL = {"HOLDFAST_FULL": "1", "HOLDFAST_SESSIONS": "200", "HOLDFAST_STRINGS": "2000"}

_LINES = 60
"""Of each part's output, from its end."""
_PROGRESS = re.compile(r"[.sxFE]+\s*(\[ *\d+%\])?|.*\r.*|tests/\S+ [.sxFE]+.*|WARNING: .*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part printed, and under which circumstances."""

    command: str
    commit: str
    date: str
    seconds: int
    status: int
    processors: int
    """That it might use, of those that there are."""
    there: int
    load: float
    """Mean number of processes that wanted a processor in the last five minutes."""
    output: str


def run(command: str) -> Outcome:
    """Run a part; its output is shown, too."""
    began, lines = time.monotonic(), []
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        command.split(),
        cwd=ROOT,
        env={**os.environ, **IN_FULL, "PATH": path, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    kept = [line for line in lines if not _PROGRESS.fullmatch(line)]
    return Outcome(
        command=command,
        commit=_git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--short") else ""),
        date=time.strftime("%Y-%m-%d"),
        seconds=round(time.monotonic() - began),
        status=process.returncode,
        processors=len(os.sched_getaffinity(0)),
        there=os.cpu_count() or 1,
        load=round(os.getloadavg()[1], 1),
        output="\n".join(kept[-_LINES:]).replace(str(ROOT), ".").strip(),
    )


def written(outcomes: dict[str, Outcome]) -> str:
    """The report."""
    parts = [
        "# The long proofs, in full",
        "",
        "Written by `make verify`. Each part says on which commit it was run (with a + where files",
        "were changed), and how busy the machine was.",
    ]
    for name in PARTS:
        if (found := outcomes.get(name)) is not None:
            ended = "passed" if found.status == 0 else f"failed with exit status {found.status}"
            parts += [
                "",
                f"## {name}",
                "",
                f"{ended} after {found.seconds} s on {found.date}, commit {found.commit}; "
                f"{found.processors} of {found.there} processors, load {found.load}",
                "",
                "```text",
                f"$ {found.command}",
                *found.output.splitlines(),
                "```",
            ]
    return "\n".join(parts) + "\n"


def main(chosen: list[str]) -> int:
    """Run the chosen parts, or all; the exit status."""
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        print(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    before = json.loads(STATE.read_text(encoding="utf-8")) if STATE.exists() else {}
    outcomes = {name: Outcome(**fields) for name, fields in before.items()}
    for name in chosen or PARTS:
        outcomes[name] = run(PARTS[name])
        kept = {each: asdict(outcomes[each]) for each in PARTS if each in outcomes}
        STATE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        REPORT.write_text(written(outcomes), encoding="utf-8")
    return int(any(outcomes[name].status for name in chosen or PARTS))


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
