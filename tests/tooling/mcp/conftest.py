"""MCP servers for the tests: the well-known ones from npm, and one that misbehaves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.observe.logs import use_standard_logging

NPM = {
    f"@modelcontextprotocol/server-{name}": "2026.8.31"
    for name in ("everything", "filesystem", "memory")
}
FOLDER = Path(sys.prefix) / "mcp-servers"
ODD = Path(__file__).parent / "odd_server.py"
SDK = Path(__file__).parent / "sdk_server.py"
AUTH = Path(__file__).parent / "auth_server.py"


def installed(package: str) -> Path:
    return FOLDER / "node_modules" / package / "dist" / "index.js"


@pytest.fixture(autouse=True)
def standard_logging() -> None:
    """As an agent sets it up, so that `caplog` sees the servers' warnings."""
    use_standard_logging()


@pytest.fixture(scope="session")
def npm_servers() -> Path:
    """The folder of the servers' packages, installed once into the environment."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        reason = "needs node and npm: scripts/setup-system --tests installs them"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    if not all(installed(package).is_file() for package in NPM):
        wanted = [f"{package}@{version}" for package, version in NPM.items()]
        quiet = ("--no-audit", "--no-fund", "--loglevel=error", "--save-exact")
        FOLDER.mkdir(exist_ok=True)
        subprocess.run(["npm", "install", "--prefix", str(FOLDER), *quiet, *wanted], check=True)
    return FOLDER


def npm_server(name: str, *args: str) -> dict[str, Any]:
    """The settings of a server from npm."""
    package = f"@modelcontextprotocol/server-{name}"
    return {"command": "node", "args": [str(installed(package)), *args]}


def odd_server(notes: Path, *words: str) -> dict[str, Any]:
    """The settings of the server that misbehaves."""
    return {"command": sys.executable, "args": [str(ODD), str(notes / "notes"), *words]}


def descriptors() -> int:
    """How many files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def children() -> set[str]:
    """The processes that this one has started and that are still there."""
    return {
        each
        for task in Path("/proc/self/task").iterdir()
        for each in (task / "children").read_text().split()
    }
