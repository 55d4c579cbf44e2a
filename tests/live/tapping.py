"""A connection to a server, with what the server says on it kept."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Tap:
    """The address to connect to, and the bytes that came back."""

    url: str = ""
    said: bytearray = field(default_factory=bytearray)

    @property
    def body(self) -> bytes:
        """The body of the last answer, which came in chunks."""
        rest = bytes(self.said).rpartition(b"HTTP/1.1 ")[2].partition(b"\r\n\r\n")[2]
        body = b""
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        return body


@contextmanager
def tapping(host: str, port: int) -> Iterator[Tap]:
    """Connections to the server at this address, until the block ends."""
    tap = Tap()
    opened: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def carry(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                kept += piece
                target.sendall(piece)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                opened.append(client)
                server = socket.create_connection((host, port))
                opened.append(server)
                for given in ((client, server, bytearray()), (server, client, tap.said)):
                    threads.append(threading.Thread(target=carry, args=given))
                    threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        tap.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield tap
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for each in opened:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
            for each in opened:
                each.close()
