"""What is read from vLLM's log."""

from __future__ import annotations

import pytest

from agent.engine.diagnosis import diagnose, last_lines, stage

PREFIX = "(EngineCore pid=17099) ERROR 11-23 08:53:40 [core.py:1510] "


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("INFO [api_utils.py:286] non-default args: {}", "reading the model's configuration"),
        ("Starting to load model tiny...", "loading the weights"),
        ("Loading safetensors checkpoint shards:  50% Completed", "loading the weights, 50%"),
        ("CPU KV cache size: 32,768 tokens, Maximum", "KV cache for 32,768 tokens"),
        ("Starting vLLM server on http://127.0.0.1:1", "starting the API server"),
        ("Enforce eager set, disabling torch.compile", None),
    ],
)
def test_a_log_line_announces_a_stage(line: str, expected: str | None) -> None:
    assert stage(line) == expected


@pytest.mark.parametrize(
    ("log", "cause", "fix"),
    [
        ("vllm: error: unrecognized arguments: --nope", "argument --nope", "--help"),
        ("OSError: [Errno 98] Address already in use", "port is taken", "--port"),
        ("torch.OutOfMemoryError: CUDA out of memory.", "out of memory", "--max-model-len"),
        ("ValueError: Free memory on device (1/80 GiB) on startup is less", "other", "stop them"),
        ("(0.03 GiB KV cache is needed, which is larger than", "KV cache", "kv-cache-memory"),
        ("max_model_len (99999) is greater than the derived max_model_len", "longer", "lower"),
        ("OSError: You are trying to access a gated repo.", "login", "HF_TOKEN"),
        ("OSError: We couldn't connect to the hub", "cannot be reached", "directory"),
        ("Repository Not Found for url", "no such model", "name"),
        ("ValueError: Bfloat16 is only supported on GPUs", "data type", "--dtype"),
        ("RuntimeError: Failed to infer device type", "no GPU", "driver"),
        ("RuntimeError: Cannot find any model weights with `x`", "no weights", ".safetensors"),
        ("ImportError: libnuma.so.1: cannot open shared object file", "libnuma.so.1", "libnuma1"),
        ("ModuleNotFoundError: No module named 'triton'", "module triton", "environment"),
    ],
)
def test_a_failure_has_its_cause_and_fix(log: str, cause: str, fix: str) -> None:
    found = diagnose(f"some line\n{PREFIX}{log}\n", 1)
    assert found.cause is not None
    assert cause in found.cause
    assert fix in (found.fix or "")


def test_a_killed_process_is_a_matter_of_memory() -> None:
    assert "memory" in (diagnose("", -9).cause or "")


def test_an_illegal_instruction_is_a_matter_of_the_processor() -> None:
    assert "instruction" in (diagnose("", -4).cause or "")


def test_an_unknown_failure_is_told_by_its_first_exception() -> None:
    log = f"{PREFIX}RuntimeError: the root\nTraceback\nRuntimeError: See root cause above.\n"
    found = diagnose(log, 1)
    assert found.cause == "RuntimeError: the root"
    assert not found.known


def test_the_lines_shown_end_with_the_first_exception() -> None:
    log = f"{PREFIX}before\n{PREFIX}RuntimeError: the root\nafter\n"
    assert last_lines(log) == "before\nRuntimeError: the root"


def test_without_an_exception_the_last_lines_are_shown() -> None:
    assert last_lines("\n".join(str(n) for n in range(30)), count=2) == "28\n29"
