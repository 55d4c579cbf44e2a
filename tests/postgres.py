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

QUICK = ("fsync=off", "full_page_writes=off")
"""For tests: processes are killed in them, never a server, so nothing has to reach the disk."""


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
def server(programs: Path, *settings: str) -> Iterator[str]:
    """The address of a fresh server on a free port of loopback, with these settings (`name=value`).

    It ends with the block, and also with this process, however that ends.
    """
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
    all_settings = ["listen_addresses=127.0.0.1", "max_connections=300", *settings]
    options = f"-p {port} -k {home} " + " ".join(f"-c {each}" for each in all_settings)

    def command(program: str, *arguments: str) -> list[str]:
        return [*as_user, str(programs / program), "-D", str(home / "data"), *arguments]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            command(program, *arguments), check=True, cwd=home, stdout=subprocess.DEVNULL
        )

    with _ending_with_this_process(command("pg_ctl", "-w", "-m", "immediate", "stop"), home):
        run("initdb", "--no-sync", "-A", "trust", "-U", "holdfast", "-E", "UTF8", "--no-locale")
        run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
        yield f"postgresql://holdfast@127.0.0.1:{port}"


@contextmanager
def _ending_with_this_process(stop: list[str], home: Path) -> Iterator[None]:
    """A shell of its own stops the server and removes its directory, once this process closes the
    pipe or is gone."""
    ending = subprocess.Popen(
        ["/bin/sh", "-c", 'cat; cd "$0"; "$@"; cd /; rm -rf "$0"', str(home), *stop],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is not for it
    )
    assert ending.stdin is not None
    try:
        yield
    finally:
        ending.stdin.close()
        ending.wait()


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
