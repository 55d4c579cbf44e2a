"""Who this process is, and whether another that held a lease is gone."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """A process. `machine` names a running system with its own numbers of processes; `process`
    tells apart two that had the same number. Both are empty where this cannot be known."""

    host: str
    machine: str
    pid: int
    process: str


def this_process() -> Owner:
    """The process that asks; asked anew each time, because a process may fork."""
    pid = os.getpid()
    return Owner(socket.gethostname(), _machine(), pid, _process(pid))


def is_gone(owner: Owner) -> bool:
    """Whether a process has certainly ended: only one of this machine can be known to have."""
    if not owner.machine or owner.machine != _machine() or not owner.process:
        return False
    return _process(owner.pid) != owner.process


def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _process(pid: int) -> str:
    """When a process began, in ticks since the start of the machine; empty if it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]
