"""A program that is hard to end: it ignores signals, and so do its children in other sessions.

    python stubborn.py MARK [orphan]

Three processes: itself, a child in a session of its own, and one below that in another group; with
`orphan` a fourth, whose parent has ended.
"""

from __future__ import annotations

import os
import signal
import sys
import time


def main() -> None:
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(each, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setpgid(0, 0)
            time.sleep(300)
        if "orphan" in sys.argv and os.fork() == 0:
            if os.fork() == 0:
                os.setsid()
                time.sleep(300)
            os._exit(0)
        time.sleep(300)
    time.sleep(300)


if __name__ == "__main__":
    main()
