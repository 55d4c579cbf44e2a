"""Reads what was carried: the request's JSON, and the answer's, whole or streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

from agent.engine.pages import SESSION_HEADER
from agent.proxy.answers import Answered, Reply, Unreadable, events_of
from agent.proxy.apis import Api, api_of
from agent.proxy.carried import MOST_BYTES, Carried
from agent.proxy.headers import Headers, value_of

_PIECE = 16 * 2**10
"""Bytes that are decompressed at a time: at most a thousand times as many come of them."""


def read(carried: Carried) -> Answered:
    """The request and its answer.

    Raises:
        Unreadable: there is nothing to diagnose.
    """
    if carried.too_large:
        raise Unreadable(f"the request or its answer has more than {MOST_BYTES:,} bytes")
    if carried.status == 0:
        raise Unreadable("the client left before it was answered, or the server did not answer")
    if carried.status != 200:
        raise Unreadable(f"the server answered {carried.status}")
    api = api_of(carried.path)
    if api is None:
        raise Unreadable(f"requests to {carried.path} are not diagnosed")
    body = _json(_decoded(carried.request, carried.request_headers), "the request")
    asked = api.asked(body)
    named = value_of(carried.request_headers, SESSION_HEADER.lower().encode())
    return Answered(
        asked=asked,
        reply=_reply(carried, api),
        name=named or str(body.get("session_id") or ""),
        began=carried.began,
        ended=carried.ended,
        size=len(carried.request),
        authorization=value_of(carried.request_headers, b"authorization"),
    )


def _reply(carried: Carried, api: Api) -> Reply:
    content = _decoded(carried.answer, carried.answer_headers)
    kind = value_of(carried.answer_headers, b"content-type")
    if "event-stream" in kind:
        return api.streamed(events_of(content.splitlines()))
    if not carried.whole:
        return Reply(None, None)
    return api.whole(_json(content, "the answer"))


def _json(content: bytes, what: str) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable(f"{what} is no JSON") from None
    if not isinstance(value, dict):
        raise Unreadable(f"{what} is no JSON object")
    return value


def _decoded(content: bytes, headers: Headers) -> bytes:
    coding = value_of(headers, b"content-encoding")
    if coding in ("", "identity"):
        return content
    answer = httpx.Response(200, headers={"content-encoding": coding}, stream=_Pieces(content))
    pieces, size = [], 0
    try:
        for piece in answer.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > MOST_BYTES:
                raise Unreadable(f"decompressed it has more than {MOST_BYTES:,} bytes")
    except httpx.DecodingError:
        raise Unreadable(f"it is not compressed by {coding}, as it says") from None
    return b"".join(pieces)


class _Pieces(httpx.SyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._content), _PIECE):
            yield self._content[start : start + _PIECE]
