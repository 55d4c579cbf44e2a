"""Only who knows the token reads, under this machine's own names, and nobody does more."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest

from agent.loopback.guard import Guard, Receive, Scope, Send

TOKEN = "the-token"
KNOWN = {"authorization": f"Bearer {TOKEN}"}


async def secret(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"secret"})


async def ask(
    guard: Guard, headers: dict[str, str], query: str = "", method: str = "GET"
) -> tuple[int, bytes, dict[str, str]]:
    """The status, the body and the headers of an answer."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    given = {"host": "127.0.0.1:8000", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": "/",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    await guard(scope, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], sent[1]["body"], told


GUARD = Guard(secret, TOKEN)


@pytest.mark.parametrize(("headers", "query"), [(KNOWN, ""), ({}, f"token={TOKEN}")])
async def test_who_knows_the_token_reads(headers: dict[str, str], query: str) -> None:
    assert (await ask(GUARD, headers, query))[:2] == (200, b"secret")


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({}, ""),
        ({}, "token="),
        ({}, "token=the-toke"),
        ({}, "token=the-token2"),
        ({}, "token=%ff%fe"),
        ({"authorization": "Bearer "}, ""),
        ({"authorization": f"Basic {TOKEN}"}, ""),
        ({"authorization": "Bearer \xff"}, ""),
        ({"cookie": f"token={TOKEN}"}, ""),
    ],
)
async def test_without_the_token_nothing_is_told(headers: dict[str, str], query: str) -> None:
    status, body, _ = await ask(GUARD, headers, query)
    assert status == 403
    assert b"secret" not in body


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:1", "localhost:80", "[::1]:9", "LOCALHOST"]
)
async def test_this_machine_has_these_names(host: str) -> None:
    assert (await ask(GUARD, {**KNOWN, "host": host}))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "10.0.0.1",
        "",
        "127.0.0.1@attacker.example",
    ],
)
async def test_another_name_is_refused_even_with_the_token(host: str) -> None:
    """What DNS rebinding makes a browser send."""
    status, body, _ = await ask(GUARD, {**KNOWN, "host": host})
    assert status == 403
    assert b"secret" not in body


async def test_a_listener_for_others_is_asked_by_address_or_by_its_own_name() -> None:
    guard = Guard(secret, TOKEN, frozenset({"box"}), remote=True)
    for host, status in {"10.0.0.1:80": 200, "box": 200, "attacker.example": 403}.items():
        assert (await ask(guard, {**KNOWN, "host": host}))[0] == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
async def test_there_is_nothing_but_to_read(method: str) -> None:
    status, _, headers = await ask(GUARD, KNOWN, method=method)
    assert (status, headers["allow"]) == (405, "GET")


async def test_answers_may_not_be_framed_kept_or_shared() -> None:
    for given in (KNOWN, {}):
        _, _, headers = await ask(GUARD, given)
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert not [name for name in headers if name.startswith("access-control-")]
