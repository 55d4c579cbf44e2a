"""`agent eval` against a server that always says the same."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

QUICK = ("--suite", "response", "--length", "1024", "--each", "2")


class Server(BaseHTTPRequestHandler):
    """Calls the tool first, and answers from its result with the wrong row."""

    def do_GET(self) -> None:
        self._send({"data": [{"id": "parrot"}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant", "content": "The amount is 1."}
        if asked["messages"][-1]["role"] == "user":
            function = {"name": "list_rows", "arguments": '{"table": "orders"}'}
            call = {"id": "c", "type": "function", "function": function}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
        self._send({"choices": [{"message": message}], "usage": {"prompt_tokens": 900}})

    def _send(self, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_model_is_measured_and_compared(cli: Cli, url: str, tmp_path: Path) -> None:
    """Calls right, answers wrong; the report is what a second run is compared with."""
    first = cli("eval", "--url", url, *QUICK, "--output", str(tmp_path / "a"))
    assert first.exit_code == 0, first.stderr
    made = json.loads((tmp_path / "a" / "report.json").read_text())
    assert (made["kinds"]["calls"]["right"], made["kinds"]["answer"]["right"]) == (2, 0)
    assert made["settings"]["server"]["model"] == "parrot"
    assert "2/4 = 50.0%" in first.stdout
    old = str(tmp_path / "a" / "report.json")
    again = cli("eval", "--url", url, *QUICK, "--compare", old, "--output", str(tmp_path / "b"))
    assert "+0.0 | no" in again.stdout


def test_the_settings_of_the_project_say_which_server(
    cli: Cli, url: str, project: Path, tmp_path: Path
) -> None:
    """As for every other command; a password in the address stays out of the report."""
    secret = url.replace("http://", "http://me:secret@")
    (project / "agent.toml").write_text(f'url = "{secret}"\n')
    made = cli("eval", *QUICK, "--output", str(tmp_path / "a"))
    assert made.exit_code == 0, made.stderr
    told = (tmp_path / "a" / "report.json").read_text()
    assert "secret" not in told + made.stderr + made.stdout
    assert url in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--suite", "nothing"), "no suite nothing"),
        (("--compare", "nowhere.json"), "nowhere.json is no report"),
        (("--compare", __file__), "is no report"),
        (("--bfcl", "nowhere"), "nowhere has no bfcl_eval"),
        (("--url", "http://127.0.0.1:9", *QUICK), "no engine answers at"),
        (("--url", "nowhere"), "has no http://"),
        (("--length", "0"), "--length"),
        (("--output", "/dev/null/report"), "--output /dev/null/report"),
    ],
)
def test_what_cannot_be_is_said(cli: Cli, arguments: tuple[str, str], said: str) -> None:
    """In one line with the fix."""
    result = cli("eval", *arguments)
    assert result.exit_code != 0
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize("text", ['{"suites": 1, "total": {}}', "[" * 100_000, "[]"])
def test_what_is_no_report_is_not_compared_with(cli: Cli, tmp_path: Path, text: str) -> None:
    """That is said before anything is measured."""
    other = tmp_path / "report.json"
    other.write_text(text)
    result = cli("eval", "--compare", str(other))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert f"{other} is no report" in result.stderr
