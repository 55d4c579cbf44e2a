"""What vLLM's log says: how far a start is, and why one failed."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass

_STAGES: tuple[tuple[str, str], ...] = (
    (r"non-default args", "reading the model's configuration"),
    (r"Starting to load model", "loading the weights"),
    (r"Downloading|Fetching \d+ files", "downloading the weights"),
    (r"Loading safetensors checkpoint shards:\s+(\d+%)", "loading the weights, {}"),
    (r"Dynamo bytecode transform|Compiling a graph", "compiling the model"),
    (r"Capturing CUDA graph", "capturing CUDA graphs"),
    (r"KV cache size: ([\d,]+) tokens", "KV cache for {} tokens"),
    (r"Starting vLLM server", "starting the API server"),
)

IMPORTING = "importing vLLM"
"""The stage before vLLM's first line."""


def stage(line: str) -> str | None:
    """The stage of the start that a log line announces, in a few words."""
    for pattern, text in _STAGES:
        found = re.search(pattern, line)
        if found:
            return text.format(*found.groups())
    return None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a start failed and what to do about it; `None` where the log does not tell.

    `known` is true for a cause that another way to start would meet again.
    """

    cause: str | None
    fix: str | None

    @property
    def known(self) -> bool:
        return self.fix is not None


_MEMORY_FIX = (
    "lower --max-model-len or --gpu-memory-utilization, use --kv-cache-dtype fp8 or --quantization,"
    " or spread the model with --tensor-parallel-size"
)

# Pattern, cause ({} takes the pattern's group), fix. The first that matches is told.
_CAUSES: tuple[tuple[str, str, str], ...] = (
    (
        r"unrecognized arguments: (.+)",
        "vLLM does not know the argument {}",
        "check what follows -- against `vllm serve --help`",
    ),
    (
        r"error: argument (.+)",
        "vLLM refused the argument {}",
        "correct its value",
    ),
    (
        r"[Aa]ddress already in use",
        "the port is taken by another process",
        "give another --port, or stop the other server (agent serve --stop)",
    ),
    (
        r"[Ii]nvalid (?:tool call|reasoning) parser:? *(\S+)",
        "the installed vLLM has no parser {}",
        "choose one of the names that vLLM lists, with --tool-call-parser or --reasoning-parser",
    ),
    (
        r"KV cache is needed, which is larger than|No available memory for the cache blocks"
        r"|larger than the maximum number of tokens that can be stored in KV cache",
        "the KV cache cannot hold one prompt of the full length",
        f"{_MEMORY_FIX}, or give more with --kv-cache-memory-bytes",
    ),
    (
        r"Free memory on device|less than desired (?:GPU|CPU) memory utilization",
        "other processes use the memory that vLLM was to get",
        "stop them, or lower --gpu-memory-utilization",
    ),
    (
        r"[Oo]ut of memory|OutOfMemoryError|MemoryError|Cannot allocate memory"
        r"|can't allocate memory",
        "out of memory",
        _MEMORY_FIX,
    ),
    (
        r"is greater than the derived max_model_len",
        "--max-model-len is longer than the model was made for",
        "lower it, or pass --hf-overrides with a rope scaling after --",
    ),
    (
        r"gated repo|401 Client Error|403 Client Error",
        "the model's repository wants a login",
        "accept its licence on the hub and set HF_TOKEN",
    ),
    (
        r"OfflineModeIsEnabled|couldn't connect to|Cannot reach|LocalEntryNotFoundError"
        r"|Max retries exceeded|Failed to resolve",
        "the model is not on this machine and its hub cannot be reached",
        "check the network, or give a directory that holds the model",
    ),
    (
        r"Repository Not Found|not a valid model identifier|Invalid repository ID"
        r"|does not appear to have a file named|Repo id must",
        "there is no such model",
        "check the name, or the directory's path",
    ),
    (
        r"(?:bfloat16|Bfloat16|float16|dtype).{0,40}(?:not supported|only supported)",
        "this device cannot compute in the model's data type",
        "pass another one after --, such as --dtype float16 or --dtype float32",
    ),
    (
        r"larger than the number of available GPUs|World size .* is larger",
        "the model is to be spread over more GPUs than there are",
        "lower --tensor-parallel-size or --pipeline-parallel-size",
    ),
    (
        r"Failed to infer device type|No CUDA GPUs are available|no NVIDIA driver",
        "vLLM's GPU build found no GPU",
        "check the driver, or give no model to use the CPU build",
    ),
    (
        r"Model architectures? (.+?) (?:are|is) not supported",
        "vLLM has no implementation of the architecture {}",
        "choose another model, or install a newer vLLM",
    ),
    (
        r"(lib\S+?): cannot open shared object file",
        "the system library {} is missing",
        "install it (Debian and Ubuntu: apt-get install libnuma1 for libnuma.so.1)",
    ),
    (
        r"No module named '?(\S+?)'?$",
        "the module {} is missing from the engine's environment",
        "remove the environment and start again, so that it is installed anew",
    ),
    (
        r"Cannot find any model weights",
        "the model's directory holds no weights",
        "put its .safetensors files there, or give another directory",
    ),
    (
        r"No space left on device",
        "the disk is full",
        "free some space",
    ),
)

_PREFIX = r"^\(\w+ pid=\d+\) *(?:(?:INFO|WARNING|ERROR) [\d-]+ [\d:]+ \[[^\]]+\] ?)?"

_EXCEPTION = re.compile(r"^[\w.]*(?:Error|Exception): .+", re.MULTILINE)

_SIGNALS = {
    signal.SIGKILL: (
        "the process was killed, most likely by the kernel for want of memory",
        _MEMORY_FIX,
    ),
    signal.SIGILL: (
        "this processor lacks an instruction that vLLM's CPU build needs (AVX2 or AVX-512)",
        "give the URL of a server on another machine with --url",
    ),
}


def diagnose(log: str, returncode: int | None) -> Diagnosis:
    """The likely cause of a failed start.

    Args:
        log: what vLLM wrote.
        returncode: its exit status as `subprocess` reports it (negative: a signal's number), or
            None if it still ran.
    """
    for pattern, cause, fix in _CAUSES:
        found = re.search(pattern, log, re.MULTILINE)
        if found:
            return Diagnosis(cause.format(*found.groups()), fix)
    if returncode is not None and returncode < 0 and -returncode in _SIGNALS:
        return Diagnosis(*_SIGNALS[signal.Signals(-returncode)])
    return Diagnosis(_root_error(log), None)


def _root_error(log: str) -> str | None:
    """The first exception's last line: vLLM's later ones only say that an earlier one happened."""
    found = _EXCEPTION.search(_plain(log))
    return found and found[0]


def last_lines(log: str, count: int = 12) -> str:
    """The lines up to the first exception, else the log's end, without vLLM's prefixes.

    A prefix says process, level, time and source.
    """
    text = _plain(log)
    found = _EXCEPTION.search(text)
    lines = [line.rstrip() for line in text[: found.end() if found else None].splitlines()]
    return "\n".join([line for line in lines if line][-count:])


def _plain(log: str) -> str:
    return re.sub(_PREFIX, "", log, flags=re.MULTILINE)
