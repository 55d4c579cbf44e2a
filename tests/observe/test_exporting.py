"""Exporting, each time in a process of its own: a process has its providers once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from agent.config import Telemetry
from agent.engine.address import free_port
from agent.errors import ConfigError
from agent.observe.telemetry import export_telemetry

RUN = """
import sys
from agent import Agent
from agent.config import Telemetry
from agent.observe.telemetry import export_telemetry
from agent.testing import ScriptedModel

export_telemetry(Telemetry(otlp={otlp!r}, prometheus={prometheus!r}))
Agent(engine=ScriptedModel(["Yes."]), store="memory:").run_sync("Well?", session="s")
{then}
"""

SCRAPE = """
import urllib.request
print(urllib.request.urlopen("http://{address}/metrics").read().decode())
"""


def in_a_process(*, otlp: str | None = None, prometheus: str | None = None, then: str = "") -> str:
    program = RUN.format(otlp=otlp, prometheus=prometheus, then=then)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "OTEL_EXPORTER_OTLP_TIMEOUT": "2"},  # seconds, in place of ten
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def test_prometheus_reads_the_endpoint() -> None:
    address = f"127.0.0.1:{free_port()}"
    text = in_a_process(prometheus=address, then=SCRAPE.format(address=address))
    families = {each.name: each for each in text_string_to_metric_families(text)}
    (runs,) = [s for s in families["holdfast_runs"].samples if s.name == "holdfast_runs_total"]
    assert (runs.value, runs.labels["status"]) == (1, "done")
    usage = families["gen_ai_client_token_usage"]
    counts = {
        s.labels["gen_ai_token_type"]: s.value for s in usage.samples if s.name.endswith("_count")
    }
    assert counts == {"input": 1, "output": 1}


def test_a_collector_receives_traces_and_metrics_when_the_process_ends() -> None:
    received: dict[str, list[bytes]] = {}

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.setdefault(self.path, []).append(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        in_a_process(otlp=f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    traces = ExportTraceServiceRequest.FromString(received["/v1/traces"][0])
    names = {s.name for r in traces.resource_spans for c in r.scope_spans for s in c.spans}
    assert names == {"invoke_agent", "chat scripted"}
    measured = ExportMetricsServiceRequest.FromString(received["/v1/metrics"][0])
    assert "holdfast.runs" in {
        m.name for r in measured.resource_metrics for c in r.scope_metrics for m in c.metrics
    }


def test_a_collector_that_is_away_does_not_fail_the_run() -> None:
    out = in_a_process(otlp=f"http://127.0.0.1:{free_port()}", then="print('went on')")
    assert out == "went on\n"


def test_an_address_that_is_taken_is_named() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        address = f"127.0.0.1:{server.server_port}"
        with pytest.raises(ConfigError, match=f"{address} cannot be listened on"):
            export_telemetry(Telemetry(prometheus=address))


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "agent.observe.exporting", None)
    with pytest.raises(ConfigError, match=r"pip install 'holdfast\[telemetry\]'"):
        export_telemetry(Telemetry(prometheus="127.0.0.1:9464"))
