"""`agent serve`: start vLLM with the right flags for agents."""

from __future__ import annotations

from pathlib import Path

import typer

from agent.cli.common import errors_shown, show_progress
from agent.cli.serve_options import (
    DataParallelOption,
    DetachOption,
    DockerOption,
    EmbeddingsOption,
    ExecutorOption,
    GpuMemoryOption,
    HostOption,
    KvCacheDtypeOption,
    KvCacheMemoryOption,
    MasterAddrOption,
    MaxModelLenOption,
    ModelArgument,
    NnodesOption,
    PipelineParallelOption,
    PortOption,
    PrintOption,
    QuantizationOption,
    ReasoningParserOption,
    ReplicasOption,
    SchedulingPolicyOption,
    ServedModelNameOption,
    StopOption,
    TensorParallelOption,
    ToolCallParserOption,
)
from agent.cli.serve_printing import print_commands
from agent.cli.serve_replicas import check_alone
from agent.cli.serve_starting import start_engines, stop_engines
from agent.engine.command import ServeOptions
from agent.engine.home import EngineHome, engine_home
from agent.engine.plan import has_gpu
from agent.engine.pooling.serving import default_model, default_path
from agent.errors import ConfigError
from agent.runtime import bundled_model


def serve(
    context: typer.Context,
    model: ModelArgument = None,
    *,
    show: PrintOption = False,
    docker: DockerOption = False,
    detach: DetachOption = False,
    stop: StopOption = False,
    embeddings: EmbeddingsOption = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = None,
    served_model_name: ServedModelNameOption = None,
    max_model_len: MaxModelLenOption = None,
    tensor_parallel_size: TensorParallelOption = 1,
    pipeline_parallel_size: PipelineParallelOption = 1,
    data_parallel_size: DataParallelOption = 1,
    replicas: ReplicasOption = 1,
    nnodes: NnodesOption = 1,
    master_addr: MasterAddrOption = None,
    distributed_executor_backend: ExecutorOption = None,
    quantization: QuantizationOption = None,
    kv_cache_dtype: KvCacheDtypeOption = None,
    kv_cache_memory_bytes: KvCacheMemoryOption = None,
    gpu_memory_utilization: GpuMemoryOption = None,
    scheduling_policy: SchedulingPolicyOption = "priority",
    tool_call_parser: ToolCallParserOption = None,
    reasoning_parser: ReasoningParserOption = None,
) -> None:
    """Start vLLM with the right flags for agents; further vLLM arguments go after --.

    Runs until Ctrl-C. Other commands join this engine when they are given no --url.
    """
    with errors_shown():
        home = engine_home()
        if stop:
            stop_engines(home, embeddings=embeddings)
            return
        given, extra = _split(model, context.args)
        options = ServeOptions(
            model=given or _default_model(home, embeddings=embeddings, show=show),
            host=host,
            port=port or (8001 if embeddings else 8000),
            served_model_name=served_model_name,
            max_model_len=max_model_len,
            gpu_memory_utilization=gpu_memory_utilization,
            kv_cache_memory_bytes=kv_cache_memory_bytes,
            kv_cache_dtype=kv_cache_dtype,
            quantization=quantization,
            tensor_parallel_size=tensor_parallel_size,
            pipeline_parallel_size=pipeline_parallel_size,
            data_parallel_size=data_parallel_size,
            distributed_executor_backend=distributed_executor_backend,
            nnodes=nnodes,
            master_addr=master_addr,
            scheduling_policy=scheduling_policy,
            tool_call_parser=tool_call_parser,
            reasoning_parser=reasoning_parser,
            pooling=embeddings,
            extra=extra,
        )
        if not (show and embeddings and given is None):  # that one is installed when it is served
            _check_model(options)
        check_alone(
            replicas,
            {
                "--docker": docker,
                "--detach": detach,
                "--nnodes": nnodes > 1,
                "--embeddings": embeddings,
            },
        )
        if show:
            here = given is None and not has_gpu()
            print_commands(options, replicas, home, docker=docker, here=here)
        elif docker or nnodes > 1:
            raise ConfigError(
                f"{'--docker' if docker else '--nnodes'} is for --print: it shows commands that "
                "you run yourself."
            )
        else:
            start_engines(options, replicas, home, detach=detach)


def _default_model(home: EngineHome, *, embeddings: bool, show: bool) -> str:
    if not embeddings:
        return str(bundled_model())
    if show:
        return str(default_path(home))
    return str(default_model(home, show_progress))


def _split(model: str | None, rest: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """The model and vLLM's further arguments; with no model the first of those takes its place."""
    words = [model, *rest] if model is not None else rest
    if words and words[0].startswith("-"):
        return None, tuple(words)
    if len(words) > 1 and not words[1].startswith("-"):
        raise ConfigError(f"One engine serves one model; {words[1]!r} is one too many.")
    return (words[0] if words else None), tuple(words[1:])


def _check_model(options: ServeOptions) -> None:
    """Refuse a path that does not exist, which vLLM would look up on the hub."""
    looks_like_path = options.model.startswith((".", "/", "~"))
    if looks_like_path and not Path(options.model).is_dir():
        raise ConfigError(f"There is no directory {options.model}: give a model's directory.")
