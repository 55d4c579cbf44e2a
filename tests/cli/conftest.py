"""Commands in this process and in one of their own, against the fake server."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer.testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from agent.cli.main import app
from agent.engine.complete import Backoff
from agent.observe.logs import StderrHandler
from tests.fake_server import FakeServer, serving

# Typer makes all commands anew for each invocation, which took longer than what they do.
typer.testing._get_command = cache(get_command)  # type: ignore[attr-defined]

Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """A command sets up logging for its process; the next test starts afresh."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, StderrHandler)]:
        root.removeHandler(handler)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries follow each other at once."""
    monkeypatch.setattr(Backoff, "delay", lambda self, attempt: 0.0)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project that is the working directory."""
    path = tmp_path / "project"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def cli(project: Path) -> Cli:
    """Run a command in this process."""

    def invoke(*arguments: str, stdin: str | bytes = "") -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    return invoke


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """A server that the commands find by themselves, and that counts tokens as vLLM does."""
    with serving(FakeServer(tokenizes=True)) as server:
        monkeypatch.setenv("AGENT_URL", server.url)
        yield server


@dataclass
class Command:
    """Starts `agent` in a process of its own, which the test ends at the latest when it ends."""

    directory: Path
    started: list[subprocess.Popen[bytes]]

    def start(
        self, *arguments: str, environment: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[bytes]:
        """The process, with pipes for whatever is not among the `options` of Popen."""
        given = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **options,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "agent.cli", *arguments],
            cwd=self.directory,
            env={**os.environ, "NO_COLOR": "1", **(environment or {})},
            **given,
        )
        self.started.append(process)
        return process


@pytest.fixture
def command(project: Path) -> Iterator[Command]:
    """A command as a process."""
    made = Command(project, [])
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    """Until something is there, or the test fails."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
