"""Passes requests on to a server and its answers back: bytes, untouched, as they come.

Nothing is parsed here but HTTP. A request of an API that is diagnosed is kept with its answer until
that has ended, and is then given to whoever wants to know; other requests leave nothing behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import structlog

from agent.engine.given_address import shown
from agent.engine.whole import CONNECT_SECONDS
from agent.loopback.guard import Receive, Scope, Send
from agent.proxy.apis import api_of
from agent.proxy.carried import Bytes, Carried, Keeping
from agent.proxy.headers import end_to_end, value_of
from agent.proxy.refusing import Refusal, refuse

_log = structlog.get_logger("agent.proxy")

_IDLE_SECONDS = 4.0
"""That a connection to the server waits for the next request: less than vLLM's own five."""

_TIMES = {"connect": CONNECT_SECONDS, "read": None, "write": None, "pool": None}
"""A prefill takes as long as it takes: who asked decides when to give up."""


def connections() -> httpx.AsyncClient:
    """As many connections to a server as there are requests, by the environment's proxies and
    certificates. Cookies stay with the clients."""
    return httpx.AsyncClient(
        limits=httpx.Limits(keepalive_expiry=_IDLE_SECONDS),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


async def answers(http: httpx.AsyncClient, root: httpx.URL) -> bool:
    """Whether a server answers at `root`, whatever it says."""
    try:
        async with (
            asyncio.timeout(CONNECT_SECONDS),
            http.stream("GET", f"{str(root).rstrip('/')}/v1/models"),
        ):
            return True
    except (httpx.HTTPError, TimeoutError):
        return False


@dataclass(frozen=True, slots=True)
class Passing:
    """An ASGI application in front of the server at `root`.

    Args:
        root: its address without `/v1`.
        heard: is given each request to be diagnosed when its answer has ended; must not wait.
    """

    http: httpx.AsyncClient
    root: httpx.URL
    heard: Callable[[Carried], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and its answer back."""
        refusal = _refusal(scope)
        if refusal is not None:
            await refuse(refusal, send)
            return
        is_kept = scope["method"] == "POST" and api_of(scope["path"]) is not None
        keeping = Keeping(scope["path"], tuple(scope["headers"])) if is_kept else None
        body = _Body(receive, keeping.request if keeping is not None else None)
        try:
            async with asyncio.timeout(None) as until_gone:
                watch = asyncio.create_task(_watch(body, until_gone))
                try:
                    await self._answer(scope, body, send, keeping)
                finally:
                    watch.cancel()
        except (TimeoutError, _Gone):
            pass  # with the connection that was closed the server stops its work
        finally:
            if keeping is not None:
                self.heard(keeping.carried())

    async def _answer(self, scope: Scope, body: _Body, send: Send, keeping: Keeping | None) -> None:
        begun = False
        try:
            answer = await self.http.send(self._request(scope, body), stream=True)
            try:
                begun = True
                await _send_back(answer, send, keeping)
            finally:
                await answer.aclose()
        except httpx.HTTPError as error:
            told = f"{type(error).__name__} {error}".strip()
            if begun:  # and cannot be taken back: that it ends unfinished tells the client, too
                _log.warning("the server broke an answer off", server=shown(self.root), error=told)
            else:
                await refuse(_unreachable(self.root, told), send)

    def _request(self, scope: Scope, body: _Body) -> httpx.Request:
        query: bytes = scope["query_string"]
        path = self.root.raw_path.rstrip(b"/") + scope["raw_path"]
        came: list[tuple[bytes, bytes]] = scope["headers"]
        names = {name for name, _ in came}
        headers = [each for each in end_to_end(came) if each[0] != b"host"]
        headers.append((b"host", self.root.netloc))
        stream: httpx.AsyncByteStream = body
        if b"transfer-encoding" in names:
            # It says where the body ends; a length beside it could be believed instead (RFC 9112).
            headers = [each for each in headers if each[0] != b"content-length"]
            headers.append((b"transfer-encoding", b"chunked"))
        elif b"content-length" not in names:
            stream = httpx.ByteStream(b"")
            body.ended.set()
        return httpx.Request(
            scope["method"],
            self.root,
            headers=headers,
            stream=stream,
            extensions={"target": path + b"?" + query if query else path, "timeout": _TIMES},
        )


class _Gone(Exception):
    """The client has gone before its request was whole."""


@dataclass(slots=True)
class _Body(httpx.AsyncByteStream):
    """A request's body as it comes."""

    receive: Receive
    kept: Bytes | None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            more = message.get("more_body", False)
            if piece := message.get("body", b""):
                if self.kept is not None:
                    self.kept.add(piece)
                yield piece
        self.ended.set()


async def _watch(body: _Body, until_gone: asyncio.Timeout) -> None:
    """Stop the work once the client has gone."""
    await body.ended.wait()
    while (await body.receive())["type"] != "http.disconnect":
        pass
    until_gone.reschedule(asyncio.get_running_loop().time())


async def _send_back(answer: httpx.Response, send: Send, keeping: Keeping | None) -> None:
    headers = end_to_end(answer.headers.raw)
    if keeping is not None:
        keeping.begin(answer.status_code, headers)
    await send(
        {"type": "http.response.start", "status": answer.status_code, "headers": list(headers)}
    )
    async for piece in answer.aiter_raw():
        if keeping is not None:
            keeping.add(piece)
        # It waits while the client reads more slowly than the server writes.
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    if keeping is not None:
        keeping.whole = True
    await send({"type": "http.response.body", "body": b""})


def _refusal(scope: Scope) -> Refusal | None:
    headers = tuple(scope["headers"])
    if not scope["raw_path"].startswith(b"/"):
        told = "agent proxy passes requests on to one server only: ask for a path, not an address"
        return Refusal(400, "invalid_request_error", told)
    if value_of(headers, b"upgrade").lower() == "websocket":
        told = "agent proxy passes no WebSocket on: connect to the server itself"
        return Refusal(501, "not_implemented", told)
    return None


def _unreachable(root: httpx.URL, told: str) -> Refusal:
    return Refusal(
        502,
        "upstream_unreachable",
        f"agent proxy got no answer from the server at {shown(root)} ({told}). Check "
        "that it runs there, or start the proxy with another --url.",
    )
