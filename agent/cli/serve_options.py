"""What can be said to `agent serve`; vLLM's own flags keep vLLM's names."""

from __future__ import annotations

from typing import Annotated

import typer

ModelArgument = Annotated[
    str | None,
    typer.Argument(
        help="Name on the hub, or directory. Without a GPU the bundled model by default."
    ),
]

PrintOption = Annotated[
    bool, typer.Option("--print", help="Show the vLLM command and start nothing.")
]

DockerOption = Annotated[
    bool, typer.Option("--docker", help="With --print: the command of vLLM's container.")
]

DetachOption = Annotated[
    bool, typer.Option("--detach", help="Leave the engine running; --stop ends it.")
]

StopOption = Annotated[
    bool,
    typer.Option(
        "--stop",
        help="Stop the engine that commands join, and the embedding server; with "
        "--embeddings that alone.",
    ),
]

EmbeddingsOption = Annotated[
    bool,
    typer.Option(
        "--embeddings",
        help="Serve an embedding model beside the engine, for the knowledge index; "
        "all-MiniLM-L6-v2 by default.",
    ),
]

HostOption = Annotated[str, typer.Option(help="Address to listen at.")]

PortOption = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="Port to listen at; 8000, with --embeddings 8001."),
]

ServedModelNameOption = Annotated[str | None, typer.Option(help="What requests call the model.")]

MaxModelLenOption = Annotated[
    str | None, typer.Option(help="Tokens of prompt and answer together, such as 128k.")
]

TensorParallelOption = Annotated[
    int, typer.Option("--tensor-parallel-size", "-tp", min=1, help="GPUs that share a layer.")
]

PipelineParallelOption = Annotated[
    int,
    typer.Option("--pipeline-parallel-size", "-pp", min=1, help="Stages of layers."),
]

DataParallelOption = Annotated[
    int,
    typer.Option(
        "--data-parallel-size", "-dp", min=1, help="Copies; each has a prefix cache of its own."
    ),
]

ReplicasOption = Annotated[
    int,
    typer.Option(
        min=1,
        help="Servers of the model, each with GPUs and a prefix cache of its own, behind "
        "vllm-router at --port; theirs are the next ports.",
    ),
]

NnodesOption = Annotated[int, typer.Option(min=1, help="Machines that share the model.")]

MasterAddrOption = Annotated[
    str | None, typer.Option(help="The first machine's address, with --nnodes.")
]

ExecutorOption = Annotated[
    str | None, typer.Option(help="mp, ray or uni; vLLM's choice by default.")
]

QuantizationOption = Annotated[
    str | None, typer.Option(help="Such as fp8; from the model's files by default.")
]

KvCacheDtypeOption = Annotated[
    str | None, typer.Option(help="Such as fp8, which doubles the KV cache's tokens.")
]

KvCacheMemoryOption = Annotated[str | None, typer.Option(help="Size of the KV cache, such as 40G.")]

GpuMemoryOption = Annotated[
    float | None, typer.Option(min=0.0, max=1.0, help="Share of each GPU's memory to use.")
]

SchedulingPolicyOption = Annotated[
    str, typer.Option(help="priority, by which batches come after chats, or fcfs.")
]

ToolCallParserOption = Annotated[
    str | None, typer.Option(help="vLLM's parser for tool calls; by the model's family.")
]

ReasoningParserOption = Annotated[
    str | None, typer.Option(help="The same for reasoning; none turns it off.")
]
