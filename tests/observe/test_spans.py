"""Spans and measurements of real runs, received by OpenTelemetry's in-memory exporters."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest
import structlog
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, Metric
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.semconv._incubating.metrics import gen_ai_metrics
from opentelemetry.semconv.attributes import error_attributes, server_attributes
from opentelemetry.trace import SpanKind, StatusCode

from agent import ToolFailed, tool
from agent.testing import calls
from tests.scripted import scripted

CONVENTIONS = {
    value
    for module in (gen_ai_attributes, error_attributes, server_attributes)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str)
}
"""Every attribute that the conventions know."""

REQUIRED = {
    "invoke_agent": {"gen_ai.operation.name", "gen_ai.conversation.id"},
    "chat": {"gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model"},
    "execute_tool": {"gen_ai.operation.name", "gen_ai.tool.name", "gen_ai.tool.call.id"},
}
"""What they require of a span where it is known, by its operation."""


@tool
async def forecast(city: str) -> str:
    """The weather.

    Args:
        city: where.
    """
    with trace.get_tracer("a library").start_as_current_span("GET"):
        pass
    if city == "Atlantis":
        raise ToolFailed("there is no such city")
    return f"Rain in {city}."


@pytest.fixture(scope="session")
def exporters() -> tuple[InMemorySpanExporter, InMemoryMetricReader]:
    """A process has its providers once."""
    spans, measured = InMemorySpanExporter(), InMemoryMetricReader()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(provider)
    metrics.set_meter_provider(MeterProvider([measured]))
    return spans, measured


@pytest.fixture
def spans(exporters: tuple[InMemorySpanExporter, InMemoryMetricReader]) -> InMemorySpanExporter:
    exporters[0].clear()
    return exporters[0]


@pytest.fixture
def measured(
    exporters: tuple[InMemorySpanExporter, InMemoryMetricReader],
) -> InMemoryMetricReader:
    return exporters[1]


def by_name(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in spans.get_finished_spans()}


def attributes(span: ReadableSpan) -> Mapping[str, Any]:
    return span.attributes or {}


def read(measured: InMemoryMetricReader) -> dict[str, Metric]:
    data = measured.get_metrics_data()
    assert data is not None
    return {
        metric.name: metric
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }


def the_run(**given: Any) -> str:
    agent, model = scripted(
        calls(("forecast", {"city": "Oslo"})), "It rains.", tools=[forecast], **given
    )
    agent.run_sync("How is the weather?", session="s")
    return model.facts.model


def test_turns_and_tools_are_spans_below_their_run(spans: InMemorySpanExporter) -> None:
    model = the_run()
    found = by_name(spans)
    run = found["invoke_agent"]
    assert run.parent is None
    for below in (f"chat {model}", "execute_tool forecast"):
        assert found[below].parent == run.context
    assert found[f"chat {model}"].kind is SpanKind.CLIENT
    assert [each.name for each in spans.get_finished_spans()].count(f"chat {model}") == 2


def test_what_a_tool_traces_itself_is_below_the_tool(spans: InMemorySpanExporter) -> None:
    the_run()
    found = by_name(spans)
    assert found["GET"].parent == found["execute_tool forecast"].context


def test_the_callers_span_is_above_the_run(spans: InMemorySpanExporter) -> None:
    with trace.get_tracer("a program").start_as_current_span("request") as above:
        the_run()
    assert by_name(spans)["invoke_agent"].parent == above.get_span_context()


def test_spans_say_what_the_conventions_require_and_nothing_that_they_do_not_know(
    spans: InMemorySpanExporter,
) -> None:
    the_run()
    for span in spans.get_finished_spans():
        if span.name == "GET":
            continue
        said = attributes(span)
        assert REQUIRED[str(said["gen_ai.operation.name"])] <= said.keys()
        assert {n for n in said if not n.startswith("holdfast.")} <= CONVENTIONS


def test_a_turn_says_its_tokens_and_what_the_cache_did(spans: InMemorySpanExporter) -> None:
    model = the_run()
    said = attributes(by_name(spans)[f"chat {model}"])
    assert said["gen_ai.usage.input_tokens"] > said["gen_ai.usage.cache_read.input_tokens"] > 0
    assert said["holdfast.cache.expected_tokens"] == said["gen_ai.usage.cache_read.input_tokens"]
    assert said["gen_ai.response.finish_reasons"] == ("stop",)
    assert said["gen_ai.response.time_to_first_chunk"] >= 0


def test_what_was_said_is_in_no_span(spans: InMemorySpanExporter) -> None:
    the_run()
    everything = "".join(span.to_json() for span in spans.get_finished_spans())
    assert not any(text in everything for text in ("How is", "Oslo", "It rains"))


def test_what_was_said_is_there_when_it_is_asked_for(spans: InMemorySpanExporter) -> None:
    model = the_run(telemetry={"content": True})
    found = by_name(spans)
    assert json.loads(attributes(found["invoke_agent"])["gen_ai.input.messages"]) == [
        {"role": "user", "parts": [{"type": "text", "content": "How is the weather?"}]}
    ]
    assert attributes(found["execute_tool forecast"])["gen_ai.tool.call.result"] == "Rain in Oslo."
    (answer,) = json.loads(attributes(found[f"chat {model}"])["gen_ai.output.messages"])
    assert answer["parts"] == [{"type": "text", "content": "It rains."}]


def test_a_failed_tool_is_an_error_and_its_run_is_none(spans: InMemorySpanExporter) -> None:
    agent, _ = scripted(calls(("forecast", {"city": "Atlantis"})), "Sorry.", tools=[forecast])
    agent.run_sync("Weather?")
    found = by_name(spans)
    failed = found["execute_tool forecast"]
    assert attributes(failed)["error.type"] == "tool_failed"
    assert failed.status.status_code is StatusCode.ERROR
    assert found["invoke_agent"].status.status_code is StatusCode.UNSET


def test_a_run_that_fails_says_its_status(spans: InMemorySpanExporter) -> None:
    agent, _ = scripted(calls(("forecast", {"city": "Oslo"})), tools=[forecast], max_turns=2)
    agent.run_sync("Weather?")
    run = by_name(spans)["invoke_agent"]
    assert attributes(run)["error.type"] == "turn_limit"
    assert run.status.status_code is StatusCode.ERROR


def test_metrics_have_the_names_and_units_of_the_conventions(
    measured: InMemoryMetricReader,
) -> None:
    the_run()
    units = {
        gen_ai_metrics.GEN_AI_CLIENT_TOKEN_USAGE: "{token}",
        gen_ai_metrics.GEN_AI_CLIENT_OPERATION_DURATION: "s",
        gen_ai_metrics.GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK: "s",
    }
    found = read(measured)
    assert {name: found[name].unit for name in units} == units
    assert {name for name in found if name.startswith("gen_ai.")} == units.keys()
    for metric in found.values():
        for point in metric.data.data_points:
            known = {n for n in point.attributes or {} if "." in n}
            assert known <= CONVENTIONS


def test_logs_name_the_session_the_run_and_the_turn(caplog: pytest.LogCaptureFixture) -> None:
    @tool
    async def look() -> str:
        """Logs."""
        structlog.get_logger("agent.test").warning("looked")
        return "seen"

    agent, _ = scripted(calls(("look", {})), "Done.", tools=[look])
    with caplog.at_level(logging.WARNING):
        agent.run_sync("Look.", session="s")
    (line,) = [record.getMessage() for record in caplog.records if "looked" in record.getMessage()]
    assert "session=s" in line
    assert "run=" in line
