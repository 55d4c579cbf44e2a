"""A server on loopback that answers as no server should: without end, a byte at a time, packed."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import repeat
from typing import TypeAlias

Pieces: TypeAlias = Iterator[bytes]
"""What is sent, piece by piece."""

Behaviour: TypeAlias = Callable[[threading.Event], Pieces]
"""Answers one request; the event is set when the server ends."""

PAUSE = 0.05
"""Seconds between the pieces of what drips."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def endless(_: threading.Event) -> Pieces:
    """A body that never ends, as fast as it is read."""
    yield HEAD + b"\r\n"
    yield from repeat(b'{"data": ["' * 6000)


def dripping(ended: threading.Event) -> Pieces:
    """A body that never ends, a byte at a time."""
    yield HEAD + b"\r\n"
    while not ended.wait(PAUSE):
        yield b" "


def dripping_headers(ended: threading.Event) -> Pieces:
    """Headers that never end."""
    yield HEAD
    while not ended.wait(PAUSE):
        yield b"X: y\r\n"


def silent(ended: threading.Event) -> Pieces:
    """Nothing at all."""
    ended.wait()
    yield b""


def redirecting(_: threading.Event) -> Pieces:
    """To itself."""
    yield b"HTTP/1.1 302 Found\r\nLocation: /v1/models\r\nConnection: close\r\n"
    yield b"Content-Length: 0\r\n\r\n"


def packed(layers: int) -> Behaviour:
    """A gigabyte of spaces as a few bytes."""
    body = gzip.compress(b" " * 2**26)
    for _ in range(layers - 1):
        body = gzip.compress(body)
    named = ", ".join(["gzip"] * layers).encode()

    def answer(_: threading.Event) -> Pieces:
        yield HEAD + b"Content-Encoding: " + named + b"\r\n\r\n"
        yield from repeat(body, 16)

    return answer


def saying(body: bytes, status: str = "200 OK", kind: str = "application/json") -> Behaviour:
    """These bytes, as they stand."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"

    def answer(_: threading.Event) -> Pieces:
        yield head.encode() + b"Connection: close\r\n\r\n" + body

    return answer


def listing(**model: object) -> Behaviour:
    """A list of models with this one."""
    return saying(json.dumps({"data": [{"id": "fake", "max_model_len": 4096, **model}]}).encode())


NOT_FOUND = saying(b"{}", "404 Not Found")


@dataclass
class HostileServer:
    """Answers each path by its behaviour; `otherwise` is that of all others."""

    paths: Mapping[str, Behaviour] = field(default_factory=dict)
    otherwise: Behaviour = NOT_FOUND
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, connection: socket.socket, ended: threading.Event) -> None:
        """Answer one request, and close the connection."""
        with suppress(OSError), connection:
            read = connection.makefile("rb")
            path = read.readline().split(b" ")[1].decode()
            length = 0
            while (line := read.readline().strip()) != b"":
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            read.read(length)
            self.asked.append(path)
            for piece in self.paths.get(path, self.otherwise)(ended):
                if ended.is_set():
                    return
                connection.sendall(piece)


@contextmanager
def misbehaving(paths: Mapping[str, Behaviour], **given: Behaviour) -> Iterator[HostileServer]:
    """Such a server on a free port until the block ends."""
    server = HostileServer(paths, **given)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ended = threading.Event()

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(10)
                threading.Thread(
                    target=server.answer, args=(connection, ended), daemon=True
                ).start()

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
