"""No URL, name, form of address or redirect leads `fetch_url` to what is not public."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent import ModelRetry, ToolContext, ToolFailed
from agent.tooling.context import Reach
from agent.tools import addresses, fetching
from agent.tools.fetch import fetch_url
from tests.tools.test_escapes import ESCAPES

NAMES = {
    "home.test": ["127.0.0.1"],
    "metadata.test": ["169.254.169.254"],
    "lan.test": ["192.168.1.1"],
    "six.test": ["fd00::1"],
    "mixed.test": ["93.184.215.14", "10.0.0.1"],
    "mapped.test": ["::ffff:10.0.0.1"],
    "localhost": ["127.0.0.1", "::1"],
    "localhost.": ["127.0.0.1", "::1"],
}
"""What the resolver of these tests says of names."""

URLS = [
    # schemes
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "FILE:///etc/passwd",
    "ftp://example.org/x",
    "gopher://127.0.0.1:6379/_PING",
    "data:text/plain,x",
    "unix:///var/run/docker.sock",
    "javascript:alert(1)",
    "//127.0.0.1/",
    "/etc/passwd",
    "http:",
    "http:///etc/passwd",
    # loopback, private, link-local, shared, reserved, multicast, metadata
    "http://127.0.0.1/",
    "http://127.0.0.1:8000/v1/models",
    "https://127.1.2.3/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    # other spellings of IPv4
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://127.0.0.1./",
    "http://0300.0250.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    # IPv6
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::10.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    # names
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://home.test/",
    "http://metadata.test/",
    "http://lan.test/",
    "http://six.test/",
    "http://mixed.test/",
    "http://mapped.test/",
    "http://unknown.test/",
    # tricks with the parts of a URL
    "http://example.org@127.0.0.1/",
    "http://user:pass@example.org/",
    "http://example.org:80@127.0.0.1/",
    "http://@127.0.0.1/",
    "http://example.org\\@127.0.0.1/",
    "http:\\\\127.0.0.1\\",
    "http://127.0.0.1#@example.org/",
    "http://127.0.0.1?@example.org/",
    "http://exa\tmple.org/",
    "http://example.org\r\nHost: 127.0.0.1/",
    "http://example.org\0.test/",
    " http://127.0.0.1/",
    "http://[::1",
    "http://example.org:99999999/",
    "http://example.org:x/",
    "http://" + "a" * 5000,
]


def _resolver(names: dict[str, list[str]]) -> Callable[..., Any]:
    def getaddrinfo(host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        text = host.decode() if isinstance(host, bytes) else host
        try:
            found = names.get(text) or [str(ipaddress.ip_address(text))]
        except ValueError:
            raise socket.gaierror(-2, "Name or service not known") from None
        families = [socket.AF_INET6 if ":" in each else socket.AF_INET for each in found]
        return [
            (family, socket.SOCK_STREAM, 6, "", (each, port))
            for family, each in zip(families, found, strict=True)
        ]

    return getaddrinfo


@pytest.fixture(autouse=True)
def resolver(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names mean what a test says."""
    names = dict(NAMES)
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(names))
    return names


@pytest.mark.parametrize("url", URLS)
async def test_no_url_leads_to_what_is_not_public(
    context: ToolContext, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no connection is even begun."""

    def connecting(*_: Any, **__: Any) -> None:
        raise AssertionError(f"{url} would be connected to")

    monkeypatch.setattr(httpx, "AsyncClient", connecting)
    with pytest.raises((ToolFailed, ModelRetry)):
        await fetch_url(url, context)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111"])
@pytest.mark.parametrize("form", ["{}", "::ffff:{}", "64:ff9b::{}"])
def test_public_addresses_are_public_in_every_form(address: str, form: str) -> None:
    """The checks do not refuse everything."""
    if ":" in address and form != "{}":
        pytest.skip("only IPv4 is wrapped")
    assert addresses.is_public(ipaddress.ip_address(form.format(address)))


class Server:
    """Answers on two addresses of loopback; the tests take the first one for public."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.port = 0
        self.asked: list[tuple[str, str, str]] = []
        """Address, path and host of each request."""
        self.linger = 0.0
        """Seconds that a connection stays open after its answer."""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
        self.asked.append((writer.get_extra_info("sockname")[0], path, host))
        writer.write(self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
        try:
            await writer.drain()
            await asyncio.sleep(self.linger)
        except ConnectionError:
            return
        finally:
            writer.close()

    def redirect(self, path: str, target: str) -> None:
        self.answers[path] = (
            f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
        )

    def page(self, path: str, body: bytes, *headers: str) -> None:
        lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
        self.answers[path] = "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Server]:
    first, second = _bound_to_one_port()
    server.port = first.getsockname()[1]
    async with (
        await asyncio.start_server(server.answer, sock=first),
        await asyncio.start_server(server.answer, sock=second),
    ):
        yield server


def _bound_to_one_port() -> tuple[socket.socket, socket.socket]:
    while True:
        first = socket.create_server(("127.0.0.2", 0))
        try:
            return first, socket.create_server(("127.0.0.1", first.getsockname()[1]))
        except OSError:  # somebody else has this port there
            first.close()


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """127.0.0.2 stands for an address on the internet."""
    real = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda a: str(a) == "127.0.0.2" or real(a))
    async with serving(Server()) as running:
        yield running


REDIRECTS = [
    "http://127.0.0.1:{port}/inside",
    "http://localhost:{port}/inside",
    "http://home.test:{port}/inside",
    "//127.0.0.1:{port}/inside",
    "http://[::1]:{port}/inside",
    "http://[::ffff:127.0.0.1]:{port}/inside",
    "http://2130706433:{port}/inside",
    "http://0x7f000001:{port}/inside",
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.2:{port}@127.0.0.1:{port}/inside",
    "file:///etc/passwd",
    "ftp://127.0.0.2/x",
    "gopher://127.0.0.1:{port}/inside",
    "/second",
]


@pytest.mark.parametrize("target", REDIRECTS)
async def test_no_redirect_leads_to_what_is_not_public(
    context: ToolContext, server: Server, target: str
) -> None:
    """Each one is checked as the first URL was; the last goes by way of another redirect."""
    server.redirect("/first", target.format(port=server.port))
    server.redirect("/second", f"http://127.0.0.1:{server.port}/inside")
    server.page("/inside", b"inside")
    with pytest.raises(ToolFailed):
        await fetch_url(f"http://127.0.0.2:{server.port}/first", context)
    assert {address for address, _, _ in server.asked} == {"127.0.0.2"}


async def test_a_name_that_changes_its_address_is_connected_to_as_checked(
    context: ToolContext, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked up once, and nobody looks it up again."""
    asked: list[str] = []

    def rebinding(host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        if str(host) != "rebind.test":
            return _resolver({})(host, port)  # type: ignore[no-any-return]
        asked.append(host)
        address = "127.0.0.2" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.page("/", b"public", "Content-Type: text/plain")
    assert await fetch_url(f"http://rebind.test:{server.port}/", context) == "public"
    assert server.asked == [("127.0.0.2", "/", f"rebind.test:{server.port}")]
    assert asked == ["rebind.test"]


async def test_a_redirect_is_looked_up_anew(
    context: ToolContext, server: Server, resolver: dict[str, list[str]]
) -> None:
    """The same name may be another address by then, and is checked as such."""
    resolver["moving.test"] = ["127.0.0.2"]
    server.redirect("/first", "/second")
    server.page("/second", b"inside")
    real = fetching.resolve

    async def moving(host: str, port: int, *, private: bool) -> Any:
        found = await real(host, port, private=private)
        resolver["moving.test"] = ["127.0.0.1"]
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching, "resolve", moving)
        with pytest.raises(ToolFailed, match=r"moving\.test is at 127\.0\.0\.1"):
            await fetch_url(f"http://moving.test:{server.port}/first", context)
    assert [path for _, path, _ in server.asked] == ["/first"]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for secure.test, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        if os.environ.get("CI") == "true":
            pytest.fail("openssl is not installed")
        pytest.skip("openssl is not installed")
    path = tmp_path / "certificate.pem"
    line = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=secure.test", "-addext", "subjectAltName=DNS:secure.test"]
    key = tmp_path / "key.pem"
    subprocess.run(
        [*line, *names, "-keyout", str(key), "-out", str(path)], check=True, capture_output=True
    )
    path.write_text(path.read_text() + key.read_text())
    return path


@pytest.mark.parametrize(("host", "trusted"), [("secure.test", True), ("other.test", False)])
async def test_the_certificate_is_checked_for_the_name(
    context: ToolContext,
    certificate: Path,
    resolver: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    trusted: bool,
) -> None:
    """Although an address is connected to."""
    resolver[host] = ["127.0.0.1"]
    monkeypatch.setattr(
        fetching, "_trust", lambda: ssl.create_default_context(cafile=str(certificate))
    )
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)
    server = Server()
    server.page("/", b"secure", "Content-Type: text/plain")
    allowed = replace(context, reach=Reach(private_addresses=True))
    async with await asyncio.start_server(server.answer, "127.0.0.1", 0, ssl=own) as running:
        url = f"https://{host}:{running.sockets[0].getsockname()[1]}/"
        if trusted:
            assert await fetch_url(url, allowed) == "secure"
        else:
            with pytest.raises(ToolFailed, match="certificate verify failed"):
                await fetch_url(url, allowed)


async def test_a_proxy_of_the_environment_is_not_used(
    context: ToolContext, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would connect for us where we may not."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.port}")
    server.page("/", b"x", "Content-Type: text/plain")
    assert await fetch_url(f"http://127.0.0.2:{server.port}/", context) == "x"
    assert server.asked[0][0] == "127.0.0.2"


async def test_the_setting_lets_private_addresses_in(context: ToolContext, server: Server) -> None:
    """But no other schemes."""
    server.page("/", b"inside", "Content-Type: text/plain")
    allowed = replace(context, reach=Reach(private_addresses=True))
    assert await fetch_url(f"http://127.0.0.1:{server.port}/", allowed) == "inside"
    with pytest.raises(ModelRetry):
        await fetch_url("file:///etc/passwd", allowed)


def test_there_are_more_than_sixty_attempts() -> None:
    """The table is what the documentation says it is."""
    assert len(set(URLS)) + len(set(REDIRECTS)) >= 60
    assert Path("/etc/passwd").exists()


def test_the_tables_of_escapes_have_more_than_sixty_attempts() -> None:
    """Different ones, of which each is a test."""
    assert len({*ESCAPES, *URLS, *REDIRECTS}) > 60
