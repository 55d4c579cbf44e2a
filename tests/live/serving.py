"""Engines of a test's own, with flags of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.engine.address import is_healthy


@contextmanager
def serving(port: int, *flags: str) -> Iterator[str]:
    """An engine with these flags, until the block ends."""
    command = [str(Path(sys.executable).with_name("agent")), "serve", "--port", str(port), "--"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*command, *flags], **quiet)  # type: ignore[call-overload]
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 180
        while not is_healthy(url):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.3)
        yield url
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=60)
