"""What is read whole of a server has an end, whatever the server does."""

from __future__ import annotations

import time
import tracemalloc

import httpx
import pytest

from agent.engine import client as client_module
from agent.engine import pages, probe
from agent.engine.client import EngineClient
from agent.engine.load import read_load
from agent.engine.request import MessageSegment, Prompt, Request
from agent.engine.whole import Limit, Whole, read_whole
from agent.engine.wire import message_json
from agent.errors import EngineError, EngineRejected, EngineUnavailable
from agent.proxy.server import Upstream
from agent.types import UserMessage
from tests.hostile_server import (
    Behaviour,
    dripping,
    dripping_headers,
    endless,
    listing,
    misbehaving,
    packed,
    redirecting,
    saying,
    silent,
)

LIMIT = Limit(2**20, 0.5)
LONG = Limit(2**20, 30.0)
ENDLESS: list[tuple[Behaviour, type[EngineError], str]] = [
    (endless, EngineRejected, "answered with more than 1 MiB"),
    (dripping, EngineUnavailable, r"/v1/models had not answered whole after 0\.5 s"),
    (dripping_headers, EngineUnavailable, r"had not answered whole after 0\.5 s"),
    (silent, EngineUnavailable, r"had not answered whole after 0\.5 s"),
    (redirecting, EngineRejected, "redirects without end"),
    (packed(1), EngineRejected, "answered with more than 1 MiB"),
    (packed(2), EngineRejected, "answered packed as 'gzip, gzip', unasked"),
    (packed(3), EngineRejected, "answered packed"),
]


async def models_of(url: str, limit: Limit = LIMIT) -> Whole:
    async with httpx.AsyncClient(follow_redirects=True, max_redirects=5) as http:
        request = http.build_request("GET", f"{url}/v1/models")
        return await read_whole(http, request, limit, f"{url}/v1")


@pytest.mark.parametrize(("behaviour", "error", "words"), ENDLESS)
async def test_an_answer_without_end_is_given_up(
    behaviour: Behaviour, error: type[EngineError], words: str
) -> None:
    """In time, within memory, and the limit is named."""
    with misbehaving({}, otherwise=behaviour) as server:
        tracemalloc.start()
        began = time.monotonic()
        with pytest.raises(error, match=words):
            await models_of(server.url, LIMIT if error is EngineUnavailable else LONG)
        took, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert took < 40
    assert peak < 300 * 2**20


async def test_bytes_that_are_no_text_are_replaced() -> None:
    """A page is read all the same."""
    with misbehaving({"/v1/models": saying(b'{"data": "\xff\xfe"}')}) as server:
        assert (await models_of(server.url)).json == {"data": "��"}


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"1" * 10_000, b"\x00"])
async def test_a_list_of_models_that_is_no_json_is_said(body: bytes) -> None:
    """So are numbers and nesting that nobody can read."""
    with (
        misbehaving({"/v1/models": saying(body)}) as server,
        pytest.raises(EngineError, match=r"no JSON|serves no model"),
    ):
        await EngineClient.connect(server.url)


@pytest.mark.parametrize("behaviour", [endless, dripping, dripping_headers, silent, packed(2)])
async def test_pages_without_end_are_as_if_they_were_not_there(
    behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server is used whose models can be listed, whatever its other pages do."""
    monkeypatch.setattr(pages, "PAGE", LIMIT)
    monkeypatch.setattr(probe, "PAGE", LIMIT)
    began = time.monotonic()
    with misbehaving({"/v1/models": listing()}, otherwise=behaviour) as server:
        client = await EngineClient.connect(server.url)
        await client.close()
    assert (client.facts.window, client.facts.started, client.facts.tokenizes) == (
        4096,
        None,
        False,
    )
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
async def test_a_stream_without_end_is_given_up(
    status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that never ends would else fill the memory, and so would an error."""
    monkeypatch.setattr("agent.engine.whole.STREAM_BYTES", 2**20)
    monkeypatch.setattr("agent.engine.whole.PAGE", LIMIT)

    def stream(_: object) -> object:
        yield f"HTTP/1.1 {status}\r\nContent-Type: text/event-stream\r\n\r\ndata: ".encode()
        while True:
            yield b"x" * 65536

    paths = {"/v1/models": listing(), "/v1/chat/completions": stream}
    prompt = Prompt((MessageSegment(message_json(UserMessage("hi"))),))
    with misbehaving(paths) as server:  # type: ignore[arg-type]
        client = await EngineClient.connect(server.url)
        with pytest.raises(EngineRejected, match="more than 1 MiB"):
            _ = [each async for each in client.stream(Request("s", prompt, 5))]
        await client.close()


async def test_headers_of_a_stream_that_never_end_are_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing was answered in the time that a silent server has."""
    monkeypatch.setattr(client_module, "SILENCE_SECONDS", 0.5)
    paths = {"/v1/models": listing(), "/v1/chat/completions": dripping_headers}
    prompt = Prompt((MessageSegment(message_json(UserMessage("hi"))),))
    with misbehaving(paths) as server:
        client = await EngineClient.connect(server.url)
        with pytest.raises(EngineUnavailable, match="did not answer in time"):
            _ = [each async for each in client.stream(Request("s", prompt, 5))]
        await client.close()


async def test_a_load_and_the_proxy_s_metrics_have_the_same_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever reads a page reads it there."""
    monkeypatch.setattr("agent.engine.load._LIMIT", LIMIT)
    monkeypatch.setattr("agent.proxy.server.PAGE", LIMIT)
    with misbehaving({}, otherwise=endless) as server:
        assert await read_load(server.url) is None
        async with httpx.AsyncClient() as http:
            assert await Upstream(http, server.url).metrics() is None
