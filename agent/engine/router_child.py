"""Runs a program, tied to the process that started it: the kernel kills it when that one dies.

Executed by its path:

    python -P router_child.py PARENT_PID plain PROGRAM ARGUMENT …
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process, and become the program."""
    parent = int(sys.argv[1])
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 - a program, no shell


if __name__ == "__main__":
    main()
