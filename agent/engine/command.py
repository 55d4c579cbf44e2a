"""The vLLM command line: `ServeOptions` in, a list of words out. Pure; nothing is started here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from agent.engine.families import Family, find_family
from agent.errors import ConfigError

VLLM_VERSION = "0.32.0"
"""The vLLM release whose flags and parsers are used, and whose image `--docker` names."""

SHUTDOWN_SECONDS = 10
"""How long vLLM lets running requests finish when it is asked to stop."""

# vLLM's short spellings of the flags that we may set ourselves.
_ALIASES = {
    "-tp": "--tensor-parallel-size",
    "-pp": "--pipeline-parallel-size",
    "-dp": "--data-parallel-size",
    "-q": "--quantization",
    "-n": "--nnodes",
    "-r": "--node-rank",
}


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What to serve and how. None or 1 leaves vLLM's own default and adds no flag."""

    model: str
    host: str = "127.0.0.1"
    port: int = 8000
    served_model_name: str | None = None
    max_model_len: str | None = None
    """Longest prompt plus answer, in tokens; vLLM's spellings such as 128k and auto are fine."""
    gpu_memory_utilization: float | None = None
    """Share of each GPU's memory for weights and KV cache, 0 to 1."""
    kv_cache_memory_bytes: str | None = None
    """Size of the KV cache; overrides the share. vLLM reads 64M as 64,000,000 bytes."""
    kv_cache_dtype: str | None = None
    quantization: str | None = None
    tensor_parallel_size: int = 1
    pipeline_parallel_size: int = 1
    data_parallel_size: int = 1
    distributed_executor_backend: str | None = None
    nnodes: int = 1
    """Machines that share the model; above 1, `node_commands` has one command for each."""
    master_addr: str | None = None
    """Address of the first machine, as the others reach it."""
    scheduling_policy: str = "priority"
    """With "priority" the tasks of a batch come after chats; of equal ones the first comes first,
    as with "fcfs"."""
    tool_call_parser: str | None = None
    """Overrides the family's; needed for a family that the table lacks."""
    reasoning_parser: str | None = None
    """Overrides the family's; "none" turns it off."""
    pooling: bool = False
    """The model embeds or reranks, and does not answer: no tools, no parsers."""
    extra: tuple[str, ...] = ()
    """Further vLLM arguments. One that repeats a flag of ours replaces ours."""


def serve_arguments(options: ServeOptions, defaults: tuple[str, ...] = ()) -> list[str]:
    """The words after `vllm`: `serve MODEL` and every flag.

    Args:
        defaults: flags, as `--flag=value`, for what the options leave open.

    Raises:
        ConfigError: the model's family is unknown and no tool parser was given, or `host` is empty.
    """
    if not options.host:
        raise ConfigError("--host is empty; give an address such as 127.0.0.1.")
    own = ["--runner=pooling"] if options.pooling else _agent_flags(options)
    flags = [*_fixed_flags(options), *own, *_optional_flags(options)]
    flags += _without(list(defaults), flags)
    kept = _without(flags, options.extra)
    words = [word for flag in kept for word in flag.split("=", 1)]
    return ["serve", options.model, *words, *options.extra]


def gpu_command(options: ServeOptions) -> list[str]:
    """The command for a machine with GPUs and vLLM installed."""
    return ["vllm", *serve_arguments(options)]


def node_commands(options: ServeOptions) -> list[list[str]]:
    """One command a machine, the first machine's first, for a model over several machines.

    With the ray backend only the head runs vLLM; the others join by `ray start` beforehand.

    Raises:
        ConfigError: several machines without `master_addr`.
    """
    if options.nnodes == 1:
        return [gpu_command(options)]
    if options.master_addr is None:
        raise ConfigError(
            f"--nnodes {options.nnodes} needs --master-addr, the first machine's address as the "
            "others reach it."
        )
    if options.distributed_executor_backend == "ray":
        port = "6379"
        return [
            ["ray", "start", "--head", "--port", port],
            *[["ray", "start", "--address", f"{options.master_addr}:{port}"]]
            * (options.nnodes - 1),
            gpu_command(replace(options, nnodes=1)),
        ]
    shared = (f"--nnodes={options.nnodes}", f"--master-addr={options.master_addr}")
    options = replace(options, distributed_executor_backend="mp")
    commands = []
    for rank in range(options.nnodes):
        headless = ["--headless"] if rank else []
        words = [word for flag in (*shared, f"--node-rank={rank}") for word in flag.split("=", 1)]
        commands.append([*gpu_command(options), *words, *headless])
    return commands


def docker_command(options: ServeOptions) -> list[str]:
    """The same server in vLLM's own container, published at the options' host and port."""
    inside = replace(options, host="0.0.0.0", port=8000)  # noqa: S104 - inside the container only
    mounts = ["--env", "HF_HOME=/huggingface", "--volume", "huggingface:/huggingface"]
    directory = Path(options.model)
    if directory.is_dir():
        target = f"/models/{directory.resolve().name}"
        mounts += ["--volume", f"{directory.resolve()}:{target}:ro"]
        inside = _named_by(inside, target)
    return [
        *("docker", "run", "--rm", "--gpus", "all", "--ipc=host"),
        *("--publish", f"{options.host}:{options.port}:8000"),
        *("--env", "HF_TOKEN"),
        *mounts,
        *("--entrypoint", "vllm", f"vllm/vllm-openai:v{VLLM_VERSION}"),
        *serve_arguments(inside),
    ]


def served_name(options: ServeOptions) -> str:
    """What requests call the model: the given name, a directory's own name, or the hub's name."""
    if options.served_model_name:
        return options.served_model_name
    directory = Path(options.model)
    return directory.resolve().name if directory.is_dir() else options.model


def family_of(options: ServeOptions) -> Family:
    """The model's family with the parsers that the options override.

    Raises:
        ConfigError: unknown family and no tool parser given.
    """
    given = options.reasoning_parser
    try:
        family = find_family(options.model)
    except ConfigError:
        if options.tool_call_parser is None:
            raise
        family = Family("as given", "", options.tool_call_parser)
    reasoning = family.reasoning_parser if given is None else given
    return replace(
        family,
        tool_parser=options.tool_call_parser or family.tool_parser,
        reasoning_parser=None if reasoning == "none" else reasoning,
    )


def _fixed_flags(options: ServeOptions) -> list[str]:
    return [
        f"--host={options.host}",
        f"--port={options.port}",
        f"--served-model-name={served_name(options)}",
        f"--shutdown-timeout={SHUTDOWN_SECONDS}",
        # Polled every few seconds, they would bury the log.
        "--disable-access-log-for-endpoints=/health,/metrics",
    ]


def _agent_flags(options: ServeOptions) -> list[str]:
    return [
        "--enable-auto-tool-choice",
        # Arguments are held to the tool's schema also where a request does not ask for it.
        "--tool-strict-level=parameter",
        "--enable-prefix-caching",
        # Without it the server does not say how many tokens came from the cache.
        "--enable-prompt-tokens-details",
        # Opens /render and /derender: seeing a prompt's tokens and its grammar.
        "--enable-scale-out",
        *_parser_flags(options),
    ]


def _parser_flags(options: ServeOptions) -> list[str]:
    family = family_of(options)
    flags = [f"--tool-call-parser={family.tool_parser}"]
    if family.reasoning_parser:
        flags.append(f"--reasoning-parser={family.reasoning_parser}")
    return [*flags, *family.flags]


def _optional_flags(options: ServeOptions) -> list[str]:
    sizes = {
        "tensor-parallel-size": options.tensor_parallel_size,
        "pipeline-parallel-size": options.pipeline_parallel_size,
        "data-parallel-size": options.data_parallel_size,
    }
    values = {
        "max-model-len": options.max_model_len,
        "gpu-memory-utilization": options.gpu_memory_utilization,
        "kv-cache-memory-bytes": options.kv_cache_memory_bytes,
        "kv-cache-dtype": options.kv_cache_dtype,
        "quantization": options.quantization,
        "distributed-executor-backend": options.distributed_executor_backend,
        "scheduling-policy": options.scheduling_policy,
    }
    return [
        *(f"--{flag}={value}" for flag, value in values.items() if value is not None),
        *(f"--{flag}={size}" for flag, size in sizes.items() if size != 1),
    ]


def _without(flags: list[str], others: Iterable[str]) -> list[str]:
    """The flags that others, in whatever spelling, do not set."""
    replaced = {_canonical(word) for word in others if word.startswith("-")}
    return [flag for flag in flags if _canonical(flag) not in replaced]


def _canonical(word: str) -> str:
    """One spelling for every way to write a flag, its negation included."""
    flag = word.split("=", 1)[0]
    flag = _ALIASES.get(flag, flag).replace("_", "-")
    return "--" + flag.removeprefix("--").removeprefix("no-")


def _named_by(options: ServeOptions, model: str) -> ServeOptions:
    """The options with the model at another path, keeping what its own directory told."""
    family = family_of(options)
    return replace(
        options,
        model=model,
        served_model_name=served_name(options),
        tool_call_parser=family.tool_parser,
        reasoning_parser=family.reasoning_parser or "none",
    )
