"""Decides how a model is started on this machine: GPU or CPU build, fast or plain."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from agent.engine.command import SHUTDOWN_SECONDS, ServeOptions, serve_arguments
from agent.engine.cpu import CpuProfile, cpu_profile, is_small, pooling_profile
from agent.engine.home import EngineHome
from agent.engine.install import install
from agent.engine.launch import Attempt, LaunchPlan, Progress
from agent.errors import EngineLaunchError

_FAST_SILENCE = 60.0
"""Seconds of silence after which the fast start is given up; ten are normal."""


def has_gpu() -> bool:
    """Whether this machine has a GPU that vLLM's default builds can use."""
    devices = (Path("/dev/nvidia0"), Path("/dev/kfd"))
    return any(device.exists() for device in devices) or shutil.which("nvidia-smi") is not None


def make_plan(options: ServeOptions, home: EngineHome, progress: Progress) -> LaunchPlan:
    """The plan for this machine; installs the CPU build where that is what it needs.

    Raises:
        ConfigError: unknown model family.
        EngineLaunchError: vLLM is missing on a GPU machine, or cannot be installed.
    """
    attempts = (
        _gpu_attempts(options) if _uses_gpu(options) else _cpu_attempts(options, home, progress)
    )
    return LaunchPlan(attempts, options.host, options.port, stop_seconds=SHUTDOWN_SECONDS + 5.0)


def cpu_command(options: ServeOptions, home: EngineHome) -> list[str]:
    """What the CPU build would be started with, as words for a shell; installs nothing."""
    profile = _profile(options)
    settings = [f"{name}={value}" for name, value in sorted(profile.environment.items())]
    vllm = home.environment / "bin" / "vllm"
    return ["env", *settings, str(vllm), *cpu_arguments(options, profile)]


def cpu_arguments(options: ServeOptions, profile: CpuProfile) -> list[str]:
    """What follows `vllm` on the CPU build; the options' own flags win over the profile's."""
    flags = profile.flags
    if options.gpu_memory_utilization is not None:
        # vLLM ignores the share that the user asks for where it is given a size.
        flags = tuple(flag for flag in flags if not flag.startswith("--kv-cache-memory-bytes"))
    return serve_arguments(options, flags)


def _profile(options: ServeOptions) -> CpuProfile:
    profile = cpu_profile(options.model)
    return pooling_profile(profile) if options.pooling else profile


def _uses_gpu(options: ServeOptions) -> bool:
    """Whether to use a GPU; a small model runs without one where only the CPU build is to be had.

    Raises:
        EngineLaunchError: there is a GPU and no vLLM, and the model is too large to go without.
    """
    if not has_gpu():
        return False
    if importlib.util.find_spec("vllm") is not None:
        return True
    if not is_small(Path(options.model)):
        raise EngineLaunchError(
            "This machine has a GPU, and vLLM is not installed next to Holdfast. Install it with "
            "pip install 'holdfast[vllm]', or run the command that agent serve --print --docker "
            "shows."
        )
    return False


def _gpu_attempts(options: ServeOptions) -> tuple[Attempt, ...]:
    return (Attempt(sys.executable, tuple(serve_arguments(options))),)


def _cpu_attempts(
    options: ServeOptions, home: EngineHome, progress: Progress
) -> tuple[Attempt, ...]:
    profile = _profile(options)
    arguments = tuple(cpu_arguments(options, profile))
    python = str(install(home, progress))
    plain = Attempt(python, arguments, profile.environment)
    if not profile.forks:
        return (plain,)
    return (replace(plain, forks=True, silence=_FAST_SILENCE), plain)
