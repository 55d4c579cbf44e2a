"""Who may read a page: only requests that know the token, to a name that is this machine's.

A page of another site can make a browser send requests to this machine, and by DNS rebinding even
under a name that the browser takes for that site's own. So the Host header has to be an address, or
a name that cannot be rebound; and nothing is told to who does not have the token, which travels in
the page's address once, and then in a header. There are no cookies: a browser would send them to
every port of this machine.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
"""ASGI 3."""

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
"""Of every answer. What a page may load, the page says itself."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request gets nothing."""

    status: int
    reason: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets those requests through to `app` that may read what it tells.

    Args:
        token: what a request has to know.
        names: names, beside addresses and `localhost`, under which this machine is asked.
        remote: whether any address will do, and not only those of loopback.
    """

    app: App
    token: str
    names: frozenset[str] = frozenset()
    remote: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        refusal = self.refusal(scope)
        if refusal is not None:
            await _refuse(refusal, send)
            return

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self.app(scope, receive, with_headers)

    def refusal(self, scope: Scope) -> Refusal | None:
        """Why this request may not be answered; None if it may."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not self.is_own(hosts[0].decode("latin-1")):
            return Refusal(403, "The Host header names another machine than this.")
        if not self._knows_token(scope):
            return Refusal(403, "Open the address that was printed, with its token.")
        if scope["method"] != "GET":
            return Refusal(405, "There is nothing here but to read.", ((b"allow", b"GET"),))
        return None

    def is_own(self, host: str) -> bool:
        """Whether a Host header names this machine in a way that nobody else can claim."""
        name = _without_port(host)
        if name == "localhost" or name in self.names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return self.remote or address.is_loopback

    def _knows_token(self, scope: Scope) -> bool:
        token = self.token.encode()
        bearers = [
            value[len(b"bearer ") :]
            for name, value in scope["headers"]
            if name == b"authorization" and value[: len(b"bearer ")].lower() == b"bearer "
        ]
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        given = [*bearers, *(each.encode() for each in asked)]
        return any(hmac.compare_digest(each, token) for each in given)


def _without_port(host: str) -> str:
    """The name in a Host header, in lower case; an IPv6 address without its brackets."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


async def _refuse(refusal: Refusal, send: Send) -> None:
    body = f"{refusal.reason}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *refusal.headers,
        *_HEADERS,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
