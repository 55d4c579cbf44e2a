"""What was carried is read as it was meant, and what cannot be read is said."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest

from agent.proxy import chat, reading
from agent.proxy.answers import Reply, Unreadable
from agent.proxy.carried import Carried
from agent.proxy.reading import read
from agent.types import Usage

CHAT = "/v1/chat/completions"
BODY = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
MESSAGE = {"role": "assistant", "content": "Hi."}
REPLY = {"choices": [{"message": MESSAGE}], "usage": {"prompt_tokens": 9, "completion_tokens": 2}}
JSON_TYPE = ((b"content-type", b"application/json; charset=utf-8"),)
EVENTS = ((b"content-type", b"text/event-stream; charset=utf-8"),)


def carried(body: Any = BODY, reply: Any = REPLY, **more: Any) -> Carried:
    asked, answer = json.dumps(body).encode(), json.dumps(reply).encode()
    given = Carried(CHAT, asked, (), 200, answer, JSON_TYPE, True, False, 1, 2)
    return replace(given, **more)


def test_a_whole_answer_is_read() -> None:
    seen = read(carried())
    assert seen.asked == chat.asked(BODY)
    assert seen.reply == Reply(MESSAGE, Usage(9, None, 2))
    assert (seen.began, seen.ended, seen.size) == (1, 2, len(json.dumps(BODY)))


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_streamed_answer_is_read(newline: bytes) -> None:
    chunk = {"choices": [{"index": 0, "delta": {"content": "Hi."}, "finish_reason": "stop"}]}
    lines = newline.join([b"data: " + json.dumps(chunk).encode(), b"", b"data: [DONE]", b""])
    assert read(carried(answer=lines, answer_headers=EVENTS)).reply.answer == MESSAGE


@pytest.mark.parametrize(
    ("coding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_what_is_compressed_is_read(coding: str, compress: Any) -> None:
    header = ((b"content-encoding", coding.encode()),)
    seen = read(
        carried(
            request=compress(json.dumps(BODY).encode()),
            request_headers=header,
            answer=compress(json.dumps(REPLY).encode()),
            answer_headers=(*JSON_TYPE, *header),
        )
    )
    assert (seen.asked, seen.reply.answer) == (chat.asked(BODY), MESSAGE)


def test_what_would_fill_the_memory_is_not_decompressed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 2**20)
    bomb = gzip.compress(b"[" * 2**26, mtime=0)
    with pytest.raises(Unreadable, match="more than"):
        read(carried(request=bomb, request_headers=((b"content-encoding", b"gzip"),)))


def test_a_name_comes_from_the_header_or_the_body() -> None:
    assert read(carried(request_headers=((b"x-session-id", b"s"),))).name == "s"
    assert read(carried({**BODY, "session_id": "t"})).name == "t"
    assert read(carried()).name == ""


def test_the_client_says_how_it_is_let_in() -> None:
    given = ((b"authorization", b"Bearer k"),)
    assert read(carried(request_headers=given)).authorization == "Bearer k"


def test_an_answer_that_was_cut_has_no_message() -> None:
    assert read(carried(answer=b'{"choi', whole=False)).reply.answer is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"path": "/v1/embeddings"}, "/v1/embeddings are not diagnosed"),
        ({"status": 400}, "answered 400"),
        ({"status": 0}, "the client left"),
        ({"too_large": True}, "more than 67,108,864 bytes"),
        ({"request": b"<html>"}, "the request is no JSON"),
        ({"request": b"[" * 200_000}, "the request is no JSON"),
        ({"request": b"[1]"}, "no JSON object"),
        ({"request": b"{}"}, "no messages"),
        ({"request": b'{"messages": "a"}'}, "messages are no list"),
        ({"request": b'{"messages": [1]}'}, "messages are no list"),
        ({"request": b'{"messages": [{}], "tools": [1]}'}, "tools are no list"),
        ({"answer": b"\xff\xfe"}, "the answer is no JSON"),
        ({"answer": b"plain", "answer_headers": ((b"content-encoding", b"gzip"),)}, "by gzip"),
    ],
)
def test_what_cannot_be_diagnosed_is_said(given: dict[str, Any], told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read(carried(**given))
