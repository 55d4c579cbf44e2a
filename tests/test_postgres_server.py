"""The PostgreSQL servers of the tests and benchmarks."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import postgres

PROGRAM = """
import time
from tests import postgres
with postgres.server(postgres.programs(), *postgres.QUICK) as address:
    print(address, flush=True)
    time.sleep(600)
"""


def listening(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.usefixtures("postgres_server")
@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_ends_with_the_process_that_started_it(ended_by: signal.Signals) -> None:
    """However it ends; and its directory is removed."""
    command = [sys.executable, "-c", PROGRAM]
    directory = Path(postgres.__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=directory) as process:
        assert process.stdout is not None
        port = urlsplit(process.stdout.readline().strip()).port
        assert port is not None
        assert listening(port)
        assert homes(port)
        process.send_signal(ended_by)
    until = time.monotonic() + 60
    while listening(port) or homes(port):
        assert time.monotonic() < until
        time.sleep(0.05)


def homes(port: int) -> list[Path]:
    """The directories that have this server's socket."""
    return list(Path("/tmp").glob(f"holdfast-pg-*/.s.PGSQL.{port}"))
