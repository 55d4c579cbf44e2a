"""Answers that are read whole: each has a limit of size and of time, whatever the server does.

A client's own timeouts are for one read each: a server that sends a byte a second, or that never
stops, holds it for ever and fills its memory.
"""

from __future__ import annotations

import asyncio
import codecs
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from agent.engine.faults import engine_errors, rejection, said_in
from agent.engine.given_address import without_password
from agent.errors import EngineRejected, EngineUnavailable

CONNECT_SECONDS = 10.0
"""How long to wait for a connection."""

_QUOTED = 200
"""Characters of an odd answer that an error shows."""

_DECODED = ("", "identity", "gzip", "deflate")
"""Encodings of one layer: a piece of the network's becomes a thousand times as much at most, and
what it becomes is counted. None is asked for."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most of an answer: bytes, decompressed, and seconds from the request to its end."""

    bytes: int
    seconds: float


PAGE = Limit(4 * 2**20, 10.0)
"""A page about the server, such as its models or its metrics."""

ANSWER = Limit(32 * 2**20, 120.0)
"""What is made of a text that was sent, such as the ids of a prompt of a million tokens; a server
under load is slow, not ill."""


STREAM_BYTES = 256 * 2**20
"""Of a streamed answer: a hundred thousand tokens take about a tenth of that."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What was answered: a status and a text, in which bytes that are no text are replaced."""

    status: int
    text: str

    @property
    def json(self) -> Mapping[str, Any]:
        """The body, if it is a JSON object; else nothing."""
        try:
            read = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}

    def object(self, named: str) -> Mapping[str, Any]:
        """The JSON object that a request was answered with.

        Raises:
            EngineError: the server refused, failed, or answered with something else.
        """
        if self.status >= 400:
            raise rejection(self.status, said_in(self.text), named)
        try:
            read = json.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise EngineUnavailable(
                f"the engine at {named} answered with what is no JSON: {self.text[:_QUOTED]!r}"
            ) from error
        return read if isinstance(read, dict) else {}


class _Bounded(httpx.AsyncByteStream):
    """The bytes of a response, up to a limit."""

    def __init__(self, stream: httpx.AsyncByteStream, most: int, where: str) -> None:
        self._stream, self._most, self._where = stream, most, where

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces as they come."""
        left = self._most
        async for piece in self._stream:
            if left == self._most:
                piece = piece.removeprefix(codecs.BOM_UTF8)  # what reads events trips over it
            left -= len(piece)
            if left < 0:
                raise too_large(self._where, self._most)
            yield piece

    async def aclose(self) -> None:
        """Read no more."""
        await self._stream.aclose()


async def bound(response: httpx.Response) -> None:
    """A hook of a client that streams: neither a stream nor what is said instead is endless."""
    most = STREAM_BYTES if response.status_code < 400 else PAGE.bytes
    if isinstance(response.stream, httpx.AsyncByteStream):
        where = without_password(str(response.url))
        response.stream = _Bounded(response.stream, most, where)


def too_large(where: str, most: int) -> EngineRejected:
    """The error for an answer that is larger than it may be."""
    return EngineRejected(
        f"{where} answered with more than {most // 2**20} MiB, the most that is read of it. "
        "Is that the model server's address?"
    )


async def read_whole(
    client: httpx.AsyncClient, request: httpx.Request, limit: Limit, named: str
) -> Whole:
    """The answer to `request`, behind redirects as far as the client follows any.

    Args:
        named: the server's address as errors give it.

    Raises:
        EngineUnreachable, EngineUnavailable: there is none within the time.
        EngineRejected: it is larger than the limit, or packed as nobody asked for.
    """
    request.headers["Accept-Encoding"] = "identity"
    where = f"{named.removesuffix('/v1')}{request.url.path}"
    try:
        async with asyncio.timeout(limit.seconds):
            with engine_errors(named):
                answer = await client.send(request, stream=True)
                try:
                    return Whole(answer.status_code, await _text(answer, limit, where))
                finally:
                    await answer.aclose()
    except TimeoutError as error:
        raise EngineUnavailable(
            f"{where} had not answered whole after {limit.seconds:g} s, the most that it has. "
            "Is that the model server's address, and is the server well?"
        ) from error


async def _text(answer: httpx.Response, limit: Limit, where: str) -> str:
    if (packed := answer.headers.get("Content-Encoding", "").lower()) not in _DECODED:
        raise EngineRejected(f"{where} answered packed as {packed[:_QUOTED]!r}, unasked")
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > limit.bytes:
            raise too_large(where, limit.bytes)
    return body.decode("utf-8", "replace")
