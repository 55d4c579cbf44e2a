"""A resource of the web over HTTP: bounded, and from the very address that was checked."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from dataclasses import dataclass

import httpx

from agent import ModelRetry, ToolFailed

from .addresses import is_disguised, resolve

_LARGEST = 5_000_000
"""Bytes of an answer's body, unpacked."""
_SECONDS = 30.0
"""For all redirects and the whole body together."""
_MOST_REDIRECTS = 5
_LONGEST_URL = 4000
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_HEADERS = {
    "User-Agent": "holdfast",
    "Accept": "text/html, text/*;q=0.9, application/json;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered."""

    url: str
    """The last one of the redirects."""
    content_type: str
    """The header as it came; empty when there was none."""
    body: bytes


def parsed(url: str) -> httpx.URL:
    """A URL that may be fetched. Raises ModelRetry for any other."""
    if len(url) > _LONGEST_URL:
        raise ModelRetry(f"The URL has {len(url)} characters; at most {_LONGEST_URL} are allowed.")
    if any(ord(each) <= 32 or ord(each) == 127 or each == "\\" for each in url):
        raise ModelRetry("The URL has a space, a control character or a backslash in it.")
    try:
        read = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ModelRetry(f"{url} is not a URL: {error}.") from error
    if read.scheme not in ("http", "https"):
        raise ModelRetry(f"Only http and https are fetched, not {read.scheme or 'a path'}.")
    if not read.host:
        raise ModelRetry(f"{url} has no host.")
    if is_disguised(read.host):
        raise ModelRetry(
            f"{read.host} is a number, not a host. Give a name or an address like 1.2.3.4."
        )
    if read.userinfo or "@" in read.netloc.decode("ascii", "replace"):
        raise ModelRetry("The URL has a user name or a password in it. Leave it out.")
    return read


async def fetch(url: str, *, private: bool) -> Fetched:
    """What is at a URL, at most so many redirects away.

    Args:
        url: http or https.
        private: connect also to addresses that are not public.

    Raises:
        ModelRetry: the URL cannot be fetched as it is.
        ToolFailed: the server, the network or a limit is against it.
    """
    current = parsed(url)
    try:
        async with asyncio.timeout(_SECONDS):
            for _ in range(_MOST_REDIRECTS + 1):
                answer = await _once(current, private=private)
                if isinstance(answer, Fetched):
                    return answer
                current = answer
    except TimeoutError as error:
        raise ToolFailed(f"{url} took longer than {_SECONDS:g} s.") from error
    raise ToolFailed(f"{url} redirects more than {_MOST_REDIRECTS} times.")


async def _once(url: httpx.URL, *, private: bool) -> Fetched | httpx.URL:
    """The answer, or where it redirects to."""
    port = url.port or (443 if url.scheme == "https" else 80)
    address = await resolve(url.host, port, private=private)
    try:
        # A proxy would look the name up again, and connect where it likes.
        async with httpx.AsyncClient(trust_env=False, timeout=_SECONDS, verify=_trust()) as client:
            request = client.build_request(
                "GET",
                url.copy_with(host=str(address), fragment=None),
                headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
                extensions={"sni_hostname": url.raw_host.decode("ascii").rstrip(".")},
            )
            response = await client.send(request, stream=True)
            try:
                return await _answer(url, response)
            finally:
                await response.aclose()
    except httpx.HTTPError as error:
        raise ToolFailed(f"{url} cannot be fetched: {error or type(error).__name__}.") from error


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


async def _answer(url: httpx.URL, response: httpx.Response) -> Fetched | httpx.URL:
    if response.status_code in _REDIRECTS and "location" in response.headers:
        return _next(url, response.headers["location"])
    if response.status_code != 200:
        words = f"{response.status_code} {response.reason_phrase}".strip()
        raise ToolFailed(f"{url} answers {words}.")
    body = await _body(url, response)
    return Fetched(str(url), response.headers.get("content-type", ""), body)


def _next(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return parsed(str(url.join(location)))
    except (ModelRetry, httpx.InvalidURL, ValueError) as error:
        raise ToolFailed(f"{url} redirects to what may not be fetched: {error}") from error


async def _body(url: httpx.URL, response: httpx.Response) -> bytes:
    """Unpacked by ourselves: a small answer can unpack to more than there is memory."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise ToolFailed(f"{url} answers in the encoding {encoding}, which was not asked for.")
    unpack = zlib.decompressobj(31) if "gzip" in encoding else None
    body = bytearray()
    try:
        async for chunk in response.aiter_raw():
            room = _LARGEST + 1 - len(body)
            body += chunk if unpack is None else unpack.decompress(chunk, room)
            if len(body) > _LARGEST:
                raise ToolFailed(f"{url} is larger than {_LARGEST:,} bytes.")
    except zlib.error as error:
        raise ToolFailed(f"{url} answers with broken gzip data.") from error
    return bytes(body)
