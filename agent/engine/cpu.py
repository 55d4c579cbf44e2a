"""How vLLM's CPU build is run: one way for small models, vLLM's own way for the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

_SMALL_WEIGHTS = 256 * 10**6
"""Bytes of weights below which one thread answers before several have met."""

_BFLOAT16_FEATURES = frozenset({"amx_bf16", "avx512_bf16", "bf16"})
"""With one of these a processor multiplies bfloat16 itself. Without, it is emulated: the prefill of
the bundled model took three to four times as long as in float32 on an AVX2 processor."""

_WINDOWS = 8
"""Full-length sessions that a small model's KV cache holds."""

_MAX_CACHE = 2 * 10**9
"""Most bytes that we give the KV cache unasked, unless one window needs more."""


@dataclass(frozen=True, slots=True)
class CpuProfile:
    """Flags, as `--flag=value`, and environment for one model; `forks` allows the fast start."""

    flags: tuple[str, ...]
    environment: Mapping[str, str]
    forks: bool


def cpu_profile(model: str, processor: frozenset[str] | None = None) -> CpuProfile:
    """The profile for a model on the hub or in a directory.

    Args:
        processor: the features of the processor; None reads this machine's.
    """
    processor = processor_features() if processor is None else processor
    # 32 is the finest block that the CPU kernels take: a cached prefix is counted in whole blocks.
    flags = ["--block-size=32"]
    environment = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
    directory = Path(model)
    if directory.is_dir():
        environment["HF_HUB_OFFLINE"] = "1"
    if not is_small(directory):
        return CpuProfile(tuple(flags), environment, forks=False)
    flags += ["--enforce-eager", "--distributed-executor-backend=uni"]
    wide = not processor & _BFLOAT16_FEATURES
    if wide:
        flags.append("--dtype=float32")
    cache = cache_bytes(directory, element_bytes=4 if wide else 2)
    if cache:
        flags.append(f"--kv-cache-memory-bytes={cache}")
    environment |= {
        "OMP_NUM_THREADS": "1",
        "VLLM_CPU_OMP_THREADS_BIND": "nobind",
        # The worker runs inside the engine process: one import of torch less.
        "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
    }
    return CpuProfile(tuple(flags), environment, forks=True)


def pooling_profile(profile: CpuProfile) -> CpuProfile:
    """The same for a model that only reads: no KV cache to size, and vectors in full precision.

    vLLM would take most of the machine's memory for the cache that such a model does not have.
    """
    sized = ("--block-size", "--kv-cache-memory-bytes", "--dtype")
    flags = [flag for flag in profile.flags if not flag.startswith(sized)]
    flags += ["--dtype=float32", "--gpu-memory-utilization=0.1"]
    return replace(profile, flags=tuple(flags))


def is_small(directory: Path) -> bool:
    """Whether a directory holds a model whose weights one thread can handle."""
    if not (directory / "config.json").is_file():
        return False
    weights = [file.stat().st_size for file in directory.glob("*.safetensors")]
    return sum(weights) <= _SMALL_WEIGHTS


def processor_features(cpuinfo: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """The processor's features as Linux names them; none where it does not say."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    named = (line for line in lines if line.startswith(("flags", "Features")))
    return frozenset(next(named, "").partition(":")[2].split())


def cache_bytes(directory: Path, element_bytes: int = 2) -> int:
    """KV cache, in bytes, for a few full windows of a plain-attention model; 0 if unknown."""
    try:
        config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
        heads = config["num_attention_heads"]
        width = config.get("head_dim") or config["hidden_size"] // heads
        per_token = (
            2  # keys and values
            * element_bytes
            * config["num_hidden_layers"]
            * config.get("num_key_value_heads", heads)
            * width
        )
        window = per_token * config["max_position_embeddings"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return int(max(window * 1.1, min(window * _WINDOWS, _MAX_CACHE)))
