"""`agent serve`: start vLLM with the right flags for agents."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.common import err, errors_shown, show_progress
from agent.cli.serve_replicas import check_alone, print_replicas, start_replicas
from agent.cli.shell_command import shell_command
from agent.engine.command import (
    ServeOptions,
    docker_command,
    family_of,
    node_commands,
)
from agent.engine.foreground import serve_foreground
from agent.engine.home import EngineHome, engine_home
from agent.engine.local import (
    follow_start,
    make_order,
    running_engine,
    spawn_keeper,
    stop_engine,
)
from agent.engine.plan import cpu_command, has_gpu
from agent.engine.pooling.serving import default_model, default_path
from agent.engine.state import EngineState
from agent.errors import ConfigError, EngineLaunchError
from agent.runtime import bundled_model


def serve(
    context: typer.Context,
    model: Annotated[
        str | None,
        typer.Argument(
            help="Name on the hub, or directory. Without a GPU the bundled model by default."
        ),
    ] = None,
    *,
    show: Annotated[
        bool, typer.Option("--print", help="Show the vLLM command and start nothing.")
    ] = False,
    docker: Annotated[
        bool, typer.Option("--docker", help="With --print: the command of vLLM's container.")
    ] = False,
    detach: Annotated[
        bool, typer.Option("--detach", help="Leave the engine running; --stop ends it.")
    ] = False,
    stop: Annotated[
        bool,
        typer.Option(
            "--stop",
            help="Stop the engine that commands join, and the embedding server; with "
            "--embeddings that alone.",
        ),
    ] = False,
    embeddings: Annotated[
        bool,
        typer.Option(
            "--embeddings",
            help="Serve an embedding model beside the engine, for the knowledge index; "
            "all-MiniLM-L6-v2 by default.",
        ),
    ] = False,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port to listen at; 8000, with --embeddings 8001."),
    ] = None,
    served_model_name: Annotated[
        str | None, typer.Option(help="What requests call the model.")
    ] = None,
    max_model_len: Annotated[
        str | None, typer.Option(help="Tokens of prompt and answer together, such as 128k.")
    ] = None,
    tensor_parallel_size: Annotated[
        int, typer.Option("--tensor-parallel-size", "-tp", min=1, help="GPUs that share a layer.")
    ] = 1,
    pipeline_parallel_size: Annotated[
        int,
        typer.Option("--pipeline-parallel-size", "-pp", min=1, help="Stages of layers."),
    ] = 1,
    data_parallel_size: Annotated[
        int,
        typer.Option(
            "--data-parallel-size", "-dp", min=1, help="Copies; each has a prefix cache of its own."
        ),
    ] = 1,
    replicas: Annotated[
        int,
        typer.Option(
            min=1,
            help="Servers of the model, each with GPUs and a prefix cache of its own, behind "
            "vllm-router at --port; theirs are the next ports.",
        ),
    ] = 1,
    nnodes: Annotated[int, typer.Option(min=1, help="Machines that share the model.")] = 1,
    master_addr: Annotated[
        str | None, typer.Option(help="The first machine's address, with --nnodes.")
    ] = None,
    distributed_executor_backend: Annotated[
        str | None, typer.Option(help="mp, ray or uni; vLLM's choice by default.")
    ] = None,
    quantization: Annotated[
        str | None, typer.Option(help="Such as fp8; from the model's files by default.")
    ] = None,
    kv_cache_dtype: Annotated[
        str | None, typer.Option(help="Such as fp8, which doubles the KV cache's tokens.")
    ] = None,
    kv_cache_memory_bytes: Annotated[
        str | None, typer.Option(help="Size of the KV cache, such as 40G.")
    ] = None,
    gpu_memory_utilization: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Share of each GPU's memory to use.")
    ] = None,
    scheduling_policy: Annotated[
        str, typer.Option(help="priority, by which batches come after chats, or fcfs.")
    ] = "priority",
    tool_call_parser: Annotated[
        str | None, typer.Option(help="vLLM's parser for tool calls; by the model's family.")
    ] = None,
    reasoning_parser: Annotated[
        str | None, typer.Option(help="The same for reasoning; none turns it off.")
    ] = None,
) -> None:
    """Start vLLM with the right flags for agents; further vLLM arguments go after --.

    Runs until Ctrl-C. Other commands join this engine when they are given no --url.
    """
    with errors_shown():
        if stop:
            _stop(engine_home(), embeddings=embeddings)
            return
        given, extra = _split(model, context.args)
        options = ServeOptions(
            model=given or _default_model(embeddings=embeddings, show=show),
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
        here = given is None and not has_gpu()
        if show and replicas > 1:
            _show_note(options)
            print_replicas(options, replicas, engine_home(), here=here)
            return
        if show:
            _print(options, docker=docker, here=here)
            return
        if docker or nnodes > 1:
            raise ConfigError(
                f"{'--docker' if docker else '--nnodes'} is for --print: it shows commands that "
                "you run yourself."
            )
        _start(options, replicas, detach=detach)


def _default_model(*, embeddings: bool, show: bool) -> str:
    if not embeddings:
        return str(bundled_model())
    if show:
        return str(default_path(engine_home()))
    return str(default_model(engine_home(), show_progress))


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


def _print(options: ServeOptions, *, docker: bool, here: bool) -> None:
    _show_note(options)
    if docker:
        typer.echo(shell_command(docker_command(options)))
    elif here:
        typer.echo(shell_command(cpu_command(options, engine_home())))
    else:
        commands = node_commands(options)
        for number, command in enumerate(commands, 1):
            if len(commands) > 1:
                typer.echo(f"# {number} of {len(commands)}: {_place(command, number)}")
            typer.echo(shell_command(command))


def _show_note(options: ServeOptions) -> None:
    note = "" if options.pooling else family_of(options).note
    if note:
        show_progress(f"note: {note}")


def _place(command: list[str], number: int) -> str:
    if command[0] == "vllm" and "--node-rank" not in command:
        return "on the first machine, when all have joined"
    return "on the first machine" if number == 1 else f"on machine {number}"


def _start(options: ServeOptions, replicas: int, *, detach: bool) -> None:
    base = engine_home()
    home = base.embeddings if options.pooling else base
    options = _absolute(options)
    if detach and (running := running_engine(home)):
        raise EngineLaunchError(
            f"An engine is running already: {running.model} at {running.url}. "
            f"Stop it with {_stopping(options)}."
        )
    _show_note(options)
    if replicas > 1:
        _until_interrupted(lambda: start_replicas(options, replicas, home, _tell_ready))
        return
    order = make_order(options, base, show_progress, idle_seconds=0, chosen=True)
    if detach:
        engine = asyncio.run(follow_start(home, spawn_keeper(order, home), show_progress))
        typer.echo(f"{engine.model} is served at {engine.url}; {_stopping(options)} ends it.")
        return
    _until_interrupted(lambda: serve_foreground(order, home, show_progress, _tell_ready))


def _until_interrupted(serve: Callable[[], None]) -> None:
    for signum in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) is not signal.SIG_IGN:  # nohup
            signal.signal(signum, signal.default_int_handler)
    try:
        serve()
    except KeyboardInterrupt:
        show_progress("stopped")


def _absolute(options: ServeOptions) -> ServeOptions:
    path = Path(options.model)
    return replace(options, model=str(path.resolve())) if path.is_dir() else options


def _tell_ready(state: EngineState) -> None:
    typer.echo(f"{state.served_name} is served at {state.url}; Ctrl-C ends it.")
    err.print(f"log: {state.log}", style="dim", markup=False)


def _stopping(options: ServeOptions) -> str:
    return "agent serve --embeddings --stop" if options.pooling else "agent serve --stop"


def _stop(home: EngineHome, *, embeddings: bool) -> None:
    """Stop the embedding server, and the engine too unless that one alone was named."""
    homes = (home.embeddings,) if embeddings else (home, home.embeddings)
    stopped = [stop_engine(each) for each in homes]
    typer.echo("stopped" if any(stopped) else "no engine is running")
