"""A small OpenAI-compatible server on loopback that does what a test tells it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server answers: a status with a JSON body, or a stream of data lines."""

    status: int = 200
    body: Any = None
    lines: tuple[str, ...] = ()
    break_off: bool = False
    """Close the connection in the middle of the stream."""
    delay: float = 0.0
    """Seconds to wait before each line but the first."""


def error(status: int, message: str) -> Reply:
    """An error as vLLM reports it."""
    return Reply(status, {"error": {"message": message, "type": "x", "code": status}})


def delta(**fields: Any) -> str:
    """One stream chunk with this delta."""
    return json.dumps({"choices": [{"index": 0, "delta": fields, "finish_reason": None}]})


def end(reason: str = "stop", cached: int | None = None) -> tuple[str, ...]:
    """The last chunks of a stream."""
    details = {"prompt_tokens_details": {"cached_tokens": cached}} if cached is not None else {}
    usage = {"prompt_tokens": 10, "completion_tokens": 2, **details}
    return (
        json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}),
        json.dumps({"choices": [], "usage": usage}),
        "[DONE]",
    )


def says(text: str, cached: int | None = None) -> Reply:
    """A complete streamed answer."""
    return Reply(lines=(delta(content=text), *end(cached=cached)))


def calls(*wanted: tuple[str, Any]) -> Reply:
    """A streamed answer that calls tools: (name, arguments as a JSON value or as broken text)."""
    fragments = [
        {
            "index": index,
            "id": f"call-{index}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": given if isinstance(given, str) else json.dumps(given),
            },
        }
        for index, (name, given) in enumerate(wanted)
    ]
    return Reply(lines=(delta(tool_calls=fragments), *end("tool_calls")))


def slowly(*pieces: str, delay: float = 0.2) -> Reply:
    """A streamed answer whose pieces come one after the other."""
    return Reply(lines=(*(delta(content=piece) for piece in pieces), *end()), delay=delay)


@dataclass
class FakeServer:
    """`replies` to chat requests are used up in order; the last one is repeated."""

    replies: list[Reply] = field(default_factory=lambda: [says("Hello.")])
    models: tuple[Mapping[str, Any], ...] = ({"id": "fake", "max_model_len": 4096},)
    tokenizes: bool = False
    metrics: str | None = None
    workers: Any = None
    """What it says of its servers if it is a router."""
    key: str | None = None
    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def metrics_page(self, headers: Mapping[str, str]) -> str | None:
        """What `/metrics` says to such a request; None where there is no such page."""
        return self.metrics

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """The reply to one HTTP request."""
        if self.key is not None and headers.get("Authorization") != f"Bearer {self.key}":
            return Reply(401, {"error": "Unauthorized"})
        match method, path:
            case "GET", "/v1/models":
                return Reply(body={"data": list(self.models)})
            case "GET", "/workers" if self.workers is not None:
                return Reply(body={"workers": self.workers})
            case "GET", "/version":
                return Reply(body={"version": "0.32.0"})
            case "POST", "/tokenize" if self.tokenizes:
                return _tokens(json.loads(body))
            case "POST", "/v1/chat/completions":
                self.bodies.append(json.loads(body))
                self.headers.append(headers)
                return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return error(404, "Not Found")


def _tokens(asked: Mapping[str, Any]) -> Reply:
    if "messages" not in asked:
        return error(400, "this server only counts messages")
    tokens = [ord(letter) for letter in json.dumps(asked["messages"])]
    return Reply(body={"tokens": tokens, "count": len(tokens)})


@contextmanager
def serving(server: FakeServer | None = None) -> Iterator[FakeServer]:
    """Run `server` on a free port until the block ends."""
    fake = server or FakeServer()
    http = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    fake.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield fake
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    """The probe of a template connects many times at once; beyond five, some would be dropped."""


class _Handler(BaseHTTPRequestHandler):
    fake: FakeServer

    def do_GET(self) -> None:
        metrics = self.fake.metrics_page(self.headers)
        if self.path == "/metrics" and metrics is not None:
            self._send(200, "text/plain", metrics.encode())
        else:
            self._reply(self.fake.answer("GET", self.path, b"", self._headers()))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._reply(self.fake.answer("POST", self.path, body, self._headers()))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _headers(self) -> Mapping[str, str]:
        return self.headers  # its look-up ignores case, as HTTP does

    def _reply(self, reply: Reply) -> None:
        if not reply.lines:
            self._send(reply.status, "application/json", json.dumps(reply.body).encode())
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._stream(reply)
        except OSError:  # the client stopped reading
            self.close_connection = True

    def _stream(self, reply: Reply) -> None:
        for number, line in enumerate(reply.lines):
            time.sleep(reply.delay if number else 0)
            data = f"data: {line}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        if reply.break_off:
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(b"0\r\n\r\n")

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
