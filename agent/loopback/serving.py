"""Serve an ASGI application until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from importlib.util import find_spec

from agent.engine.address import server_url
from agent.errors import ConfigError
from agent.loopback.guard import App

_PATIENCE = 2
"""Seconds that open answers have to end after Ctrl-C."""


def check_installed(extra: str) -> None:
    """Fail early where the server's packages are missing.

    Raises:
        ConfigError: the extra is not installed.
    """
    if find_spec("uvicorn") is None or find_spec("starlette") is None:
        raise ConfigError(
            f"this command needs uvicorn and starlette: pip install 'holdfast[{extra}]'"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches who listens there."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at `host`; with port 0, at any free one.

    Raises:
        ConfigError: it cannot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigError(
            f"cannot listen at {host} port {port}: {error.strerror}. Give another --port or "
            "--host; --port 0 takes any that is free"
        ) from error
    # Each connection inherits it. asyncio sets it where the protocol is TCP; here it is 0, and what
    # follows the head of an answer would wait 40 ms for the reader to acknowledge the head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def root_of(listening: socket.socket) -> str:
    """The address of what listens there, as this machine reaches it."""
    host, port = listening.getsockname()[:2]
    return server_url(host, port)


async def serve(app: App, listening: socket.socket, stopping: asyncio.Event) -> None:
    """Answer requests until SIGINT or SIGTERM, or until `stopping` is set.

    Args:
        stopping: is set when it ends, so that endless answers end, too.
    """
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Leave the signals to us: uvicorn would raise them again when all is closed."""
            yield

    server = Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            ws="none",
            timeout_graceful_shutdown=_PATIENCE,
        )
    )

    async def stop() -> None:
        await stopping.wait()
        server.should_exit = True

    with _signals(stopping.set):
        waiting = asyncio.create_task(stop())
        try:
            await server.serve(sockets=[listening])
        finally:
            waiting.cancel()


@contextlib.contextmanager
def _signals(stop: Callable[[], object]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    taken = (signal.SIGINT, signal.SIGTERM)
    for each in taken:
        loop.add_signal_handler(each, stop)
    try:
        yield
    finally:
        for each in taken:
            loop.remove_signal_handler(each)
