"""Ends the processes that one of our threads started, with all that these started."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

_PAUSE = 0.05


def end_children(thread: int) -> None:
    """Kills what the thread with this native id has started and what came of it, on Linux.

    A process that left its group or its session is found too, one whose parent has ended is not.
    """
    doomed: set[int] = set()
    while new := _started_by(Path(f"/proc/self/task/{thread}"), doomed) - doomed:
        for each in new:
            _send(each, signal.SIGSTOP)  # it starts no more while we look for the others
        doomed |= new
    for each in doomed:
        _send(each, signal.SIGKILL)


def end_children_of(thread: threading.Thread) -> None:
    """Kills what an abandoned thread has started, and goes on until the thread itself ends."""
    while thread.native_id is not None and thread.is_alive():
        end_children(thread.native_id)
        time.sleep(_PAUSE)


def _started_by(task: Path, known: set[int]) -> set[int]:
    found = _children(task)
    waiting = [*found, *known]
    while waiting:
        with suppress(OSError):
            for each in Path(f"/proc/{waiting.pop()}/task").iterdir():
                below = _children(each) - found
                found |= below
                waiting += below
    return found


def _children(task: Path) -> set[int]:
    try:
        return set(map(int, (task / "children").read_text().split()))
    except OSError:  # it has ended, or this is not Linux
        return set()


def _send(process: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)
