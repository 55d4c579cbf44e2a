"""A root with files, a secret beside it, and a look at which processes are alive."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from agent import ToolContext
from agent.tools import sandbox

SECRET = "the secret outside"


@pytest.fixture
def context(tmp_path: Path) -> ToolContext:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_text("one\ntwo\nthree\n")
    (root / "sub" / "b.txt").write_text("b")
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "outside").mkdir()
    return ToolContext("session", "call", root)


@pytest.fixture
def bubblewrap() -> None:
    """The sandbox itself, which CI must have."""
    if sandbox.available() is not None:
        return
    reason = "bubblewrap is not installed or cannot make namespaces here"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}: run scripts/setup-system")
    pytest.skip(reason)


@pytest.fixture
def no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without bubblewrap."""
    monkeypatch.setattr(sandbox, "available", lambda: None)


def processes_with(mark: str) -> list[int]:
    """The processes that have this text in their command line."""
    found = []
    for each in Path("/proc").iterdir():
        if not each.name.isdecimal() or int(each.name) == os.getpid():
            continue
        try:
            line = (each / "cmdline").read_bytes()
        except OSError:
            continue
        if mark.encode() in line:
            found.append(int(each.name))
    return found


def wait_for_processes(mark: str, at_least: int) -> None:
    """Until there are so many. Fails after a while, which is long: on a busy machine an interpreter
    that imports the package takes more than ten seconds before it starts anything."""
    until = time.monotonic() + 90
    while len(processes_with(mark)) < at_least:
        assert time.monotonic() < until, f"{processes_with(mark)} of {at_least} processes came"
        time.sleep(0.02)


def wait_until_gone(mark: str) -> None:
    """Until there are none. Fails after a while."""
    until = time.monotonic() + 15
    while alive := processes_with(mark):
        assert time.monotonic() < until, f"{alive} are still alive"
        time.sleep(0.02)
