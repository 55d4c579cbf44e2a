"""PostgreSQL servers of the tests' own: Debian's, and the one of the package pgserver."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The newest server's programs, which Debian keeps off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def programs_with_pgvector() -> Path | None:
    """The programs of pgserver, whose server has the extension pgvector."""
    found = importlib.util.find_spec("pgserver")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """The address of a fresh server on a free port of loopback, with fsync as it is by default."""
    home = Path(tempfile.mkdtemp(prefix="holdfast-pg-", dir="/tmp"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        user = _another_user()
        if not programs.is_relative_to("/usr"):  # that user may not see where they are
            programs = _copied(programs, home)
        shutil.chown(home, user)
        as_user = ["runuser", "-u", user, "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(home / "data")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {home} -c max_connections=300"

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), *arguments]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "holdfast", "-E", "UTF8", "--no-locale")
        run("pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://holdfast@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _another_user() -> str:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _copied(programs: Path, home: Path) -> Path:
    """The programs of pgserver with all they need, in places that are alike."""
    package = programs.parents[1]
    for each in (package, package.with_name("pgserver.libs")):
        shutil.copytree(each, home / each.name)
    return home / programs.relative_to(package.parent)
