"""Where the command `agent` begins, before anything that takes time to load."""

from __future__ import annotations

import sys

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it."""


def main() -> None:
    """Run the command line. Ctrl-C ends it in one line while it is still being loaded, too."""
    try:
        from agent.cli.main import main as command
    except KeyboardInterrupt:
        sys.stderr.write("agent: interrupted\n")
        sys.exit(INTERRUPTED)
    command()
