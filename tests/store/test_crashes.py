"""Processes are killed at random instants, and their sessions resumed: promise 4."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from agent.context.transcript import decode
from agent.events import ModelAnswered, RunEnded, ToolFinished, ToolStarted
from tests.store.conftest import open_at
from tests.store.crashing import STEPS, Files, fingerprint

RUNS = 300 if os.environ.get("HOLDFAST_FULL") else 15


def main_requests(files: Files) -> list[str]:
    """What was asked, once each: without summaries, warming, and what a kill had cut short."""
    asked: list[str] = []
    for line in files.lines("requests"):
        try:
            other, body = json.loads(line)
        except ValueError:  # cut by a kill, so it was not answered and is asked again
            continue
        if not other and body not in asked[-1:]:
            asked.append(body)
    return asked


async def test_a_kill_at_any_instant_loses_nothing_and_repeats_nothing(
    place: str | Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What was shown is in the log, no payment is made twice or lost without a word, and the
    requests are those of a session that nobody killed, up to what an interrupted payment says."""
    directory = tmp_path / "runs"
    directory.mkdir()
    command = [sys.executable, "-m", "tests.store.crashing", str(place), str(directory)]
    await asyncio.to_thread(
        subprocess.run, [*command, str(RUNS), "7"], check=True, timeout=60 + 3 * RUNS
    )
    control = main_requests(Files(directory, "control0"))
    assert len(control) == len(STEPS) + 1
    store = open_at(place)
    killed_in = Counter[str]()
    try:
        for number in range(RUNS):
            files = Files(directory, f"run{number}")
            entries = [decode(entry) for entry in await store.load(files.session)]
            records = [entry.record for entry in entries]
            assert isinstance(records[-1], RunEnded)
            assert records[-1].status == "done"
            lost = Counter(files.lines("shown")) - Counter(map(fingerprint, records))
            assert not lost, f"{files.session} had shown what is not in its log"
            interrupted = check_payments(files, records)
            requests = main_requests(files)
            same = requests if interrupted is None else requests[: interrupted + 1]
            assert same == control[: len(same)], files.session
            assert len(requests) == len(control)
            killed_in["in a payment" if interrupted is not None else "elsewhere"] += 1
    finally:
        await store.close()
    record_property("killed", dict(killed_in))
    sys.stdout.write(f"{RUNS} runs were killed: {dict(killed_in)}\n")


def check_payments(files: Files, records: Sequence[object]) -> int | None:
    """The turn whose payment was interrupted first; each payment was made once, or told."""
    paid = Counter(files.lines("paid"))
    assert max(paid.values(), default=0) <= 1, f"{files.session} paid twice"
    keys = {each.call.id: each.key for each in records if isinstance(each, ToolStarted)}
    finished = [each for each in records if isinstance(each, ToolFinished)]
    asked = [each for each in records if isinstance(each, ModelAnswered)]
    assert len(finished) == sum(len(each.message.tool_calls) for each in asked)
    assert len(finished) == sum(map(len, STEPS))
    first: int | None = None
    for each in finished:
        if each.call.name != "pay":
            assert each.outcome.ok
        elif each.outcome.ok:
            assert paid[keys[each.call.id]] == 1
        else:
            assert each.outcome.failure is not None
            assert each.outcome.failure.kind == "interrupted"
            assert "may already have had an effect" in each.text
            step = int(each.call.id.split("-")[1])
            first = step if first is None else min(first, step)
    return first


def test_control_runs_are_alike(tmp_path: Path) -> None:
    """Otherwise the comparison above would prove nothing."""
    command = [sys.executable, "-m", "tests.store.crashing", str(tmp_path / "s.sqlite")]
    subprocess.run([*command, str(tmp_path), "0", "1"], check=True, timeout=60)
    controls = [Files(tmp_path, f"control{each}") for each in range(3)]
    asked = [main_requests(each) for each in controls]
    assert asked[0] == asked[1] == asked[2]
    assert any("The conversation so far" in each for each in asked[0]), "no compaction happened"
