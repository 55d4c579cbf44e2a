"""Reads what was carried: the request's JSON, and the answer's, whole or streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

from agent.engine.client import SESSION_HEADER
from agent.proxy.answers import Answered, answer_of, streamed, usage_of
from agent.proxy.carried import MOST_BYTES, Carried
from agent.proxy.headers import Headers, value_of

_PIECE = 16 * 2**10
"""Bytes that are decompressed at a time: at most a thousand times as many come of them."""


class Unreadable(Exception):
    """Why a request cannot be diagnosed, in a few words."""


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
    body = _body(_json(_decoded(carried.request, carried.request_headers), "the request"))
    answer, usage = _answer(carried)
    named = value_of(carried.request_headers, SESSION_HEADER.lower().encode())
    return Answered(
        body=body,
        answer=answer,
        usage=usage,
        name=named or str(body.get("session_id") or ""),
        began=carried.began,
        ended=carried.ended,
        size=len(carried.request),
        authorization=value_of(carried.request_headers, b"authorization"),
    )


def _answer(carried: Carried) -> tuple[Any, Any]:
    content = _decoded(carried.answer, carried.answer_headers)
    kind = value_of(carried.answer_headers, b"content-type")
    if "event-stream" in kind:
        return streamed(content.splitlines())
    if not carried.whole:
        return None, None
    reply = _json(content, "the answer")
    return answer_of(reply), usage_of(reply)


def _body(body: dict[str, Any]) -> dict[str, Any]:
    for name in ("messages", "tools"):
        given = body.get(name) or []
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            raise Unreadable(f"the request's {name} are no list of objects")
    if not body.get("messages"):
        raise Unreadable("the request has no messages")
    return body


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
