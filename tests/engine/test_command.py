"""The vLLM command line that options make."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.engine.command import (
    ServeOptions,
    docker_command,
    gpu_command,
    node_commands,
    serve_arguments,
    served_name,
)
from agent.errors import ConfigError

QWEN = "Qwen/Qwen3-32B"


def value(words: list[str], flag: str) -> str:
    """The word after a flag that is there exactly once."""
    assert words.count(flag) == 1
    return words[words.index(flag) + 1]


def test_every_command_has_what_an_agent_needs() -> None:
    words = gpu_command(ServeOptions(QWEN))
    assert words[:3] == ["vllm", "serve", QWEN]
    assert "--enable-auto-tool-choice" in words
    assert "--enable-prefix-caching" in words
    assert "--enable-prompt-tokens-details" in words
    assert "--enable-scale-out" in words
    assert value(words, "--tool-strict-level") == "parameter"
    assert value(words, "--tool-call-parser") == "hermes"
    assert value(words, "--reasoning-parser") == "qwen3"


def test_the_server_listens_at_loopback_unless_told_otherwise() -> None:
    assert value(gpu_command(ServeOptions(QWEN)), "--host") == "127.0.0.1"


def test_a_model_that_does_not_think_gets_no_reasoning_parser() -> None:
    assert "--reasoning-parser" not in serve_arguments(ServeOptions("Qwen/Qwen2.5-7B-Instruct"))


def test_options_left_out_leave_vllm_s_defaults() -> None:
    words = serve_arguments(ServeOptions(QWEN))
    assert not {"--max-model-len", "--quantization", "--tensor-parallel-size"} & set(words)


@pytest.mark.parametrize(
    ("options", "flag", "expected"),
    [
        (ServeOptions(QWEN, tensor_parallel_size=4), "--tensor-parallel-size", "4"),
        (ServeOptions(QWEN, pipeline_parallel_size=2), "--pipeline-parallel-size", "2"),
        (ServeOptions(QWEN, data_parallel_size=8), "--data-parallel-size", "8"),
        (ServeOptions(QWEN, max_model_len="128k"), "--max-model-len", "128k"),
        (ServeOptions(QWEN, gpu_memory_utilization=0.8), "--gpu-memory-utilization", "0.8"),
        (ServeOptions(QWEN, kv_cache_memory_bytes="64M"), "--kv-cache-memory-bytes", "64M"),
        (ServeOptions(QWEN, kv_cache_dtype="fp8"), "--kv-cache-dtype", "fp8"),
        (ServeOptions(QWEN, quantization="fp8"), "--quantization", "fp8"),
        (ServeOptions(QWEN, scheduling_policy="priority"), "--scheduling-policy", "priority"),
        (ServeOptions(QWEN, served_model_name="m"), "--served-model-name", "m"),
        (
            ServeOptions(QWEN, distributed_executor_backend="ray"),
            "--distributed-executor-backend",
            "ray",
        ),
        (ServeOptions(QWEN, tool_call_parser="xlam"), "--tool-call-parser", "xlam"),
        (ServeOptions(QWEN, reasoning_parser="glm45"), "--reasoning-parser", "glm45"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_option_becomes_its_flag(options: ServeOptions, flag: str, expected: str) -> None:
    assert value(serve_arguments(options), flag) == expected


def test_the_reasoning_parser_can_be_turned_off() -> None:
    words = serve_arguments(ServeOptions(QWEN, reasoning_parser="none"))
    assert "--reasoning-parser" not in words


def test_further_arguments_come_last_as_they_are() -> None:
    extra = ("--max-num-seqs", "64", "--hf-overrides", '{"a": 1}')
    assert serve_arguments(ServeOptions(QWEN, extra=extra))[-4:] == list(extra)


@pytest.mark.parametrize(
    ("extra", "ours"),
    [
        (("--tool-call-parser", "mine"), "hermes"),
        (("--tool-call-parser=mine",), "hermes"),
        (("--tool_call_parser", "mine"), "hermes"),
        (("--no-enable-prefix-caching",), "--enable-prefix-caching"),
        (("-tp", "8"), "--tensor-parallel-size"),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_an_argument_of_the_user_s_replaces_ours(extra: tuple[str, ...], ours: str) -> None:
    words = serve_arguments(ServeOptions(QWEN, tensor_parallel_size=2, extra=extra))
    assert ours not in words
    assert words[-len(extra) :] == list(extra)


def test_an_unknown_family_works_with_a_parser_given() -> None:
    words = serve_arguments(ServeOptions("someone/unheard-of", tool_call_parser="hermes"))
    assert value(words, "--tool-call-parser") == "hermes"


def test_an_unknown_family_without_a_parser_is_refused() -> None:
    with pytest.raises(ConfigError, match="--tool-call-parser"):
        serve_arguments(ServeOptions("someone/unheard-of"))


def test_an_empty_host_is_refused() -> None:
    with pytest.raises(ConfigError, match="--host"):
        serve_arguments(ServeOptions(QWEN, host=""))


def test_a_directory_is_served_under_its_own_name(tmp_path: Path) -> None:
    directory = tmp_path / "Qwen3-8B"
    directory.mkdir()
    assert served_name(ServeOptions(f"{directory}/")) == "Qwen3-8B"


def test_each_of_several_machines_gets_its_rank() -> None:
    options = ServeOptions(QWEN, nnodes=2, master_addr="10.0.0.1", pipeline_parallel_size=2)
    first, second = node_commands(options)
    assert value(first, "--node-rank") == "0"
    assert "--headless" not in first
    assert value(second, "--node-rank") == "1"
    assert "--headless" in second
    assert value(second, "--master-addr") == "10.0.0.1"


def test_with_ray_the_other_machines_join_first() -> None:
    options = ServeOptions(
        QWEN, nnodes=2, master_addr="10.0.0.1", distributed_executor_backend="ray"
    )
    head, worker, serve = node_commands(options)
    assert head == ["ray", "start", "--head", "--port", "6379"]
    assert worker == ["ray", "start", "--address", "10.0.0.1:6379"]
    assert serve[:2] == ["vllm", "serve"]
    assert "--nnodes" not in serve


def test_several_machines_without_an_address_are_refused() -> None:
    with pytest.raises(ConfigError, match="--master-addr"):
        node_commands(ServeOptions(QWEN, nnodes=2))


def test_the_container_is_published_where_the_options_say() -> None:
    words = docker_command(ServeOptions(QWEN, port=9000))
    assert words[:2] == ["docker", "run"]
    assert "--ipc=host" in words
    assert value(words, "--publish") == "127.0.0.1:9000:8000"
    assert value(words, "--host") == "0.0.0.0"
    assert any(word.startswith("vllm/vllm-openai:v") for word in words)


def test_a_directory_is_mounted_into_the_container(tmp_path: Path) -> None:
    directory = tmp_path / "mine"
    directory.mkdir()
    (directory / "chat_template.jinja").write_text("[TOOL_CALLS]")
    words = docker_command(ServeOptions(str(directory)))
    assert f"{directory}:/models/mine:ro" in words
    assert words[words.index("serve") + 1] == "/models/mine"
    assert value(words, "--tool-call-parser") == "mistral"
    assert value(words, "--served-model-name") == "mine"
