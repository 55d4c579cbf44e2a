"""Which server it is, by a name that all processes have for it, whatever address they use."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from agent.engine.metrics import EngineMetrics


def server_identity(url: str, metrics: EngineMetrics) -> str:
    """The server at this address.

    A vLLM says when it began, which no two have in common; another server is told by its address.
    """
    return _address(url) if metrics.started is None else f"vllm {metrics.started}"


def _address(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if _is_loopback(host):
        host = f"{socket.gethostname()} loopback"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{host}:{port}{parts.path.rstrip('/').removesuffix('/v1')}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
