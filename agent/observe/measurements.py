"""OpenTelemetry metrics of what an agent does, by the semantic conventions for generative AI.

Without an OpenTelemetry SDK in the process they cost next to nothing.
"""

from __future__ import annotations

from functools import cache

from opentelemetry import metrics
from opentelemetry.metrics import Counter, Histogram

from agent.events import CacheMiss, RunStatus
from agent.types import Usage

SCOPE = "holdfast"

# The buckets that the conventions advise.
_SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304)


def answered(
    model: str, usage: Usage, miss: CacheMiss | None, first_token: float, total: float
) -> None:
    """A request was answered; the times are in seconds."""
    chat = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "vllm",
        "gen_ai.request.model": model,
    }
    sizes = {"input": usage.prompt_tokens, "output": usage.completion_tokens}
    for kind, tokens in sizes.items():
        _token_usage().record(tokens, {**chat, "gen_ai.token.type": kind})
    _duration().record(total, chat)
    _time_to_first_chunk().record(first_token, chat)
    _cached().add(usage.cached_tokens or 0, {"gen_ai.request.model": model})
    if miss is not None:
        _missed().add(miss.tokens, {"gen_ai.request.model": model, "reason": miss.reason})


def tool_ended(tool: str, seconds: float, error: str) -> None:
    """A tool call is over; `error` is the kind of its failure, or empty."""
    attributes = {"gen_ai.tool.name": tool}
    _tool_duration().record(seconds, {**attributes, "error.type": error} if error else attributes)


def compacted() -> None:
    """A window was compacted."""
    _compactions().add(1)


def run_ended(status: RunStatus) -> None:
    """A run is over."""
    _runs().add(1, {"status": status})


@cache
def _token_usage() -> Histogram:
    return metrics.get_meter(SCOPE).create_histogram(
        "gen_ai.client.token.usage",
        unit="{token}",
        description="Number of input and output tokens used.",
        explicit_bucket_boundaries_advisory=_TOKENS,
    )


@cache
def _duration() -> Histogram:
    return _seconds("gen_ai.client.operation.duration", "From a request to the end of its answer.")


@cache
def _time_to_first_chunk() -> Histogram:
    return _seconds(
        "gen_ai.client.operation.time_to_first_chunk", "From a request to its answer's first token."
    )


@cache
def _tool_duration() -> Histogram:
    return _seconds("holdfast.tool.duration", "How long tool calls run.")


@cache
def _cached() -> Counter:
    return _tokens("holdfast.cache.cached_tokens", "Prompt tokens that the server had cached.")


@cache
def _missed() -> Counter:
    return _tokens(
        "holdfast.cache.missed_tokens", "Prompt tokens that the server should have had cached."
    )


@cache
def _compactions() -> Counter:
    return metrics.get_meter(SCOPE).create_counter(
        "holdfast.compactions", unit="{compaction}", description="Windows that were compacted."
    )


@cache
def _runs() -> Counter:
    return metrics.get_meter(SCOPE).create_counter(
        "holdfast.runs", unit="{run}", description="Runs that have ended, by how."
    )


def _seconds(name: str, description: str) -> Histogram:
    return metrics.get_meter(SCOPE).create_histogram(
        name, unit="s", description=description, explicit_bucket_boundaries_advisory=_SECONDS
    )


def _tokens(name: str, description: str) -> Counter:
    return metrics.get_meter(SCOPE).create_counter(name, unit="{token}", description=description)
