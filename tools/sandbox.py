"""A sandbox for commands: bubblewrap, where it is installed and the system lets it work.

In it only the root can be written. Of the rest there are the system's programs and a few files of
/etc, all read-only; no home, no other process, and no network unless it was allowed.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_SYSTEM = ("bin", "lib", "lib32", "lib64", "libx32", "sbin")
"""Folders of / that are links into /usr, or folders of their own on older systems."""
_ETC = (
    "alternatives",
    "ca-certificates",
    "group",
    "hosts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "nsswitch.conf",
    "passwd",
    "pki",
    "resolv.conf",
    "ssl",
)
_TEMPORARY = 1 << 30
"""Bytes in /tmp, and in /dev/shm."""

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def sandboxed(command: list[str], root: Path, *, network: bool) -> list[str] | None:
    """The command line that runs `command` in the sandbox; None when there is no sandbox here."""
    bubblewrap = available()
    if bubblewrap is None:
        return None
    home = str(root)
    state = str(root / ".agent")
    return [
        bubblewrap,
        *_isolation(network=network),
        *("--bind", home, home),
        *("--ro-bind-try", state, state),
        *("--remount-ro", "/"),
        *("--chdir", home, "--"),
        *command,
    ]


@functools.cache
def available() -> str | None:
    """Bubblewrap's path, once it was seen to work; None otherwise."""
    found = shutil.which("bwrap")
    if found is None:
        return None
    trial = [found, *_isolation(network=False), "--remount-ro", "/", "--", "/bin/sh", "-c", ":"]
    try:
        done = subprocess.run(trial, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found if done.returncode == 0 else None


def _isolation(*, network: bool) -> Iterator[str]:
    yield from ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
    yield from ("--hostname", "sandbox")
    if network:
        yield "--share-net"
    yield from ("--ro-bind", "/usr", "/usr")
    for name in _SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    for name in _ETC:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    yield from ("--ro-bind-try", "/opt", "/opt")
    yield from ("--proc", "/proc", "--dev", "/dev")
    for folder in ("/tmp", "/dev/shm"):  # noqa: S108 - of the sandbox's own
        yield from ("--size", str(_TEMPORARY), "--tmpfs", folder)
    yield from ("--remount-ro", "/dev")
