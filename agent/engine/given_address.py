"""An engine's address as a user gives it."""

from __future__ import annotations

import re

import httpx

from agent.errors import ConfigError

_USER = re.compile(r"//[^/?#]*@")


def address_of(root: str) -> httpx.URL:
    """A server's address, checked.

    Raises:
        ConfigError: it is none that can be asked over HTTP.
    """
    example = "give one such as http://127.0.0.1:8000"
    try:
        address = httpx.URL(root)
    except httpx.InvalidURL as error:
        raise ConfigError(f"the engine's address {root!r} is none: {error}; {example}") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise ConfigError(f"the engine's address {root!r} has no http:// and host; {example}")
    if address.port is not None and not 0 < address.port < 65536:
        raise ConfigError(f"the engine's address {root!r} has no port from 1 to 65535; {example}")
    return address


def shown(address: httpx.URL) -> str:
    """The address without a password that it may hold."""
    return without_password(str(address))


def without_password(address: str) -> str:
    """The same of any text, whether it is an address or not."""
    return _USER.sub("//", address, count=1)
