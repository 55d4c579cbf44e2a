"""Several servers of one model behind vllm-router: what each is, and the router's command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agent.engine.address import server_url
from agent.engine.command import ServeOptions
from agent.errors import ConfigError, EngineLaunchError

PROGRAM = "vllm-router"

LOOPBACK = "127.0.0.1"

HEALTH_SECONDS = 5
"""How often the router asks each server; a session of one that ended goes on at another then."""

_LAST_PORT = 65535

_STARTUP_SECONDS = 3600
"""How long a router that was started by hand waits for its servers: large models load slowly."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One of the servers, which only the router reaches. `gpus` are those that it uses; empty
    where there are none, or nobody said which."""

    options: ServeOptions
    gpus: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        """What it is started with beside the environment that there is."""
        return {"CUDA_VISIBLE_DEVICES": ",".join(self.gpus)} if self.gpus else {}


def gpus_of_each(options: ServeOptions) -> int:
    """How many GPUs a server of these options uses."""
    return (
        options.tensor_parallel_size * options.pipeline_parallel_size * options.data_parallel_size
    )


def replicas_of(options: ServeOptions, number: int, gpus: Sequence[str] | None) -> list[Replica]:
    """So many servers of these options, whose port is the router's; theirs are the next ones.

    Args:
        gpus: those of this machine, as CUDA_VISIBLE_DEVICES names them; None leaves that to vLLM.

    Raises:
        ConfigError: there are not so many ports or GPUs.
    """
    if options.port + number + 1 > _LAST_PORT:
        raise ConfigError(
            f"--replicas {number} with --port {options.port} needs the ports up to "
            f"{options.port + number + 1}; the last one is {_LAST_PORT}. Give a lower --port."
        )
    each = gpus_of_each(options)
    if gpus is not None and len(gpus) < number * each:
        raise ConfigError(
            f"--replicas {number} needs {number * each} GPUs, {each} for each, and this machine "
            f"shows {len(gpus)}. Give fewer replicas, or a smaller --tensor-parallel-size."
        )
    return [
        Replica(
            replace(options, host=LOOPBACK, port=options.port + 1 + place),
            tuple(gpus[place * each : (place + 1) * each]) if gpus is not None else (),
        )
        for place in range(number)
    ]


def router_arguments(options: ServeOptions, replicas: Sequence[Replica]) -> list[str]:
    """What follows `vllm-router`: a session's requests go to one server, by consistent hashing."""
    urls = [server_url(LOOPBACK, each.options.port) for each in replicas]
    return [
        *("--host", options.host, "--port", str(options.port)),
        *("--policy", "consistent_hash"),
        *("--health-check-interval-secs", str(HEALTH_SECONDS)),
        *("--worker-startup-timeout-secs", str(_STARTUP_SECONDS)),
        *("--prometheus-port", str(options.port + len(replicas) + 1)),
        *("--worker-urls", *urls),
    ]


def find_router() -> Path:
    """The router's program, next to this Python or on the path.

    Raises:
        EngineLaunchError: it is not installed.
    """
    beside = Path(sys.executable).with_name(PROGRAM)
    found = str(beside) if beside.exists() else shutil.which(PROGRAM)
    if found is None:
        raise EngineLaunchError(
            f"--replicas needs {PROGRAM}, which is not installed: pip install 'holdfast[router]'."
        )
    return Path(found)


def visible_gpus() -> list[str] | None:
    """The GPUs that servers may use, as CUDA_VISIBLE_DEVICES names them; None where nobody says."""
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is not None:
        return [each.strip() for each in chosen.split(",") if each.strip()]
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    asked = [program, "--query-gpu=index", "--format=csv,noheader"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False)
    return [each for each in listed.stdout.split() if each.isdecimal()]
