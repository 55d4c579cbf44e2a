"""What is written down of an engine that is running, so that the next command finds it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from agent.engine.address import server_url

Phase = Literal["starting", "ready", "failed"]


_READ_BY_VLLM = {".safetensors", ".json", ".jinja"}


@dataclass(frozen=True, slots=True)
class EngineState:
    """One engine. `pid` is the process that keeps it and stops it on SIGTERM."""

    pid: int
    started: str
    """The process's start time as the system tells it: a pid alone is used again."""
    phase: Phase
    port: int
    model: str
    """Directory or hub name."""
    served_name: str
    weights: str
    """`weights_fingerprint` of the model when the engine read it."""
    log: str
    chosen: bool
    """Started by `agent serve`, so the user wants this model; not by a command that needed one."""
    engine_pid: int = 0
    """vLLM's own process, 0 before it runs."""
    host: str = "127.0.0.1"
    error: str = ""
    """Why it failed, as told to the user."""

    @property
    def root(self) -> str:
        """The server's address without the API's /v1."""
        return server_url(self.host, self.port)

    @property
    def url(self) -> str:
        """Base URL of the OpenAI-compatible API."""
        return f"{self.root}/v1"


def write_state(path: Path, state: EngineState) -> None:
    """Replace the state file at once, readable by the user only."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(state), file, indent=1)
    part.replace(path)


def read_state(path: Path) -> EngineState | None:
    """The state written last, or None if there is none that this version can read."""
    try:
        return EngineState(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remove_state(path: Path, pid: int) -> None:
    """Remove the state file if it is about process `pid`, not about a later engine."""
    state = read_state(path)
    if state is not None and state.pid == pid:
        path.unlink(missing_ok=True)


def is_alive(state: EngineState) -> bool:
    """Whether the very process that wrote the state still runs."""
    return state.started != "" and process_start(state.pid) == state.started


def process_start(pid: int) -> str:
    """When a process started, in the system's own notation; empty if there is no such process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return "" if Path("/proc/self").exists() else _start_from_ps(pid)
    except ProcessLookupError:
        return ""
    state, start = fields[0], fields[19]  # proc(5): fields 3 and 22
    return "" if state in "ZX" else start


def _start_from_ps(pid: int) -> str:
    listed = subprocess.run(
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()


def weights_fingerprint(model: str) -> str:
    """Changes when a file that vLLM reads is replaced; empty for a model on the hub."""
    directory = Path(model)
    if not directory.is_dir():
        return ""
    digest = hashlib.sha256()
    read = (file for file in directory.iterdir() if file.suffix in _READ_BY_VLLM)
    for file in sorted(read):
        status = file.stat()
        digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
