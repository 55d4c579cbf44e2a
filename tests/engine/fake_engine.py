"""Plans that start the stand-in for vLLM in `fakes/`."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from agent.engine.address import free_port
from agent.engine.home import EngineHome
from agent.engine.keeper import Order
from agent.engine.launch import Attempt, LaunchPlan

FAKES = Path(__file__).parent / "fakes"


def fake_plan(
    behaviour: str, tmp_path: Path, *, fast: bool = False, silence: float = 20.0
) -> LaunchPlan:
    """A plan whose engine does what `behaviour` says (fakes/vllm/entrypoints/cli/main.py)."""
    port = free_port()
    environment = {"PYTHONPATH": str(FAKES), "FAKE_PIDS": str(tmp_path / "pids")}
    plain = Attempt(
        sys.executable, ("serve", behaviour, "--port", str(port)), environment, silence=silence
    )
    forked = Attempt(plain.python, plain.arguments, plain.environment, forks=True, silence=silence)
    attempts = (forked, plain) if fast else (plain,)
    return LaunchPlan(attempts, "127.0.0.1", port, stop_seconds=0.5)


def fake_order(
    behaviour: str, tmp_path: Path, *, chosen: bool = False, idle_seconds: float = 60.0
) -> Order:
    """An order for a keeper of such an engine."""
    return Order(
        plan=fake_plan(behaviour, tmp_path),
        model=behaviour,
        served_name=behaviour,
        weights="",
        chosen=chosen,
        idle_seconds=idle_seconds,
    )


def fake_home(tmp_path: Path) -> EngineHome:
    """A home of the test's own, with its state directory made."""
    home = EngineHome(tmp_path / "environment", tmp_path / "state")
    home.make_state()
    return home


def engine_pids(tmp_path: Path) -> list[int]:
    """The engine processes that the stand-in started."""
    pids = tmp_path / "pids"
    return [int(line) for line in pids.read_text().split()] if pids.exists() else []


def runs(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_gone(*pids: int, seconds: float = 10.0) -> bool:
    """Whether all processes end in time."""
    deadline = time.monotonic() + seconds
    while any(runs(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def end(*pids: int) -> None:
    """Kill what a failed test has left."""
    for pid in pids:
        if runs(pid):
            os.kill(pid, signal.SIGKILL)
