"""Servers over streamable HTTP, as processes that a test can kill and start again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

from tests.tooling.mcp.conftest import AUTH, SDK, installed


class Served:
    """A server at a free port of this machine, from the start of the block to its end."""

    def __init__(self, *command: str) -> None:
        """`PORT` in the command and in the environment is the port."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._command = [str(self._port) if each == "PORT" else each for each in command]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """As they stand in `agent.toml`."""
        return {"url": f"http://127.0.0.1:{self._port}/mcp"}

    def start(self) -> None:
        """Until it takes connections."""
        self._process = subprocess.Popen(
            self._command,
            env={**os.environ, "PORT": str(self._port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(1500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError(f"{self._command} does not listen")

    def kill(self) -> None:
        """At once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


def everything() -> Served:
    """The npm server, which keeps sessions."""
    script = installed("@modelcontextprotocol/server-everything")
    return Served("node", str(script), "streamableHttp")


def sdk() -> Served:
    """The SDK's own, of the newest protocol, which has none."""
    return Served(sys.executable, str(SDK), "PORT")


def guarded(*words: str) -> Served:
    """One that wants a login, with its own authorization server."""
    return Served(sys.executable, str(AUTH), "PORT", *words)
