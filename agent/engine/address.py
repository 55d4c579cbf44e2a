"""Where an engine listens and whether it answers there."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

from agent.errors import EngineLaunchError

_HEALTH_SECONDS = 5.0
"""A busy machine may take its time; a dead server refuses at once."""


def server_url(host: str, port: int) -> str:
    """The server's root as this machine reaches it, also when it listens on every interface."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def is_healthy(root: str) -> bool:
    """Whether the server at this root says in time that it is well."""
    try:
        with urllib.request.urlopen(f"{root}/health", timeout=_HEALTH_SECONDS) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def free_port() -> int:
    """A port of the loopback interface that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_port_is_free(host: str, port: int) -> None:
    """Fail early, where vLLM would fail only after all its imports.

    Raises:
        EngineLaunchError: another process listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EngineLaunchError(
                f"The engine cannot listen at {host} port {port}: {error.strerror}. Give another "
                "--port or --host, or stop the other server (agent serve --stop)."
            ) from error
