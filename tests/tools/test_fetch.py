"""`fetch_url`: what comes of a page, and the limits that it is read within."""

from __future__ import annotations

import gzip
import importlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agent import ToolContext, ToolFailed
from agent.tooling.context import Reach
from agent.tools import fetching
from agent.tools.fetch import fetch_url, markdown
from tests.tools.test_fetch_escapes import Server, serving

fetch_module = importlib.import_module("agent.tools.fetch")


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving(Server()) as running:
        yield running


@pytest.fixture
def near(context: ToolContext) -> ToolContext:
    """A session that may fetch from this machine."""
    return replace(context, reach=Reach(private_addresses=True))


async def fetched(server: Server, context: ToolContext, path: str = "/") -> str | bytes:
    result: str | bytes = await fetch_url(f"http://127.0.0.1:{server.port}{path}", context)
    return result


HTML = """<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body>
<script>alert(1)</script><h1>Züge</h1><p>One <a href="/x">link</a>.</p><ul><li>a<li>b</ul>
</body></html>"""


async def test_html_comes_as_markdown(server: Server, near: ToolContext) -> None:
    """Without scripts and styles."""
    server.page("/", HTML.encode(), "Content-Type: text/html; charset=utf-8")
    text = await fetched(server, near)
    assert isinstance(text, str)
    assert "# Züge" in text
    assert "One [link](/x)." in text
    assert "alert" not in text
    assert "p{}" not in text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Type: text/html; charset=latin-1"], "<h1>Züge</h1>".encode("latin-1")),
        (
            ["Content-Type: text/html"],
            '<meta charset="latin-1"><h1>Züge</h1>'.encode("latin-1"),
        ),
        (["Content-Type: text/html; charset=nonsense"], "<h1>Züge</h1>".encode()),
        (["Content-Type: text/html; charset=idna"], "<h1>Züge</h1>".encode()),
        (["Content-Type: text/html"], b"\xef\xbb\xbf" + "<h1>Züge</h1>".encode()),
        ([], "<!doctype html><h1>Züge</h1>".encode()),
        (
            ["Content-Type: text/html", "Content-Encoding: gzip"],
            gzip.compress("<h1>Züge</h1>".encode(), mtime=0),
        ),
    ],
)
async def test_a_page_is_read_in_its_encoding(
    server: Server, near: ToolContext, headers: list[str], body: bytes
) -> None:
    """From the header, the page itself, or UTF-8; packed or not."""
    server.page("/", body, *headers)
    assert await fetched(server, near) == "# Züge"


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/ld+json"])
async def test_other_text_comes_as_it_is(server: Server, near: ToolContext, kind: str) -> None:
    """Not taken for HTML."""
    server.page("/", b'{"a": "<b>"}', f"Content-Type: {kind}")
    assert await fetched(server, near) == '{"a": "<b>"}'


async def test_what_is_no_text_comes_as_bytes(server: Server, near: ToolContext) -> None:
    """The runtime keeps it and describes it to the model."""
    server.page("/", b"\x89PNG\0", "Content-Type: image/png")
    assert await fetched(server, near) == b"\x89PNG\0"


async def test_a_redirect_is_followed_and_told(server: Server, near: ToolContext) -> None:
    """So that the source is named rightly."""
    server.redirect("/", "/there?a=b")
    server.page("/there?a=b", b"here", "Content-Type: text/plain")
    assert await fetched(server, near) == (
        f"[redirected to http://127.0.0.1:{server.port}/there?a=b]\nhere"
    )


async def test_a_circle_of_redirects_ends(server: Server, near: ToolContext) -> None:
    """After six requests."""
    server.redirect("/", "/")
    with pytest.raises(ToolFailed, match="redirects more than 5 times"):
        await fetched(server, near)
    assert len(server.asked) == 6


async def test_an_error_of_the_server_is_told(server: Server, near: ToolContext) -> None:
    """By its number and its words."""
    with pytest.raises(ToolFailed, match="answers 404 Not Found"):
        await fetched(server, near, "/nothing")


@pytest.mark.parametrize("packed", [False, True])
async def test_a_page_that_is_too_large_is_refused(
    server: Server, near: ToolContext, packed: bool
) -> None:
    """Also one that is small until it is unpacked."""
    body = b"x" * 30_000_000
    headers = ["Content-Encoding: gzip"] if packed else []
    server.page("/", gzip.compress(body) if packed else body, *headers)
    with pytest.raises(ToolFailed, match="is larger than 5,000,000 bytes"):
        await fetched(server, near)


@pytest.mark.parametrize(
    ("encoding", "reason"), [("br", "encoding br"), ("gzip", "broken gzip data")]
)
async def test_an_encoding_that_cannot_be_read_is_told(
    server: Server, near: ToolContext, encoding: str, reason: str
) -> None:
    """Not asked for, or broken."""
    server.page("/", b"not packed", f"Content-Encoding: {encoding}")
    with pytest.raises(ToolFailed, match=reason):
        await fetched(server, near)


async def test_a_server_that_never_answers_is_left(
    server: Server, near: ToolContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is for everything together."""
    monkeypatch.setattr(fetching, "_SECONDS", 0.2)
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow"
    server.linger = 5
    with pytest.raises(ToolFailed, match=r"took longer than 0\.2 s"):
        await fetched(server, near)


async def test_a_connection_that_fails_is_told(near: ToolContext) -> None:
    """Port 9 of this machine answers nobody."""
    with pytest.raises(ToolFailed, match="cannot be fetched"):
        await fetch_url("http://127.0.0.1:9/", near)


def test_a_page_that_is_nested_too_deeply_is_refused() -> None:
    """It would take more stack than there is."""
    with pytest.raises(ToolFailed, match="nested too deeply"):
        markdown("<div>" * 20_000 + "x")


def test_a_page_without_text_says_so() -> None:
    """As one that is made by scripts alone."""
    assert markdown("<script>x</script>") == "The page has no text."
