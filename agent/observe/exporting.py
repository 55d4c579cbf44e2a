"""Sends a process's OpenTelemetry traces and metrics away. It needs the extra `telemetry`.

Exporting happens in threads of its own, in batches, and once more when the process ends.
"""

from __future__ import annotations

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import start_http_server

from agent.config import Telemetry
from agent.errors import ConfigError

SERVICE = "holdfast"


def export(telemetry: Telemetry) -> None:
    """Set up the process's providers of traces and metrics.

    Raises:
        ConfigError: the address for Prometheus cannot be listened on.
    """
    resource = Resource.create({"service.name": SERVICE})  # OTEL_RESOURCE_ATTRIBUTES adds to it
    readers: list[MetricReader] = []
    if telemetry.prometheus is not None:
        readers.append(_prometheus(telemetry.prometheus))
    if telemetry.otlp is not None:
        address = telemetry.otlp.rstrip("/")
        exporter = OTLPMetricExporter(f"{address}/v1/metrics")
        readers.append(PeriodicExportingMetricReader(exporter))
        traces = TracerProvider(resource=resource)
        traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{address}/v1/traces")))
        trace.set_tracer_provider(traces)
    metrics.set_meter_provider(MeterProvider(readers, resource))


def _prometheus(address: str) -> MetricReader:
    host, _, port = address.rpartition(":")
    try:
        start_http_server(int(port), host.strip("[]"))
    except (OSError, OverflowError) as error:
        raise ConfigError(
            f"telemetry.prometheus: {address} cannot be listened on ({error}): choose another port"
        ) from error
    return PrometheusMetricReader()
