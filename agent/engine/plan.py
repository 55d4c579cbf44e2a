"""Decides how a model is started on this machine: GPU or CPU build, fast or plain."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from agent.engine.command import SHUTDOWN_SECONDS, ServeOptions, serve_arguments
from agent.engine.cpu import CpuProfile, cpu_profile
from agent.engine.home import EngineHome
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
    attempts = _gpu_attempts(options) if has_gpu() else _cpu_attempts(options, home, progress)
    return LaunchPlan(attempts, options.host, options.port, stop_seconds=SHUTDOWN_SECONDS + 5.0)


def cpu_command(options: ServeOptions, home: EngineHome) -> list[str]:
    """What the CPU build would be started with, as words for a shell; installs nothing."""
    profile = cpu_profile(options.model)
    settings = [f"{name}={value}" for name, value in sorted(profile.environment.items())]
    vllm = home.environment / "bin" / "vllm"
    return ["env", *settings, str(vllm), *cpu_arguments(options, profile)]


def cpu_arguments(options: ServeOptions, profile: CpuProfile) -> list[str]:
    """What follows `vllm` on the CPU build; the options' own flags win over the profile's."""
    words = [word for flag in profile.flags for word in flag.split("=", 1)]
    with_profile = replace(options, extra=(*_not_given(words, options), *options.extra))
    return serve_arguments(with_profile)


def _gpu_attempts(options: ServeOptions) -> tuple[Attempt, ...]:
    if importlib.util.find_spec("vllm") is None:
        raise EngineLaunchError(
            "This machine has a GPU, and vLLM is not installed next to Holdfast. Install it with "
            "pip install 'holdfast[vllm]', or run the command that agent serve --print --docker "
            "shows."
        )
    return (Attempt(sys.executable, tuple(serve_arguments(options))),)


def _cpu_attempts(
    options: ServeOptions, home: EngineHome, progress: Progress
) -> tuple[Attempt, ...]:
    from agent.engine.install import install

    profile = cpu_profile(options.model)
    arguments = tuple(cpu_arguments(options, profile))
    python = str(install(home, progress))
    plain = Attempt(python, arguments, profile.environment)
    if not profile.forks:
        return (plain,)
    return (replace(plain, forks=True, silence=_FAST_SILENCE), plain)


def _not_given(words: list[str], options: ServeOptions) -> list[str]:
    """The profile's words without the KV cache size when the options say it themselves."""
    if options.kv_cache_memory_bytes is None and options.gpu_memory_utilization is None:
        return words
    if "--kv-cache-memory-bytes" not in words:
        return words
    index = words.index("--kv-cache-memory-bytes")
    return words[:index] + words[index + 2 :]
