"""What is passed on arrives as it was, and what is answered comes back as it was."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from agent.loopback.guard import Receive, Scope, Send
from agent.proxy import carried
from agent.proxy.carried import Carried
from agent.proxy.passing import Passing, answers, connections
from tests.proxy.serving import serving

CHAT = "/v1/chat/completions"
EVENTS = tuple(f'data: {{"n": {number}}}\n\n'.encode() for number in range(20))


@dataclass
class Upstream:
    """A server that keeps what it was sent, and answers by the path."""

    paths: list[bytes] = field(default_factory=list)
    headers: list[list[tuple[bytes, bytes]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    sent: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"]
        self.paths.append(scope["raw_path"] + (b"?" + query if query else b""))
        self.headers.append(scope["headers"])
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.bodies.append(body)
        match scope["path"]:
            case "/events" | "/v1/chat/completions":
                await self._stream(send, EVENTS)
            case "/broken":
                await _start(send, b"text/event-stream")
                await send({"type": "http.response.body", "body": b"half", "more_body": True})
            case "/endless":
                await self._endless(receive, send)
            case "/zipped":
                zipped = gzip.compress(b"words " * 100, mtime=0)
                await _start(send, b"text/plain", (b"content-encoding", b"gzip"))
                await send({"type": "http.response.body", "body": zipped})
            case "/moved":
                moved = {
                    "status": 307,
                    "headers": [(b"location", b"/else"), (b"set-cookie", b"a=1")],
                }
                await send({"type": "http.response.start", **moved})
                await send({"type": "http.response.body", "body": b""})
            case _:
                await _start(send, b"application/json")
                await send({"type": "http.response.body", "body": b'{"n":  1}'})

    async def _stream(self, send: Send, pieces: tuple[bytes, ...]) -> None:
        await _start(send, b"text/event-stream; charset=utf-8", (b"x-request-id", b"r1"))
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _endless(self, receive: Receive, send: Send) -> None:
        await _start(send, b"text/event-stream")
        gone = asyncio.create_task(receive())
        while not gone.done():
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            self.sent += 65536
            await asyncio.sleep(0)
        self.gone.set()


async def _start(send: Send, kind: bytes, *headers: tuple[bytes, bytes]) -> None:
    given = [(b"content-type", kind), *headers]
    await send({"type": "http.response.start", "status": 200, "headers": given})


@dataclass
class Proxied:
    """A proxy before an upstream, and a client of it."""

    upstream: Upstream
    direct: str
    url: str
    http: httpx.AsyncClient
    heard: list[Carried] = field(default_factory=list)
    any_heard: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, carried: Carried) -> None:
        self.heard.append(carried)
        self.any_heard.set()


@pytest.fixture
async def proxied() -> AsyncIterator[Proxied]:
    async with proxying() as made:
        yield made


@asynccontextmanager
async def proxying(path: str = "") -> AsyncIterator[Proxied]:
    """A proxy to a server whose address has this path."""
    upstream = Upstream()
    async with connections() as to_server, httpx.AsyncClient() as http, serving(upstream) as direct:
        made = Proxied(upstream, direct, "", http)
        async with serving(Passing(to_server, httpx.URL(direct + path), made.hear)) as made.url:
            yield made


async def test_an_answer_is_the_same_bytes_with_the_same_headers(proxied: Proxied) -> None:
    for path in ("/events", "/v1/models", "/zipped"):
        answers = []
        for root in (proxied.direct, proxied.url):
            async with proxied.http.stream("GET", root + path) as answer:
                raw = b"".join([piece async for piece in answer.aiter_raw()])
                answers.append((answer.status_code, answer.headers.raw, raw))
        assert answers[0] == answers[1]


async def test_a_request_arrives_as_it_was(proxied: Proxied) -> None:
    """Its path byte for byte, its headers and its body; only the host is the server's."""
    path = "/a%2Fb//c;d?x=%20&y=[1]"
    headers = {"Authorization": "Bearer k", "X-Session-ID": "s", "Accept-Encoding": "br"}
    for root in (proxied.direct, proxied.url):
        request = httpx.Request(
            "PUT", root, headers=headers, content=b"\x00\xff", extensions={"target": path.encode()}
        )
        await proxied.http.send(request)
    assert proxied.upstream.paths[0] == proxied.upstream.paths[1] == path.encode()
    assert proxied.upstream.bodies == [b"\x00\xff"] * 2
    sent = [{*headers} for headers in proxied.upstream.headers]
    assert {each[0] for each in sent[0] ^ sent[1]} <= {b"host"}
    assert (b"host", proxied.direct.removeprefix("http://").encode()) in sent[1]


async def test_a_request_in_chunks_arrives_whole(proxied: Proxied) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(5):
            yield b"%d" % number
            await asyncio.sleep(0.01)

    await proxied.http.post(f"{proxied.url}/v1/files", content=pieces())
    assert proxied.upstream.bodies == [b"01234"]


async def test_a_length_beside_chunks_is_not_passed_on(proxied: Proxied) -> None:
    """The server could believe the length, and take what follows for another request."""
    host, port = proxied.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 4\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    await reader.read()
    writer.close()
    assert proxied.upstream.bodies in ([], [b"abc"])  # some servers refuse it at once
    assert all(b"content-length" not in dict(each) for each in proxied.upstream.headers)


async def test_headers_of_one_connection_stay_there(proxied: Proxied) -> None:
    headers = {"Connection": "keep-alive, X-Own", "X-Own": "1", "Keep-Alive": "5", "TE": "gzip"}
    await proxied.http.get(f"{proxied.url}/v1/models", headers=headers)
    names = {name for name, _ in proxied.upstream.headers[0]}
    assert not names & {b"x-own", b"keep-alive", b"te"}


async def test_events_come_one_by_one(proxied: Proxied) -> None:
    """The first is there while the server has not ended."""
    async with proxied.http.stream("GET", f"{proxied.url}/endless") as answer:
        assert await anext(answer.aiter_raw())
        assert not proxied.upstream.gone.is_set()


async def test_a_client_that_leaves_stops_the_servers_work(proxied: Proxied) -> None:
    async with proxied.http.stream("GET", f"{proxied.url}/endless") as answer:
        await anext(answer.aiter_raw())
    await asyncio.wait_for(proxied.upstream.gone.wait(), 10)


async def test_a_client_that_reads_slowly_slows_the_server(proxied: Proxied) -> None:
    """What it has not read waits in the sockets, not in the proxy."""
    async with proxied.http.stream("GET", f"{proxied.url}/endless") as answer:
        await anext(answer.aiter_raw())
        await asyncio.sleep(0.5)
        before = proxied.upstream.sent
        await asyncio.sleep(0.5)
        assert proxied.upstream.sent == before
        assert before < 64 * 2**20


async def test_a_redirect_and_a_cookie_are_the_clients(proxied: Proxied) -> None:
    answer = await proxied.http.get(f"{proxied.url}/moved")
    assert (answer.status_code, answer.headers["location"]) == (307, "/else")
    assert answer.headers["set-cookie"] == "a=1"
    async with httpx.AsyncClient() as another:
        await another.get(f"{proxied.url}/v1/models")
    assert not [name for name, _ in proxied.upstream.headers[-1] if name == b"cookie"]


async def test_an_answer_that_breaks_off_breaks_off_for_the_client(proxied: Proxied) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await proxied.http.get(f"{proxied.url}/broken")


async def test_a_server_that_is_not_there_is_said_as_openais_errors_are() -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        root = httpx.URL(f"http://u:secret@127.0.0.1:{taken.getsockname()[1]}")
        async with connections() as http, serving(Passing(http, root, lambda _: None)) as url:
            assert not await answers(http, root)
            answer = await http.post(url + CHAT, json={})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (502, 502, "upstream_unreachable")
    assert f"127.0.0.1:{root.port}" in error["message"]
    assert "secret" not in error["message"]


async def test_a_websocket_is_refused(proxied: Proxied) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    answer = await proxied.http.get(f"{proxied.url}/v1/realtime", headers=headers)
    assert answer.status_code == 501
    assert "WebSocket" in answer.json()["error"]["message"]
    assert proxied.upstream.paths == []


async def test_another_protocol_is_not_taken_up(proxied: Proxied) -> None:
    """Java's client offers HTTP/2 with each request."""
    headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AA"}
    answer = await proxied.http.get(f"{proxied.url}/v1/models", headers=headers)
    assert answer.status_code == 200


async def test_an_address_in_place_of_a_path_is_refused(proxied: Proxied) -> None:
    request = httpx.Request("GET", proxied.url, extensions={"target": b"http://other.example/"})
    answer = await proxied.http.send(request)
    assert answer.status_code == 400
    assert proxied.upstream.paths == []


async def test_a_server_below_a_path_is_asked_there() -> None:
    async with proxying("/models/a") as proxied:
        await proxied.http.get(f"{proxied.url}/v1/models")
        assert proxied.upstream.paths == [b"/models/a/v1/models"]


async def test_a_chat_request_is_heard_with_its_answer_and_others_are_not(
    proxied: Proxied,
) -> None:
    await proxied.http.post(f"{proxied.url}/v1/embeddings", json={})
    await proxied.http.post(proxied.url + CHAT, json={"messages": []})
    (heard,) = proxied.heard
    assert json.loads(heard.request) == {"messages": []}
    assert heard.answer == b"".join(EVENTS)
    assert (heard.status, heard.whole, heard.too_large) == (200, True, False)
    assert 0 < heard.began <= heard.ended


async def test_what_is_too_large_to_keep_is_passed_on_and_not_kept(
    proxied: Proxied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carried, "MOST_BYTES", 1000)
    await proxied.http.post(proxied.url + CHAT, content=b"x" * 100_000)
    assert proxied.upstream.bodies == [b"x" * 100_000]
    (heard,) = proxied.heard
    assert heard.too_large
    assert len(heard.request) <= 1000


async def test_a_hundred_requests_at_once_are_not_mixed_up(proxied: Proxied) -> None:
    async def ask(number: int) -> None:
        await proxied.http.post(proxied.url + CHAT, json={"n": number})

    await asyncio.gather(*map(ask, range(100)))
    numbers: list[Any] = [json.loads(each.request)["n"] for each in proxied.heard]
    assert sorted(numbers) == list(range(100))
    assert {each.answer for each in proxied.heard} == {b"".join(EVENTS)}


async def test_a_client_that_leaves_while_it_sends_is_no_error(proxied: Proxied) -> None:
    host, port = proxied.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {CHAT} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf".encode())
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    await asyncio.wait_for(proxied.any_heard.wait(), 10)
    assert proxied.heard[0].status == 0
