"""What listens on loopback."""

from __future__ import annotations

import socket

import pytest

from agent.errors import ConfigError
from agent.loopback.serving import listen


def test_what_follows_the_head_of_an_answer_is_sent_at_once() -> None:
    """Each connection has TCP_NODELAY; else a body waits for a delayed acknowledgement."""
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_named() -> None:
    """With what else may be given."""
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port}.*--port 0 takes any that is free"):
            listen("127.0.0.1", port)
