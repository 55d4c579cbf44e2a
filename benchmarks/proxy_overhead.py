"""What `agent proxy` adds to a request: paired requests, direct and through it.

    python benchmarks/proxy_overhead.py [--pairs 300]

The server answers at once, so that all that is measured is the way. Each pair asks it directly and
through the proxy, in turn the one and the other first. Small requests have one message, long ones
450,000 characters, as 100,000 tokens of text have. Streams have 200 events: their first and their
last byte are timed. The proxy's processor time is that of the process which passes requests on; the
diagnosis has one of its own. With httptools installed uvicorn reads HTTP by it, and with less time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from typing import Any

EVENTS = 200
LONG = 450_000
_TICKS = os.sysconf("SC_CLK_TCK")

USAGE = {
    "prompt_tokens": 10,
    "completion_tokens": 2,
    "prompt_tokens_details": {"cached_tokens": 0},
}


def serve(port: int) -> None:
    """Answer chat requests at once, until killed."""
    import uvicorn

    def chunk(**fields: Any) -> bytes:
        return b"data: " + json.dumps({"id": "x", **fields}).encode() + b"\n\n"

    delta = {"choices": [{"index": 0, "delta": {"content": "word "}, "finish_reason": None}]}
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    events = [chunk(**delta)] * (EVENTS - 2) + [chunk(**end), chunk(choices=[], usage=USAGE)]
    message = {"role": "assistant", "content": "word"}
    whole = json.dumps({"choices": [{"message": message}], "usage": USAGE}).encode()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            got = await receive()
            body += got.get("body", b"")
            more = got.get("more_body", False)
        start = {"type": "http.response.start", "status": 200}
        if b'"stream": true' not in body[-40:]:
            length = str(len(whole)).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", length)]
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": whole})
            return
        await send({**start, "headers": [(b"content-type", b"text/event-stream")]})
        for event in events:
            await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    uvicorn.run(app, port=port, log_level="critical", lifespan="off")


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[str]]:
    """A process that answers, until the block ends."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@dataclass
class Timed:
    """Milliseconds to the first and the last byte of each answer."""

    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, body: bytes, timed: Timed) -> None:
        """Ask once."""
        began = time.perf_counter()
        headers = {"Content-Type": "application/json"}
        self.connection.request("POST", "/v1/chat/completions", body, headers)
        answer = self.connection.getresponse()
        answer.read(1)
        timed.first.append(1000 * (time.perf_counter() - began))
        answer.read()
        timed.last.append(1000 * (time.perf_counter() - began))


def processor_seconds(pid: int) -> float:
    """Of one process, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def request(characters: int, *, stream: bool) -> bytes:
    """A chat request of so many characters."""
    messages = [{"role": "user", "content": "word " * (characters // 5)}]
    return json.dumps({"messages": messages, "stream": stream}).encode()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def measure(server: int, proxy: int, pid: int, pairs: int) -> None:
    """Print a line for each kind of request."""
    for characters in (100, LONG):
        for stream in (False, True):
            body = request(characters, stream=stream)
            direct, through = Timed(), Timed()
            ways = [(Client(server), direct), (Client(proxy), through)]
            for _ in range(20):
                for client, _timed in ways:
                    client.ask(body, Timed())
            spent = processor_seconds(pid)
            for pair in range(pairs):
                for client, timed in ways[:: 1 if pair % 2 else -1]:
                    client.ask(body, timed)
                if characters == LONG:
                    time.sleep(0.02)  # the diagnosis reads it meanwhile, as while a tool runs
            spent = 1000 * (processor_seconds(pid) - spent) / pairs
            print(
                f"{len(body):>7,} bytes, {'streamed' if stream else 'whole   '}:"
                f" first byte {_added(direct.first, through.first)},"
                f" last {_added(direct.last, through.last)}, processor {spent:.2f} ms"
            )


def _added(direct: list[float], through: list[float]) -> str:
    added = [one - other for one, other in zip(through, direct, strict=True)]
    ninth = quantiles(added, n=10)[-1]
    return f"{median(direct):.2f} ms direct, +{median(added):.2f} (90%: +{ninth:.2f})"


def main(pairs: int) -> None:
    """Start both and measure."""
    own, agent = str(Path(__file__).resolve()), str(Path(sys.executable).with_name("agent"))
    server, proxy = free_port(), free_port()
    print(f"{pairs} pairs, HTTP read by {'httptools' if find_spec('httptools') else 'h11'}")
    url = f"http://127.0.0.1:{server}"
    with (
        started(sys.executable, own, "--serve", str(server)),
        started(agent, "proxy", "--port", str(proxy), "--url", url, "--json") as process,
    ):
        wait_for(server)
        assert process.stdout is not None
        process.stdout.readline()
        wait_for(proxy)
        process.stdout.close()
        measure(server, proxy, process.pid, pairs)


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--pairs", type=int, default=300)
parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
given = parser.parse_args()
if given.serve:
    serve(given.serve)
else:
    main(given.pairs)
