"""Runs one command and leaves nothing of it alive. A program by itself: `processes` starts it.

    python -I -S supervisor.py LIMITS REPORT COMMAND…

It adopts whatever the command's children leave behind, also what has left the process group, so
that at the end, at a limit, or when standard input closes because whoever started it stopped or
died, all of it is found and killed. How it ended is written to the descriptor REPORT as JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_SET_PARENT_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36
_PAGE = resource.getpagesize()
_POLL = 0.02
"""Seconds between two looks at the processes."""
_NICE = 10
"""So that a flood of processes does not keep us from ending it."""


def main() -> None:
    """Runs the command of the command line to its end."""
    limits = json.loads(sys.argv[1])
    report = int(sys.argv[2])
    os.set_inheritable(report, False)
    _prctl(_SET_CHILD_SUBREAPER, 1)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    try:
        child = subprocess.Popen(
            sys.argv[3:],
            stdin=subprocess.DEVNULL,
            close_fds=False,
            start_new_session=True,
            preexec_fn=lambda: _prepare(limits),
        )
    except OSError as error:
        _tell(report, "failed", str(error.strerror))
        return
    why = _watch(child.pid, limits)
    status = None if why else os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
    _end_all(child.pid)
    _tell(report, why or "exit", status)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _prepare(limits: dict[str, int]) -> None:
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    os.nice(_NICE)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    for name in ("CPU", "DATA", "FSIZE", "CORE"):
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        most = limits[name] if hard == resource.RLIM_INFINITY else min(limits[name], hard)
        resource.setrlimit(kind, (most, most))


def _watch(child: int, limits: dict[str, int]) -> str:
    """Waits for the command's end: an empty text, or what else ended it."""
    wait = 0.001
    while True:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return ""
        if select.select([0], [], [], wait)[0] and not os.read(0, 1024):
            return "stopped"
        wait = min(wait * 2, _POLL)
        if wait == _POLL and (why := _over(limits)):
            return why


def _over(limits: dict[str, int]) -> str:
    alive = _descendants(limits["processes"])
    if len(alive) > limits["processes"]:
        return "processes"
    return "memory" if sum(map(_resident, alive)) > limits["memory"] else ""


def _end_all(child: int) -> None:
    """Kills until nothing is left: what dies hands its children to us.

    The child's group goes first and at once, so that nothing in it can fork any more; with it goes
    a sandbox, and with that all that is in it.
    """
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    while True:
        for each in _descendants():
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return
        time.sleep(0.001)


def _descendants(enough: int = 1000) -> list[int]:
    """Children and what is below them, until there are more than enough."""
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting and len(found) <= enough:
        below = _children(waiting.pop())
        found += below
        waiting += below
    return found


def _children(process: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except OSError:  # it has ended
        return found
    return found


def _resident(process: int) -> int:
    try:
        words = Path(f"/proc/{process}/statm").read_text().split()
    except OSError:
        return 0
    # What is shared would count once for each of them.
    return (int(words[1]) - int(words[2])) * _PAGE if len(words) > 2 else 0


def _tell(report: int, ended: str, detail: int | str | None) -> None:
    os.write(report, json.dumps([ended, detail]).encode())


if __name__ == "__main__":
    main()
